"""Which programs can be merged, and into which."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from catalog.duplicates.matching import likely_duplicates
from catalog.models import Program, Publication, VersionState
from catalog.programs.history.versions import working_version
from catalog.programs.identity import faces
from catalog.programs.succession.selectors import pending_merges

MOST_FOUND = 30


def reasons_against(programs: tuple[Program, Program]) -> list[str]:
    """Return why two programs cannot be merged now, in sentences; empty if they can."""
    one, other = programs
    if one == other:
        return ["A program cannot be merged with itself."]
    found = [f"“{each.name}” is retired." for each in programs if each.publication == Publication.RETIRED]
    for merge in pending_merges([one.pk, other.pk]):
        absorbed = merge.absorbs.program.name if merge.absorbs else ""
        found.append(f"The merge of “{absorbed}” into “{merge.program.name}” is awaiting review. Publish or reject it first.")
    for each in programs:
        if each.publication == Publication.PUBLISHED and each.versions.filter(state=VersionState.PENDING).exists():
            found.append(f"“{each.name}” has a pending change. Publish or reject it first.")
    if any(working_version(each) is None for each in programs):
        found.append("One of the two has no record.")
    return found


def default_survivor(one: Program, other: Program) -> Program:
    """Return the program that goes on if nothing else is chosen: the published one, or else the older one."""
    return min((one, other), key=lambda program: (program.publication != Publication.PUBLISHED, program.created, program.pk))


def find_partners(program: Program, words: str) -> QuerySet[Program]:
    """Return other programs, except retired ones, whose name, sponsor or address contains each word, by name."""
    found = Program.objects.exclude(pk=program.pk).exclude(publication=Publication.RETIRED)
    for word in words.replace("\0", " ").split():
        found = found.filter(Q(current__name__icontains=word) | Q(sponsor__name__icontains=word) | Q(slug__icontains=word))
    return found.select_related("current", "sponsor")


def likely_partners(program: Program) -> list[Program]:
    """Return the programs that may be the same as this one, most likely first."""
    here = [face for face in faces() if face["publication"] != Publication.RETIRED]
    own = next((face for face in here if face["key"] == program.pk), None)
    if own is None:
        return []
    by_slug = {face["slug"]: face["key"] for face in here}
    keys = [by_slug[found.slug] for found in likely_duplicates(own, here)]
    known = Program.objects.select_related("current", "sponsor").in_bulk(keys)
    return [known[key] for key in keys]
