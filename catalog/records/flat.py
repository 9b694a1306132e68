"""A record as one flat row: the columns of tables for people and spreadsheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typology import Support, derive

LINK = "; "  # between the members of a list
_BEFORE = """
    slug name sponsor sponsor_type partners scope locality home_state serves_states website summary type
""".split()
_AFTER = """
    form form_basis models practice credentials frameworks focus delivery duration_months_min duration_months_max pays receives
    money_note entry eligibility audience grade_bands min_years_experience deadline_month deadline_date deadline_rolling
    deadline_note status evidence_year founded source_urls source_titles source_read confidence
""".split()
_SUPPORT = [f"{name}{part}" for name in ("prepare", "place", "recognize") for part in ("", "_evidence", "_source")]
# the order of the codebook; `note` is for coders alone
COLUMNS = (*_BEFORE, *_SUPPORT, "recognize_basis", *_AFTER)


def flat(record: Mapping[str, Any]) -> dict[str, str]:
    """The record as texts by column, in the order of COLUMNS.

    Lists are joined by "; ", truth values are ``true`` and ``false``, what is not stated is empty.
    """
    supports = record["supports"]
    shortest, longest = record["duration_months"] or (None, None)
    given = Support.from_codes(name for name, support in supports.items() if support["present"])
    row = {
        **record,
        "type": derive(given).value,
        "recognize_basis": supports["recognize"]["basis"],
        "duration_months_min": shortest,
        "duration_months_max": longest,
        **{f"source_{part}": [source[key] for source in record["sources"]] for part, key in _SOURCES},
    }
    for name, support in supports.items():
        row |= {name: support["present"], f"{name}_evidence": support["evidence"], f"{name}_source": support["source"]}
    return {column: _text(row[column]) for column in COLUMNS}


_SOURCES = (("urls", "url"), ("titles", "title"), ("read", "read"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return LINK.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
