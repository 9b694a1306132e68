"""What the public is told of the editors' looks at programs: how many, when, what they found; never who looked.

A review is an answer that an editor gave, or a change of the codes that an editor published.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from catalog.models import (
    CoderKind,
    Coding,
    CodingDecision,
    Program,
    ProgramVersion,
    Publication,
    Release,
    ReleasedProgram,
    Review,
    Verdict,
)
from catalog.models.coding import FIRST_CODER

# public versions that a person wrote or let through
_BY_PERSON = Q(published__isnull=False) & (Q(user__isnull=False) | Q(decided_by__isnull=False))


class Look(NamedTuple):
    """The latest look of an editor at a program: its day, what it found, and whether a published change followed."""

    day: datetime.date
    verdict: Verdict
    followed: bool = True


class Origin(NamedTuple):
    """How a program's codes came to be: whether a machine made the first of them, the day on which an editor corrected
    them, and the latest look; None where there is none.
    """

    by_machine: bool
    look: Look | None
    corrected: datetime.date | None = None


def origin(slug: str) -> Origin | None:
    """How the codes of the program of this slug came to be, in a query or two; None where there is no such program."""
    latest = Review.objects.filter(program=OuterRef("pk")).order_by("-time", "-pk")
    machine = Coding.objects.filter(program=OuterRef("pk"), coder=FIRST_CODER, kind=CoderKind.MACHINE)
    edited = ProgramVersion.objects.filter(_BY_PERSON, program=OuterRef("pk")).order_by("-published")
    row = (
        Program.objects.filter(slug=slug)
        .annotate(machine=Exists(machine), looked=latest.values("time")[:1], found=latest.values("verdict")[:1])
        .annotate(edited=edited.values("published")[:1])
        .values_list("pk", "machine", "looked", "found", "edited")
        .first()
    )
    if row is None:
        return None
    key, by_machine, time, verdict, edited_at = row
    look = None
    if time:
        look = Look(timezone.localdate(time), Verdict(verdict), bool(edited_at and edited_at >= time))
    corrected = _corrected([key]).get(key) if by_machine and edited_at else None
    return Origin(by_machine, look, timezone.localdate(corrected) if corrected else None)


def looked_at() -> int:
    """How many published programs an editor has looked at."""
    reviews = Review.objects.filter(program__publication=Publication.PUBLISHED).values_list("program", flat=True)
    edited = ProgramVersion.objects.filter(_BY_PERSON, program__publication=Publication.PUBLISHED)
    return len({*reviews, *_corrected(edited.values_list("program", flat=True))})


def looked_at_before(release: str) -> int:
    """How many of a release's programs an editor had looked at before the day it was made: the same for ever."""
    released = ReleasedProgram.objects.filter(release__version=release)
    [date] = Release.objects.filter(version=release).values_list("date", flat=True)
    begin = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
    slugs = released.values("slug")
    known = Q(program__slug__in=slugs) | Q(program__former_slugs__slug__in=slugs)
    reviews = Review.objects.filter(known, time__lt=begin).values_list("program", flat=True)
    edited = ProgramVersion.objects.filter(_BY_PERSON, known, published__lt=begin)
    return len({*reviews, *_corrected(edited.values_list("program", flat=True), begin)})


def _corrected(programs: Iterable[int], before: datetime.datetime | None = None) -> dict[int, datetime.datetime]:
    """When each of these programs' public codes, differing from coder A's, came from a person; those alone where they did.

    What a reviewer decided between coders is told as that and left aside here. `before` asks how it stood then.
    """
    keys = set(programs)
    if not keys:
        return {}
    first: dict[int, list[dict[str, Any]]] = {}  # coder A's codings, one under each codebook
    for program, supports in Coding.objects.filter(program__in=keys, coder=FIRST_CODER).values_list("program", "supports"):
        first.setdefault(program, []).append(supports)
    versions = ProgramVersion.objects.filter(program__in=keys, published__isnull=False)
    decisions = CodingDecision.objects.filter(coding__program__in=keys)
    if before:
        versions, decisions = versions.filter(published__lt=before), decisions.filter(time__lt=before)
    decided: dict[int, set[str]] = {}
    for program, supports in decisions.values_list("coding__program", "supports"):
        decided.setdefault(program, set()).update(supports)
    rows = versions.order_by("published", "number").annotate(codes=F("record__supports"))
    since: dict[int, tuple[dict[str, Any], datetime.datetime, bool]] = {}
    for program, supports, time, user, decider in rows.values_list("program", "codes", "published", "user", "decided_by"):
        codes = _codes(supports, decided.get(program, ()))
        if time and (program not in since or since[program][0] != codes):
            since[program] = (codes, time, bool(user or decider))
    return {
        program: time
        for program, (codes, time, by_person) in since.items()
        if by_person and program in first and all(codes != _codes(coded, decided.get(program, ())) for coded in first[program])
    }


def _codes(supports: Mapping[str, Any], decided: Collection[str]) -> dict[str, Any]:
    """What two codings are compared by: each support that was not `decided`, its evidence and its basis."""
    return {
        code: (one["present"], one["evidence"], sorted(one.get("basis") or ()))
        for code, one in supports.items()
        if code not in decided
    }
