"""What there is to do, counted once for a page: a single query, and cached lists that are as fresh as that query."""

from __future__ import annotations

import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import DateTimeField, F, Field, Func, IntegerField, QuerySet, Subquery

from catalog.coding.disagreements import open_disagreements
from catalog.common.clock import today
from catalog.duplicates.selectors import open_pairs
from catalog.links.selectors import named_links
from catalog.models import (
    Coding,
    CodingDecision,
    CodingTask,
    DistinctPair,
    LinkCheck,
    LinkOutcome,
    Program,
    ProgramVersion,
    Publication,
    Review,
    Revision,
    Suggestion,
    SuggestionState,
)
from catalog.programs.approval import EDIT, count_approvable
from catalog.reviews.pending import pending_versions, recent_rejections, unfinished_drafts, with_dead_link
from catalog.reviews.review_queue import Week, this_week

_Stamp = tuple[Any, ...]


class WorkCounts:
    """The numbers of a user's and the catalog's open work. Each is read when it is first needed."""

    def __init__(self, user: User):
        self.user = user

    @cached_property
    def week(self) -> Week:
        """This week's programs."""
        return _read_week(self._stamp("versions", "reviews", "links", "programs"), today())

    @property
    def to_review(self) -> int:
        """Programs of this week without an answer."""
        return len(self.week.programs) - self.week.done

    @property
    def pending(self) -> int:
        """Pending changes, and drafts sent for review."""
        return int(self._state["pending"])

    @property
    def proposed(self) -> int:
        """The user's own pending changes and drafts."""
        return int(self._state["proposed"])

    @property
    def rejected(self) -> int:
        """The user's proposals that were rejected, with no newer version since."""
        return int(self._state["rejected"])

    @property
    def approvable(self) -> int:
        """Pending changes and drafts that the user may publish."""
        if not self.pending or not self.user.has_perm(EDIT):
            return 0
        return _count_approvable(self.user, self._stamp("versions", "roles"), settings.OFFICE_OF_ONE)

    @property
    def unfinished(self) -> int:
        """Drafts that were not sent for review yet."""
        return int(self._state["unfinished"])

    @property
    def drafts(self) -> int:
        """Programs that were never published."""
        return int(self._state["drafts"])

    @property
    def suggestions(self) -> int:
        """New suggestions."""
        return int(self._state["suggestions"])

    @property
    def duplicates(self) -> int:
        """Pairs of likely duplicates."""
        return _count_pairs(self._stamp("versions", "programs", "pairs"))

    @property
    def links_checked(self) -> bool:
        """Whether any link was ever checked."""
        return bool(self._state["links"])

    @property
    def dead_links(self) -> int:
        """Dead links that published or pending records use."""
        return _count_dead(self._stamp("versions", "programs", "links"))[0] if self._state["dead"] else 0

    @property
    def programs_with_dead_link(self) -> int:
        """Programs whose website or a source is dead."""
        return _count_dead(self._stamp("versions", "programs", "links"))[1] if self._state["dead"] else 0

    @property
    def to_code(self) -> int:
        """Programs assigned to the user for second coding."""
        return int(self._state["to_code"])

    @property
    def disagreements(self) -> int:
        """Open disagreements of coders."""
        return _count_disagreements(self._stamp("versions", "programs", "codings", "decisions"))

    @cached_property
    def _state(self) -> dict[str, Any]:
        """Every cheap number and the stamps of the tables, in one query."""
        user = self.user
        open_tasks = CodingTask.objects.filter(user=user, done=None, program__publication=Publication.PUBLISHED)
        members = User.groups.through.objects.all()
        found = Revision.objects.values(
            "stamp",
            **_stamps("versions", ProgramVersion.objects.all(), "time"),
            **_stamps("programs", Program.objects.all(), "updated"),
            **_stamps("reviews", Review.objects.all(), "time"),
            **_stamps("pairs", DistinctPair.objects.all(), "time"),
            **_stamps("codings", Coding.objects.all(), "time"),
            **_stamps("decisions", CodingDecision.objects.all(), "time"),
            **_stamps("roles", members),
            links=_count(LinkCheck.objects.all()),
            links_time=_compute(LinkCheck.objects.all(), "MAX", "checked", DateTimeField()),
            roles_active=_count(User.objects.filter(is_active=True, is_staff=True)),
            roles_superusers=_count(User.objects.filter(is_superuser=True)),
            programs_published=_count(Program.objects.filter(publication=Publication.PUBLISHED)),
            dead=_count(LinkCheck.objects.filter(outcome=LinkOutcome.DEAD)),
            pending=_count(pending_versions()),
            proposed=_count(pending_versions(user)),
            rejected=_count(recent_rejections(user)),
            unfinished=_count(unfinished_drafts()),
            drafts=_count(Program.objects.filter(publication=Publication.DRAFT)),
            suggestions=_count(Suggestion.objects.filter(state=SuggestionState.NEW)),
            to_code=_count(open_tasks),
        ).get(pk=1)
        return {**found}

    def _stamp(self, *tables: str) -> _Stamp:
        """Return a value that changes with every write to these tables, for the caches below."""
        state = self._state
        return (state["stamp"], state["pending"], state["dead"], *(state[name] for name in state if name.startswith(tables)))


def _stamps(name: str, rows: QuerySet[Any], time: str = "") -> dict[str, Subquery]:
    """Return what changes with every row that is added or deleted: how many there are, and the key and time of the last."""
    stamps = {f"{name}_count": _count(rows), f"{name}_last": _compute(rows, "MAX", "pk")}
    return {**stamps, f"{name}_time": _newest(rows, time)} if time else stamps


def _count(rows: QuerySet[Any]) -> Subquery:
    return _compute(rows, "COUNT", "pk")


def _compute(rows: QuerySet[Any], function: str, field: str, kind: Field | None = None) -> Subquery:
    # a plain function: an aggregate would group the subquery by row
    result = Func(F(field), function=function, output_field=kind or IntegerField())
    return Subquery(rows.order_by().annotate(computed=result).values("computed"))


def _newest(rows: QuerySet[Any], time: str) -> Subquery:
    return Subquery(rows.order_by("-pk").values(time)[:1])


@lru_cache(maxsize=2)
def _read_week(_stamp: _Stamp, _day: datetime.date) -> Week:
    return this_week()


@lru_cache(maxsize=2)
def _count_pairs(_stamp: _Stamp) -> int:
    return len(open_pairs())


@lru_cache(maxsize=2)
def _count_dead(_stamp: _Stamp) -> tuple[int, int]:
    """Return how many links are dead, and how many programs name one."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).values_list("url", flat=True)
    return len(named_links().keys() & set(dead)), with_dead_link(Program.objects.all()).count()


@lru_cache(maxsize=2)
def _count_disagreements(_stamp: _Stamp) -> int:
    return len(open_disagreements())


@lru_cache(maxsize=16)
def _count_approvable(user: User, _stamp: _Stamp, _office_of_one: bool) -> int:
    return count_approvable(user)
