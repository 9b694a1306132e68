"""What the public sees of reviews: how many, when, and the result, but never who reviewed.

A review is an editor's answer, or a change of codes that an editor published.
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

# public versions that a person wrote or approved
_BY_PERSON = Q(published__isnull=False) & (Q(user__isnull=False) | Q(decided_by__isnull=False))


class LatestReview(NamedTuple):
    """The latest review of a program: its day and verdict, and whether a published change followed."""

    day: datetime.date
    verdict: Verdict
    followed: bool = True


class Origin(NamedTuple):
    """Where a program's codes come from: whether a machine made the first ones, the latest review, the day of an editor's
    correction.
    """

    by_machine: bool
    look: LatestReview | None
    corrected: datetime.date | None = None


def origin(slug: str) -> Origin | None:
    """Return where the codes of a program come from, or None without such a program. At most two queries."""
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
        look = LatestReview(timezone.localdate(time), Verdict(verdict), bool(edited_at and edited_at >= time))
    corrected = _corrected([key]).get(key) if by_machine and edited_at else None
    return Origin(by_machine, look, timezone.localdate(corrected) if corrected else None)


def count_reviewed() -> int:
    """Return how many published programs an editor has reviewed."""
    reviews = Review.objects.filter(program__publication=Publication.PUBLISHED).values_list("program", flat=True)
    edited = ProgramVersion.objects.filter(_BY_PERSON, program__publication=Publication.PUBLISHED)
    return len({*reviews, *_corrected(edited.values_list("program", flat=True))})


def count_reviewed_before(release: str) -> int:
    """Return how many of a release's programs an editor had reviewed before its date. It never changes."""
    released = ReleasedProgram.objects.filter(release__version=release)
    [date] = Release.objects.filter(version=release).values_list("date", flat=True)
    begin = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
    slugs = released.values("slug")
    known = Q(program__slug__in=slugs) | Q(program__former_slugs__slug__in=slugs)
    reviews = Review.objects.filter(known, time__lt=begin).values_list("program", flat=True)
    edited = ProgramVersion.objects.filter(_BY_PERSON, known, published__lt=begin)
    return len({*reviews, *_corrected(edited.values_list("program", flat=True), begin)})


def _corrected(programs: Iterable[int], before: datetime.datetime | None = None) -> dict[int, datetime.datetime]:
    """Return when a person changed the public codes of these programs from coder A's, for those where it happened.

    Decisions between coders do not count. `before` limits it to an earlier time.
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
    """Return what codings are compared by: presence, evidence and basis of each support that was not `decided`."""
    return {
        code: (one["present"], one["evidence"], sorted(one.get("basis") or ()))
        for code, one in supports.items()
        if code not in decided
    }
