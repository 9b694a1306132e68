"""The weekly queue: the twelve programs that most need a review, the same from Monday to Sunday.

No table stores it. It is computed from the public records, reviews and dead links as of Monday, so that what editors do
during the week does not change it; their answers only mark programs as done. Programs published for the first time this
week come after all others, those published first before later ones. So they fill the queue of a new catalog, and what is
published next moves none of them.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from django.db.models import Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.common.clock import today
from catalog.models import LinkCheck, LinkOutcome, ProgramVersion, Publication, Review, Revision, Verdict, VersionState
from catalog.reviews.priority import Need, ReviewFacts, compute_need, was_reviewed_recently
from catalog.schema.fields import ProgramRecord

DOZEN = 12


@dataclass(frozen=True)
class QueueEntry:
    """A program of the week's queue: its key and present slug, its record as of Monday, and why it needs a review.

    review   this week's latest review, or None
    retired  the program was retired this week, which also answers the question
    entered  a person wrote a version since the review; a program found changed needs one
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
        """Whether it was reviewed or retired."""
        return self.review is not None or self.retired

    @property
    def to_enter(self) -> bool:
        """Whether it was found changed and nobody has entered the change yet."""
        changed = self.review is not None and self.review.verdict == Verdict.CHANGED
        return changed and not self.entered and not self.retired

    @property
    def done(self) -> bool:
        """Whether nothing remains to do: it was answered, and any change was entered."""
        return self.answered and not self.to_enter


@dataclass(frozen=True)
class Week:
    """The queue of the week that began on `monday`, in order."""

    monday: datetime.date
    programs: tuple[QueueEntry, ...]

    @property
    def done(self) -> int:
        """The number of programs that are done."""
        return sum(entry.done for entry in self.programs)

    @property
    def to_enter(self) -> int:
        """The number of programs found changed whose change must still be entered."""
        return sum(entry.to_enter for entry in self.programs)

    def next_after(self, slug: str = "") -> QueueEntry | None:
        """Return the next open program after this slug, starting again after the last; None if all are answered."""
        slugs = [entry.slug for entry in self.programs]
        start = slugs.index(slug) + 1 if slug in slugs else 0
        around = chain(self.programs[start:], self.programs[:start])
        return next((entry for entry in around if not entry.answered and entry.slug != slug), None)


class MondayVersion(NamedTuple):
    """A program's public version when the week began: key, present slug and publication, and the record then."""

    key: int
    slug: str
    publication: str
    published: datetime.datetime
    record: ProgramRecord


class ChosenProgram(NamedTuple):
    """A program that the queue chose, and why."""

    version: MondayVersion
    need: Need


def this_week() -> Week:
    """Return the queue of the present week (from Monday, in the catalog's time zone), with a few queries."""
    return add_answers(choose_programs())


def choose_programs() -> tuple[ChosenProgram, ...]:
    """Return the week's programs without the answers. Only a published change, a dead link or a new day can change them."""
    monday, begin = begin_of_week()
    versions = versions_at(begin)
    known = review_facts(versions, begin)
    found = [
        ChosenProgram(one, compute_need(one.record, known[one.key], monday))
        for one in versions
        if not was_reviewed_recently(one.record, known[one.key], monday)
    ]
    found.sort(key=lambda chosen: (max(chosen.version.published, begin), -chosen.need.score, chosen.version.key))
    return tuple(found[:DOZEN])


def add_answers(chosen: Iterable[ChosenProgram]) -> Week:
    """Return the week of these programs with the answers until now."""
    monday, begin = begin_of_week()
    chosen = tuple(chosen)
    answers = _answers([one.version.key for one in chosen], begin)
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


def begin_of_week() -> tuple[datetime.date, datetime.datetime]:
    """Return this week's Monday, and the moment at which it began in the catalog's time zone."""
    monday = today() - datetime.timedelta(days=today().weekday())
    return monday, timezone.make_aware(datetime.datetime.combine(monday, datetime.time()))


def versions_at(begin: datetime.datetime) -> tuple[MondayVersion, ...]:
    """Return each program's public version at `begin`; for a program published later, its first."""
    return read_versions(Revision.objects.values_list("stamp", flat=True).get(pk=1), begin)


@lru_cache(maxsize=1)  # reading the records takes most of the time of the pages that need them
def read_versions(_stamp: uuid.UUID, begin: datetime.datetime) -> tuple[MondayVersion, ...]:
    """Return what versions_at() returns at a revision's stamp."""
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
    return tuple(map(MondayVersion._make, ProgramVersion.objects.filter(pk__in=chosen).values_list(*fields)))


def review_facts(versions: Iterable[MondayVersion], begin: datetime.datetime) -> dict[int, ReviewFacts]:
    """Return what was known about each program at `begin`, by its key."""
    reviews: dict[int, tuple[datetime.datetime, str]] = {}
    for program, time, verdict in (
        Review.objects.filter(time__lt=begin).order_by("time", "pk").values_list("program_id", "time", "verdict")
    ):
        reviews[program] = (time, verdict)
    written = _last_written(reviews, begin)
    died = _died(begin)
    found = {}
    for key, _, _, _, record in versions:
        last = reviews.get(key)
        found[key] = ReviewFacts(
            reviewed=timezone.localdate(last[0]) if last else None,
            verdict=Verdict(last[1]) if last else None,
            to_change=bool(last and last[1] == Verdict.CHANGED and written.get(key, last[0]) <= last[0]),
            died=tuple(died[url] for url in sorted(urls_of(record)) if url in died),
        )
    return found


def _last_written(reviews: Mapping[int, tuple[datetime.datetime, str]], begin: datetime.datetime) -> dict[int, datetime.datetime]:
    """Return when the latest version before `begin` was written, for each program that was found changed."""
    changed = [program for program, (_, verdict) in reviews.items() if verdict == Verdict.CHANGED]
    rows = ProgramVersion.objects.filter(program__in=changed, time__lt=begin).order_by("program")
    return dict(rows.values("program").annotate(last=Max("time")).values_list("program", "last"))


def _died(begin: datetime.datetime) -> dict[str, datetime.date]:
    """Return the addresses that were dead at `begin`, with the day on which they first failed."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).annotate(died=Coalesce("failing_since", "checked"))
    return {url: timezone.localdate(died) for url, died in dead.filter(died__lt=begin).values_list("url", "died")}


def urls_of(record: ProgramRecord) -> set[str]:
    """Return the addresses in a record: its website and its sources."""
    return {source.url for source in record.sources} | ({record.website} if record.website else set())


def _answers(programs: list[int], begin: datetime.datetime) -> dict[int, Review]:
    """Return the latest review of each program since `begin`."""
    rows = Review.objects.filter(program__in=programs, time__gte=begin).select_related("user").order_by("time", "pk")
    return {review.program_id: review for review in rows}


def _entered(answers: Mapping[int, Review]) -> set[int]:
    """Return the programs found changed for which a person has since written a version that was not rejected."""
    changed = {key: review.time for key, review in answers.items() if review.verdict == Verdict.CHANGED}
    if not changed:
        return set()
    versions = ProgramVersion.objects.filter(program__in=changed, user__isnull=False).exclude(state=VersionState.REJECTED)
    return {program for program, time in versions.values_list("program", "time") if time >= changed[program]}
