"""Each organization has one spelling (decision 3), and former names lead to the present one (decision 59)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from catalog.models import (
    FormerOrganizationName,
    Organization,
    OrganizationChange,
    OrganizationChangeKind,
    OrganizationChangeState,
)
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record


def check_spelling(record: Record, spelled: dict[str, str]) -> list[RecordProblem]:
    """Return the organizations that a record names otherwise than `spelled` (slug -> name), and add new ones to it."""
    problems = []
    named = [("sponsor", record.sponsor)]
    named += [(f"partners[{number}]", name) for number, name in enumerate(record.partners)]
    for field, name in named:
        slug = Organization.slug_for(name)
        known = spelled.setdefault(slug, name)
        if known != name:
            way = "another spelling" if Organization.slug_for(known) == slug else "another name"
            problems.append(RecordProblem(field, f"{name!r} is in the catalog under {way}", repr(known)))
    return problems


def known_spellings() -> dict[str, str]:
    """Return the present name of every organization by its slug, by those of its former names, and of a pending new one.

    So a former name, and one that waits to be published, is an error that names the present one.
    """
    renames = OrganizationChange.objects.filter(
        kind=OrganizationChangeKind.RENAME, state=OrganizationChangeState.PENDING
    ).values_list("new", "organization__name")
    return {
        **{Organization.slug_for(new): present for new, present in renames},
        **dict(FormerOrganizationName.objects.values_list("slug", "organization__name")),
        **dict(Organization.objects.values_list("slug", "name")),
    }


def former_names() -> dict[str, str]:
    """Return the present name of each organization by its former names."""
    return dict(FormerOrganizationName.objects.values_list("name", "organization__name"))


def former_slugs() -> dict[str, str]:
    """Return the present slug of each organization by the slugs of its former names."""
    found = FormerOrganizationName.objects.values_list("slug", "organization__slug")
    return {former: present for former, present in found if former != present}


def use_known_spellings(record: Record, spelled: Mapping[str, str]) -> Record:
    """Return the record with the spellings of `spelled` (slug -> name); unknown organizations stay as they are."""
    return replace_names(record, lambda name: spelled.get(Organization.slug_for(name), name))


def use_present_names(record: Record, former: Mapping[str, str]) -> Record:
    """Return the record with the present name for each of `former` (name -> present name); other spellings stay."""
    return replace_names(record, lambda name: former.get(name, name)) if former else record


def replace_names(record: Record, present: Callable[[str], str]) -> Record:
    """Return the record with the name that `present` returns for each of its organizations.

    If two names become one, the organization is named once, as sponsor if it is that.
    """
    sponsor, before = present(record.sponsor), [record.sponsor, *record.partners]
    partners = list(dict.fromkeys(map(present, record.partners)))
    if [sponsor, *partners] == before:
        return record
    return record.model_copy(update={"sponsor": sponsor, "partners": [name for name in partners if name != sponsor]})
