"""A large catalog made of the real one: real facts, mixed anew, so that facets keep their real shares."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

# facts that depend on each other travel together
GROUPS = (
    ("supports", "models", "practice", "functions", "sources"),
    ("scope", "locality", "serves_states", "serves_basis"),
    ("sponsor_type", "home_state"),
    ("form", "form_basis"),
    ("focus", "aims"),
    ("delivery", "duration_months"),
    ("pays", "receives", "money_note", "credentials"),
    ("entry", "eligibility", "audience", "grade_bands", "min_years_experience", "max_years_experience", "prerequisites"),
    ("deadline_month", "deadline_date", "deadline_rolling", "deadline_note"),
    ("status", "evidence_year", "founded"),
)
SPONSORS = 5000


def generated(records: list[dict[str, Any]], count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """`count` valid records, each mixed from the given ones; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        record = dict(chance.choice(records))
        for group in GROUPS:
            lender = chance.choice(records)
            record.update({name: lender[name] for name in group})
        record["slug"] = f"program-{number}"
        record["name"] = f"{record['name']} {number}"
        record["sponsor"] = f"Sponsor {chance.randrange(SPONSORS)}"
        record["partners"] = []
        yield record


def as_lines(records: Iterator[dict[str, Any]]) -> bytes:
    """The records as a JSONL file."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
