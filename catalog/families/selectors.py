"""Which published programs are in which family."""

from __future__ import annotations

from catalog.models import Program, ProgramFamily, Publication


def published_families() -> dict[str, str]:
    """Return the family of each published program that is in one: slug -> slug of the family, in order of programs."""
    members = Program.objects.filter(publication=Publication.PUBLISHED, family__isnull=False)
    return dict(sorted(members.order_by().values_list("slug", "family__slug")))


def members_of(family: ProgramFamily) -> list[Program]:
    """Return the programs of a family by name, also drafts and retired ones."""
    return sorted(family.programs.select_related("current"), key=lambda program: (program.name.casefold(), program.pk))
