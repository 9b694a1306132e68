"""What the public is told of the editors' looks at programs: how many, when, what they found; never who looked."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.models import CoderKind, Coding, Program, Publication, Release, ReleasedProgram, Review, Verdict
from catalog.models.coding import FIRST_CODER


class Look(NamedTuple):
    """The latest look of an editor at a program: its day and what it found."""

    day: datetime.date
    verdict: Verdict


class Origin(NamedTuple):
    """How a program's codes came to be: whether a machine made the first of them, and the latest look, if there is one."""

    by_machine: bool
    look: Look | None


def origin(slug: str) -> Origin | None:
    """How the codes of the program of this slug came to be, in one query; None where there is no such program."""
    latest = Review.objects.filter(program=OuterRef("pk")).order_by("-time", "-pk")
    machine = Coding.objects.filter(program=OuterRef("pk"), coder=FIRST_CODER, kind=CoderKind.MACHINE)
    row = (
        Program.objects.filter(slug=slug)
        .annotate(machine=Exists(machine), looked=latest.values("time")[:1], found=latest.values("verdict")[:1])
        .values_list("machine", "looked", "found")
        .first()
    )
    if row is None:
        return None
    by_machine, time, verdict = row
    return Origin(by_machine, Look(timezone.localdate(time), Verdict(verdict)) if time else None)


def looked_at() -> int:
    """How many published programs an editor has looked at."""
    reviews = Review.objects.filter(program__publication=Publication.PUBLISHED)
    return reviews.values("program").distinct().count()


def looked_at_before(release: str) -> int:
    """How many of a release's programs an editor had looked at before the day it was made: the same for ever."""
    released = ReleasedProgram.objects.filter(release__version=release)
    [date] = Release.objects.filter(version=release).values_list("date", flat=True)
    begin = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
    slugs = released.values("slug")
    known = Q(program__slug__in=slugs) | Q(program__former_slugs__slug__in=slugs)
    return Review.objects.filter(known, time__lt=begin).values("program").distinct().count()
