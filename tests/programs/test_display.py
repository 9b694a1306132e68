"""How facts of a program read."""

import re

from catalog.programs.display import where


def test_a_place_names_its_state_once(records):
    local = [record for record in records if record.scope == "local" and record.serves_basis == "stated"]
    assert any("(Georgia)" in record.locality for record in local)
    for record in local:
        bracketed = re.findall(r"\([^()]*\)", where(record))
        assert len(set(bracketed)) == len(bracketed) > 0, record.slug
