"""Which programs are in which family."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from catalog.models import Program, ProgramFamily, Publication


def published_families() -> dict[str, str]:
    """Return the family of each published program that is in one: slug -> slug of the family, in order of programs."""
    members = Program.objects.filter(publication=Publication.PUBLISHED, family__isnull=False)
    return dict(sorted(members.order_by().values_list("slug", "family__slug")))


def members_of(family: ProgramFamily) -> list[Program]:
    """Return the programs of a family by name, also drafts and retired ones."""
    return sorted(family.programs.select_related("current"), key=lambda program: (program.name.casefold(), program.pk))


def list_families() -> QuerySet[ProgramFamily]:
    """Return every family by name, with `count`, the number of its published programs."""
    counted = Count("programs", filter=Q(programs__publication=Publication.PUBLISHED))
    return ProgramFamily.objects.annotate(count=counted).order_by("name")


def find_programs(typed: Sequence[str]) -> tuple[list[Program], list[str]]:
    """Return the programs with these names or slugs, also given as an address, and the texts that name none or several."""
    if not typed:
        return [], []
    known: dict[str, list[Program]] = {}
    for program in Program.objects.exclude(publication=Publication.RETIRED).select_related("current").defer("current__record"):
        for text in {program.slug, program.name.casefold()}:
            known.setdefault(text, []).append(program)
    found: dict[int, Program] = {}
    unknown = []
    for text in typed:
        named = known.get(text.casefold()) or known.get(text.rstrip("/").rpartition("/")[2].casefold(), [])
        if len(named) == 1:
            found[named[0].pk] = named[0]
        else:
            unknown.append(text)
    return list(found.values()), unknown
