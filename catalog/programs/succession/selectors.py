"""Which program continues which, and which merges are pending."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, OuterRef, QuerySet, Subquery

from catalog.models import FormerSlug, Program, ProgramVersion, Publication, VersionState
from catalog.programs.history.versions import working_version


def successor_of(program: Program) -> Program | None:
    """Return the program to which the address of a retired program redirects, or None."""
    if program.publication != Publication.RETIRED:
        return None
    former = FormerSlug.objects.filter(slug=program.slug).select_related("program__current").first()
    return former.program if former else None


def successors(programs: Iterable[int]) -> dict[int, Program]:
    """Return successor_of() each of these programs that has one, by the key of the retired program. One query."""
    retired = Program.objects.filter(pk__in=list(programs), publication=Publication.RETIRED, slug=OuterRef("slug"))
    former = FormerSlug.objects.annotate(key=Subquery(retired.order_by().values("pk")[:1])).filter(key__isnull=False)
    return {one.key: one.program for one in former.select_related("program__current")}


def predecessors(slug: str) -> QuerySet[Program]:
    """Return the retired programs whose addresses redirect to the program with this slug."""
    slugs = FormerSlug.objects.filter(program__slug=slug).values("slug")
    return Program.objects.filter(slug__in=slugs, publication=Publication.RETIRED).select_related("current")


def replaced_programs(slug: str) -> QuerySet[Program]:
    """Return the retired programs that the program with this slug replaces, by slug.

    Those that were merged into it are left out: they were the same program under a second address.
    """
    merged = ProgramVersion.objects.filter(program__slug=slug, absorbs__isnull=False).values("absorbs__program")
    return predecessors(slug).exclude(pk__in=merged).order_by("slug")


def pending_merges(programs: Iterable[int]) -> QuerySet[ProgramVersion]:
    """Return the pending versions that absorb one of these programs."""
    pending = ProgramVersion.objects.filter(state=VersionState.PENDING, absorbs__program__in=list(programs))
    return pending.select_related("program__current", "user").exclude(program=F("absorbs__program"))


def is_outdated(version: ProgramVersion) -> bool:
    """Return whether somebody changed the program that this version absorbs, after it was read."""
    return version.absorbs is not None and working_version(version.absorbs.program) != version.absorbs
