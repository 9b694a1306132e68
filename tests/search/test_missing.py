"""The well-known programs that the catalog does not have."""

import pytest

from catalog.schema.codebook import own_book
from catalog.search.missing import find_missing, missing_programs
from catalog.search.parser import understand
from catalog.search.stemming import fold, stem


def stems(text):
    return {stem(word) for word in fold(text)}


@pytest.mark.parametrize("missing", missing_programs(), ids=lambda one: one.name)
def test_each_is_absent_from_the_catalog(missing, records):
    """If this fails, the catalog has the program by now: remove it from fixtures/missing.toml."""
    state = own_book().vocabularies["state"].by_code[missing.state].label if missing.state else ""
    for record in records:
        names = stems(record.name)
        same = any(words <= names for words in missing.words)
        if missing.state:
            same = same and stems(state) <= names and record.home_state == missing.state
        assert not same, record.name


def test_each_is_found_by_its_name():
    for missing in missing_programs():
        assert find_missing(missing.name, understand(missing.name)) == missing


def test_a_state_is_needed_where_the_name_has_one():
    assert find_missing("teacher of the year", understand("teacher of the year")) is None
    assert find_missing("fellowship ohio", understand("fellowship ohio")) is None
