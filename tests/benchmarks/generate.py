"""A large catalog made of the real one: real facts in new combinations, so that facets keep their real shares."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from catalog.schema.fields import ProgramRecord, to_line

# facts that depend on each other travel together
GROUPS = (
    ("supports", "models", "practice", "sources", "functions", "aims"),
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


def generated(records: Sequence[ProgramRecord], count: int, seed: int = 1) -> Iterator[ProgramRecord]:
    """`count` valid records, each mixed from the given ones; the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        base = chance.choice(records)
        facts = {}
        for group in GROUPS:
            lender = chance.choice(records)
            facts.update({name: getattr(lender, name) for name in group})
        facts["slug"] = f"program-{number}"
        facts["name"] = f"{base.name} {number}"
        facts["sponsor"] = f"Sponsor {chance.randrange(SPONSORS)}"
        facts["partners"] = []
        yield base.model_copy(update=facts)


def as_lines(records: Iterator[ProgramRecord]) -> bytes:
    """The records as a JSONL file."""
    return b"".join(to_line(record).encode() + b"\n" for record in records)
