"""Organizations have one spelling each (decision 3): where a record has another."""

from __future__ import annotations

from catalog.models import Organization
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record


def check_spelling(record: Record, spelled: dict[str, str]) -> list[RecordProblem]:
    """Problems where the record spells an organization otherwise than `spelled` (slug -> name) does.

    Spellings that are new are added to `spelled`.
    """
    problems = []
    named = [("sponsor", record.sponsor)]
    named += [(f"partners[{number}]", name) for number, name in enumerate(record.partners)]
    for field, name in named:
        known = spelled.setdefault(Organization.slug_for(name), name)
        if known != name:
            problems.append(RecordProblem(field, f"{name!r} is in the catalog under another spelling", repr(known)))
    return problems


def known_spellings() -> dict[str, str]:
    """The name of every organization by its slug."""
    return dict(Organization.objects.values_list("slug", "name"))


def respelled(record: Record, spelled: dict[str, str]) -> Record:
    """The record with each organization spelled as `spelled` (slug -> name) has it; others stay as they are."""

    def known(name: str) -> str:
        return spelled.get(Organization.slug_for(name), name)

    return record.model_copy(update={"sponsor": known(record.sponsor), "partners": [known(name) for name in record.partners]})
