"""This week's queue: the dozen programs most in need of a look, the same ones from Monday to Sunday.

No table holds it. It is computed each time from what was so when the week began, so that nothing an editor does during
the week changes it: the records as they were public, and earlier reviews and dead links.
What an editor answers shows as done. Programs published for the first time in this week come after all others, and so fill
the queue of a new catalog alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.common.clock import today
from catalog.models import LinkCheck, LinkOutcome, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.reviews.priority import Known, Need, need, rests
from catalog.schema.fields import ProgramRecord

DOZEN = 12


@dataclass(frozen=True)
class QueueEntry:
    """A program of the week's queue: its key and present slug, its record of Monday, why it is asked for, what was answered.

    `review` is the latest answer given in the week; None while there is none. `retired` says that it left the public pages
    in this week, which is an answer, too. `entered` says that a person wrote a version since the answer: where it was found
    changed, that is what is to follow.
    """

    key: int
    slug: str
    record: ProgramRecord
    need: Need
    review: Review | None
    retired: bool
    entered: bool = False

    @property
    def answered(self) -> bool:
        """Whether nothing is to be asked about it any more."""
        return self.review is not None or self.retired

    @property
    def to_enter(self) -> bool:
        """Whether it was found changed, and nobody has entered the change yet."""
        changed = self.review is not None and self.review.verdict == Verdict.CHANGED
        return changed and not self.entered and not self.retired

    @property
    def done(self) -> bool:
        """Whether it has been dealt with: answered, and the change entered where there is one."""
        return self.answered and not self.to_enter


@dataclass(frozen=True)
class Week:
    """The queue of the week that began on `monday`, in the order in which it is asked."""

    monday: datetime.date
    programs: tuple[QueueEntry, ...]

    @property
    def done(self) -> int:
        """How many have been dealt with."""
        return sum(asked.done for asked in self.programs)

    @property
    def to_enter(self) -> int:
        """How many were found changed and wait for the change to be entered."""
        return sum(asked.to_enter for asked in self.programs)

    def next_after(self, slug: str = "") -> QueueEntry | None:
        """The next program to be asked about after the one of this slug, from the start again after the last; None at the end."""
        slugs = [asked.slug for asked in self.programs]
        start = slugs.index(slug) + 1 if slug in slugs else 0
        around = chain(self.programs[start:], self.programs[:start])
        return next((asked for asked in around if not asked.answered and asked.slug != slug), None)


def this_week() -> Week:
    """The queue of the present week (from Monday, in the catalog's time zone), in a few queries."""
    monday = today() - datetime.timedelta(days=today().weekday())
    begin = timezone.make_aware(datetime.datetime.combine(monday, datetime.time()))
    stood = _stood_at(begin)
    known = _known(stood, begin)
    found = [(one, need(one.record, known[one.key], monday)) for one in stood if not rests(one.record, known[one.key], monday)]
    found.sort(key=lambda pair: (pair[0].published >= begin, -pair[1].score, pair[0].key))
    chosen = found[:DOZEN]
    answers = _answers([one.key for one, _ in chosen], begin)
    entered = _entered(answers)
    return Week(
        monday,
        tuple(
            QueueEntry(
                one.key,
                one.slug,
                one.record,
                why,
                answers.get(one.key),
                one.publication == Publication.RETIRED,
                one.key in entered,
            )
            for one, why in chosen
        ),
    )


class _Stood(NamedTuple):
    """A program as it was public when the week began: its key, present slug and publication, and the version of then."""

    key: int
    slug: str
    publication: str
    published: datetime.datetime
    record: ProgramRecord


def _stood_at(begin: datetime.datetime) -> list[_Stood]:
    """Each program with the version that was public at `begin`; one that became public later, with its first."""
    own = ProgramVersion.objects.filter(program=OuterRef("program"), published__isnull=False)
    before = own.filter(published__lt=begin).order_by("-published", "-number").values("pk")[:1]
    first = own.order_by("published", "number").values("pk")[:1]
    retired_since = Q(program__publication=Publication.RETIRED) & Q(
        program__versions__state=VersionState.RETIRED, program__versions__time__gte=begin
    )
    chosen = (
        ProgramVersion.objects.filter(Q(program__publication=Publication.PUBLISHED) | retired_since)
        .order_by()
        .values("program")
        .distinct()
        .annotate(version=Coalesce(Subquery(before), Subquery(first)))
        .values("version")
    )
    fields = ("program_id", "program__slug", "program__publication", "published", "record")
    return list(map(_Stood._make, ProgramVersion.objects.filter(pk__in=chosen).values_list(*fields)))


def _known(stood: Iterable[_Stood], begin: datetime.datetime) -> dict[int, Known]:
    """What was known of each program at `begin`, by its key."""
    reviews: dict[int, tuple[datetime.datetime, str]] = {}
    for program, time, verdict in (
        Review.objects.filter(time__lt=begin).order_by("time", "pk").values_list("program_id", "time", "verdict")
    ):
        reviews[program] = (time, verdict)
    written = _last_written(reviews, begin)
    died = _died(begin)
    found = {}
    for key, _, _, _, record in stood:
        last = reviews.get(key)
        found[key] = Known(
            looked=timezone.localdate(last[0]) if last else None,
            verdict=Verdict(last[1]) if last else None,
            to_change=bool(last and last[1] == Verdict.CHANGED and written.get(key, last[0]) <= last[0]),
            died=tuple(died[url] for url in sorted(urls_of(record)) if url in died),
        )
    return found


def _last_written(reviews: Mapping[int, tuple[datetime.datetime, str]], begin: datetime.datetime) -> dict[int, datetime.datetime]:
    """When the latest version of each program that was found changed was written, of before `begin`."""
    changed = [program for program, (_, verdict) in reviews.items() if verdict == Verdict.CHANGED]
    rows = ProgramVersion.objects.filter(program__in=changed, time__lt=begin).order_by("program")
    return dict(rows.values("program").annotate(last=Max("time")).values_list("program", "last"))


def _died(begin: datetime.datetime) -> dict[str, datetime.date]:
    """Every address found dead before `begin`, with the day on which it was first found failing."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).annotate(died=Coalesce("failing_since", "checked"))
    return {url: timezone.localdate(died) for url, died in dead.filter(died__lt=begin).values_list("url", "died")}


def urls_of(record: ProgramRecord) -> set[str]:
    """Every address that a record names: its website and its sources."""
    return {source.url for source in record.sources} | ({record.website} if record.website else set())


def _answers(programs: list[int], begin: datetime.datetime) -> dict[int, Review]:
    """The latest review of each of these programs since `begin`."""
    rows = Review.objects.filter(program__in=programs, time__gte=begin).select_related("user").order_by("time", "pk")
    return {review.program_id: review for review in rows}


def _entered(answers: Mapping[int, Review]) -> set[int]:
    """Which of the programs found changed have a version that a person wrote since, and that nobody rejected."""
    changed = {key: review.time for key, review in answers.items() if review.verdict == Verdict.CHANGED}
    if not changed:
        return set()
    versions = ProgramVersion.objects.filter(program__in=changed, user__isnull=False).exclude(state=VersionState.REJECTED)
    return {program for program, time in versions.values_list("program", "time") if time >= changed[program]}
