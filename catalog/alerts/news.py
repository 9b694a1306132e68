"""The items of an alert's e-mail: programs, each with the reasons why it is there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.http import QueryDict

from catalog.alerts.changes import ChangesSince, ComingDeadline, find_changes, find_coming, find_due
from catalog.alerts.topics import Topic, read_topic
from catalog.browse.snapshot import Snapshot
from catalog.common.language import describe_distance, gettext, month_name
from catalog.models import Alert
from catalog.programs import display
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import deadline_of
from catalog.schema.fields import ProgramRecord


@dataclass(frozen=True)
class NewsReason:
    """Why a program is in an e-mail.

    code  ``added`` · ``back`` · ``reopened`` · ``confirmed`` a date · ``open`` to a state · ``fits`` · ``due`` · ``usual``
    """

    code: str
    text: str


@dataclass(frozen=True)
class NewsItem:
    """A program in an e-mail. `day` is the deadline that it reminds of."""

    record: ProgramRecord
    reasons: tuple[NewsReason, ...]
    seen: str
    day: datetime.date | None = None


class Bulletin:
    """The news of the whole catalog up to one moment, from which each alert takes its own.

    Make it and use it inside open_snapshot().
    """

    def __init__(self, live: Snapshot, moment: datetime.datetime):
        self.live, self.moment = live, moment
        self._changes: dict[datetime.datetime, ChangesSince] = {}

    @property
    def today(self) -> datetime.date:
        """The day of the snapshot."""
        return self.live.today

    @cached_property
    def due(self) -> dict[int, ComingDeadline]:
        """The deadlines of all programs that are at most a month away, by key."""
        return find_due(self.today)

    def changes_since(self, since: datetime.datetime) -> ChangesSince:
        """Return the changes since a moment; most alerts share one."""
        if since not in self._changes:
            self._changes[since] = find_changes(since, self.moment, self.live)
        return self._changes[since]

    def topic_of(self, alert: Alert) -> Topic:
        """Return the programs that an alert is about."""
        return read_topic(QueryDict(alert.query), self.live)

    def items_of(self, alert: Alert, topic: Topic) -> list[NewsItem]:
        """Return what a confirmed alert should say now: deadlines first, by day, then news by name.

        Nothing fits where a choice of the alert no longer exists, for example a sponsor without programs.
        """
        if alert.since is None or topic.lost:
            return []
        changes = self.changes_since(alert.since)
        then = topic.keys_in(changes.snapshot) if changes.then else set()
        anywhere = partial(topic.keys_in, changes.snapshot, any_state=True)
        reasons: dict[int, list[NewsReason]] = {}
        records: dict[int, ProgramRecord] = {}
        days: dict[int, datetime.date] = {}
        if alert.deadlines:
            for key in topic.keys & self.due.keys():
                coming = self.due[key]
                if self._is_new(alert, coming, changes.then.get(key) if key in then else None, key in changes.now):
                    records[key], days[key] = coming.record, coming.day
                    reasons[key] = [_remind(coming, self.today)]
        if alert.news:
            open_before = anywhere() if topic.selection and topic.selection.chosen.get("state") and changes.then else set()
            shows_all = topic.selection is not None and "status" in topic.selection.chosen
            for key in topic.keys & changes.now.keys():
                record = changes.now[key]
                if shows_all or not currency_of(record, self.today).is_older:
                    records[key] = record
                    found = self._explain(record, changes, key, was_in=key in then, was_elsewhere=key in open_before)
                    reasons.setdefault(key, []).extend(found)
        items = [
            NewsItem(records[key], tuple(why), currency_of(records[key], self.today).text, days.get(key))
            for key, why in reasons.items()
            if why
        ]
        return sorted(items, key=lambda item: (item.day or datetime.date.max, item.record.name.casefold(), item.record.slug))

    def _is_new(self, alert: Alert, coming: ComingDeadline, before: ProgramRecord | None, has_changed: bool) -> bool:
        """Whether no e-mail of this alert has reminded of this deadline."""
        if alert.reminded is None or coming.reminder > alert.reminded:
            return True
        if not has_changed:
            return False
        known = find_coming(before, self.today) if before else None
        return known is None or (known.day, known.is_confirmed) != (coming.day, coming.is_confirmed)

    def _explain(
        self, record: ProgramRecord, changes: ChangesSince, key: int, *, was_in: bool, was_elsewhere: bool
    ) -> Iterator[NewsReason]:
        """Yield why a changed program that fits is news."""
        then = changes.then.get(key)
        if then is None:
            yield (
                NewsReason("back", gettext("Back in the catalog."))
                if key in changes.before
                else NewsReason("added", gettext("New in the catalog."))
            )
            return
        if not was_in:
            yield (
                _explain_state(record)
                if was_elsewhere
                else NewsReason("fits", gettext("It changed and now fits what you chose."))
            )
        if currency_of(then, self.today).code == "closed" and currency_of(record, self.today).code != "closed":
            text = (
                gettext("Open again. Before, its pages said that it had ended.")
                if then.status == "ended"
                else gettext("Open again. Before, its pages said that it was not offered.")
            )
            yield NewsReason("reopened", text)
        coming, known = find_coming(record, self.today), find_coming(then, self.today)
        if coming and coming.is_confirmed and (known is None or not known.is_confirmed or known.day != coming.day):
            text = (
                gettext("The date changed: due %(day)s.")
                if known and known.is_confirmed
                else gettext("The date is now confirmed: due %(day)s.")
            )
            yield NewsReason("confirmed", text % {"day": display.day(coming.day)})


def _explain_state(record: ProgramRecord) -> NewsReason:
    text = (
        gettext("Now probably open to your state: %(places)s.")
        if record.is_residence_assumed
        else gettext("Now open to your state: %(places)s.")
    )
    return NewsReason("open", text % {"places": display.where(record)})


def _remind(coming: ComingDeadline, today: datetime.date) -> NewsReason:
    if coming.is_confirmed:
        words = {"day": display.day(coming.day), "distance": describe_distance((coming.day - today).days)}
        return NewsReason("due", gettext("Due %(day)s, %(distance)s.") % words)
    deadline = deadline_of(coming.record, today)
    words = {"month": month_name(coming.day.month), "seen": display.describe_cycle(coming.record, deadline)}
    due = gettext("Usually due in %(month)s (%(seen)s).") % words
    others = [f"{display.due_months(deadline)}."] if deadline.several else []
    return NewsReason("usual", " ".join([due, *others, gettext("Check the date with the program.")]))
