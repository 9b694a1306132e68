"""What there is to do, counted once for a page: a single query, and cached lists that are as fresh as that query."""

from __future__ import annotations

import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import DateTimeField, F, Field, Func, IntegerField, QuerySet, Subquery
from django.http import HttpRequest

from catalog.coding.disagreements import open_disagreements
from catalog.common.clock import today
from catalog.duplicates.selectors import count_open_pairs
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
    Revision,
    Suggestion,
    SuggestionState,
)
from catalog.organizations.selectors import pending_changes, recent_change_rejections
from catalog.programs.publishing.approval import EDIT, count_approvable, may_approve_work_of
from catalog.reviews.pending import pending_versions, recent_rejections, unfinished_drafts, with_dead_link
from catalog.reviews.review_queue import ChosenProgram, Week, add_answers, choose_programs

_Stamp = tuple[Any, ...]
_KEPT = "admin_work"  # the request's attribute


class WorkCounts:
    """The numbers of a user's and the catalog's open work. Each is read when it is first needed."""

    def __init__(self, user: User):
        self.user = user

    @cached_property
    def week(self) -> Week:
        """This week's programs."""
        return add_answers(_choose_programs(self._stamp("programs", "dead"), today()))

    @property
    def to_review(self) -> int:
        """Programs of this week without an answer."""
        return len(self.week.programs) - self.week.done

    @property
    def pending(self) -> int:
        """Pending changes, and drafts sent for review."""
        return int(self._state["pending"])

    @property
    def organization_changes(self) -> int:
        """Pending changes of organizations."""
        return int(self._state["organization_changes"])

    @property
    def proposed(self) -> int:
        """The user's own pending changes, of programs and organizations, and drafts."""
        return int(self._own["proposed"]) + int(self._own["proposed_changes"])

    @property
    def rejected(self) -> int:
        """The user's proposals, of programs and organizations, that were rejected, with no newer one since."""
        return int(self._own["rejected"]) + int(self._own["rejected_changes"])

    @property
    def approvable(self) -> int:
        """Pending changes, of programs and organizations, and drafts that the user may publish."""
        if not self.user.has_perm(EDIT) or not (self.pending or self.organization_changes):
            return 0
        return _count_approvable(self.user, self._stamp("versions", "roles", "organization"), settings.OFFICE_OF_ONE)

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
        return _find_dead(self._stamp("versions", "programs", "dead"))[0] if self._state["dead_links"] else 0

    @property
    def programs_with_dead_link(self) -> frozenset[int]:
        """The keys of the programs whose website or a source is dead."""
        return _find_dead(self._stamp("versions", "programs", "dead"))[1] if self._state["dead_links"] else frozenset()

    @property
    def to_code(self) -> int:
        """Programs assigned to the user for second coding."""
        return int(self._own["to_code"])

    @property
    def disagreements(self) -> int:
        """Open disagreements of coders."""
        return _count_disagreements(self._stamp("versions", "programs", "codings", "decisions"))

    @cached_property
    def _own(self) -> dict[str, Any]:
        """The user's own numbers, in one query."""
        open_tasks = CodingTask.objects.filter(user=self.user, done=None, program__publication=Publication.PUBLISHED)
        proposed, rejected = pending_versions(self.user), recent_rejections(self.user)
        changes = recent_change_rejections(self.user)
        found = Revision.objects.values(
            proposed=_count(proposed),
            proposed_changes=_count(pending_changes(self.user)),
            rejected=_count(rejected),
            rejected_changes=_count(changes),
            to_code=_count(open_tasks),
        )
        return {**found.get(pk=1)}

    @cached_property
    def _state(self) -> dict[str, Any]:
        """The catalog's numbers, and what changes with every write to a table, in one query."""
        columns, sql, parameters = _state_query(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return dict(zip(columns, cursor.fetchone() or (), strict=True))

    def _stamp(self, *tables: str) -> _Stamp:
        """Return a value that changes with every write to these tables and every published change, for the caches below."""
        state = self._state
        return (state["stamp"], state["pending"], *(state[name] for name in state if name.startswith(tables)))


def work_of(request: HttpRequest, user: User) -> WorkCounts:
    """Return the counts for the user of a request: the same for menu, header, start page and the filters of lists."""
    if not hasattr(request, _KEPT):
        setattr(request, _KEPT, WorkCounts(user))
    found: WorkCounts = getattr(request, _KEPT)
    return found


@lru_cache(maxsize=2)  # Django needs longer to write this query than the database to answer it
def _state_query(_vendor: str) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Return the names of the columns, the SQL and its parameters."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD)
    columns = {
        "pending": _count(pending_versions()),
        "organization_changes": _count(pending_changes()),
        "unfinished": _count(unfinished_drafts()),
        "drafts": _count(Program.objects.filter(publication=Publication.DRAFT)),
        "suggestions": _count(Suggestion.objects.filter(state=SuggestionState.NEW)),
        "links": _count(LinkCheck.objects.all()),
        "dead_links": _count(dead),
        "dead_checked": _compute(dead, "MAX", "checked", DateTimeField()),
        "versions_newest": _newest(ProgramVersion.objects.all(), "time"),
        "programs_count": _count(Program.objects.all()),
        "programs_published": _count(Program.objects.filter(publication=Publication.PUBLISHED)),
        "pairs_count": _count(DistinctPair.objects.all()),
        "pairs_newest": _newest(DistinctPair.objects.all(), "time"),
        "codings_count": _count(Coding.objects.all()),
        "decisions_count": _count(CodingDecision.objects.all()),
        "organization_newest": _compute(pending_changes(), "MAX", "pk"),
        "decisions_newest": _newest(CodingDecision.objects.all(), "time"),
        "roles_newest": _compute(User.groups.through.objects.all(), "MAX", "pk"),
        "roles_count": _count(User.groups.through.objects.all()),
        "roles_active": _count(User.objects.filter(is_active=True, is_staff=True)),
        "roles_superusers": _count(User.objects.filter(is_superuser=True)),
    }
    query = Revision.objects.filter(pk=1).values_list("stamp", *columns.values())
    sql, parameters = query.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    return ("stamp", *columns), sql, parameters


def _count(rows: QuerySet[Any]) -> Subquery:
    return _compute(rows, "COUNT", "pk")


def _compute(rows: QuerySet[Any], function: str, field: str, kind: Field | None = None) -> Subquery:
    # a plain function: an aggregate would group the subquery by row
    result = Func(F(field), function=function, output_field=kind or IntegerField())
    return Subquery(rows.order_by().annotate(computed=result).values("computed"))


def _newest(rows: QuerySet[Any], time: str) -> Subquery:
    return Subquery(rows.order_by("-pk").values(time)[:1])


@lru_cache(maxsize=2)
def _choose_programs(_stamp: _Stamp, _day: datetime.date) -> tuple[ChosenProgram, ...]:
    return choose_programs()


@lru_cache(maxsize=2)
def _count_pairs(_stamp: _Stamp) -> int:
    return count_open_pairs()


@lru_cache(maxsize=2)
def _find_dead(_stamp: _Stamp) -> tuple[int, frozenset[int]]:
    """Return how many links are dead, and which programs name one."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).values_list("url", flat=True)
    return len(named_links().keys() & set(dead)), with_dead_link()


@lru_cache(maxsize=2)
def _count_disagreements(_stamp: _Stamp) -> int:
    return len(open_disagreements())


@lru_cache(maxsize=16)
def _count_approvable(user: User, _stamp: _Stamp, _office_of_one: bool) -> int:
    organizations = sum(may_approve_work_of(user, change.user) for change in pending_changes().select_related("user"))
    return count_approvable(user) + organizations
