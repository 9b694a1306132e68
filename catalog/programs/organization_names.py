"""Each organization has one spelling (decision 3)."""

from __future__ import annotations

from catalog.models import Organization
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record


def check_spelling(record: Record, spelled: dict[str, str]) -> list[RecordProblem]:
    """Return the organizations that a record spells otherwise than `spelled` (slug -> name), and add new ones to it."""
    problems = []
    named = [("sponsor", record.sponsor)]
    named += [(f"partners[{number}]", name) for number, name in enumerate(record.partners)]
    for field, name in named:
        known = spelled.setdefault(Organization.slug_for(name), name)
        if known != name:
            problems.append(RecordProblem(field, f"{name!r} is in the catalog under another spelling", repr(known)))
    return problems


def known_spellings() -> dict[str, str]:
    """Return the name of every organization by its slug."""
    return dict(Organization.objects.values_list("slug", "name"))


def use_known_spellings(record: Record, spelled: dict[str, str]) -> Record:
    """Return the record with the spellings of `spelled` (slug -> name); unknown organizations stay as they are."""

    def known(name: str) -> str:
        return spelled.get(Organization.slug_for(name), name)

    return record.model_copy(update={"sponsor": known(record.sponsor), "partners": [known(name) for name in record.partners]})
