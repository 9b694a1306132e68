"""What people did in the admin, newest first."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import CharField, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils import timezone

from catalog.activity.kinds import ActivityKind, person_of


@dataclass(frozen=True)
class ActivityFilter:
    """What to list: activity of these kinds, of one person or of everybody, from day `since` to day `until` inclusive."""

    kinds: Sequence[ActivityKind]
    person: User | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


# code of the kind, time, key of the user or None, key of the row
ActivityRow = tuple[str, datetime.datetime, int | None, int]


def list_activity(wanted: ActivityFilter) -> QuerySet[Any, ActivityRow]:
    """Return the rows of all kinds as one query, newest first."""
    first, *others = (_rows(kind, wanted) for kind in wanted.kinds)
    return first.union(*others, all=True).order_by("-at", "what", "-pk")


def _rows(kind: ActivityKind, wanted: ActivityFilter) -> QuerySet[Any, ActivityRow]:
    rows = kind.rows().order_by()
    if wanted.since:
        rows = rows.filter(**{f"{kind.time}__gte": _midnight(wanted.since)})
    if wanted.until:
        rows = rows.filter(**{f"{kind.time}__lt": _midnight(wanted.until + datetime.timedelta(days=1))})
    who = person_of(kind)
    if who is None:
        who = Subquery(User.objects.filter(username=OuterRef("username")).values("pk")[:1])
        if wanted.person:
            rows = rows.filter(username=wanted.person.username)
    rows = rows.annotate(what=Cast(Value(kind.code), CharField()), at=F(kind.time), who=Cast(who, IntegerField()))
    if wanted.person:
        rows = rows.filter(who=wanted.person.pk)
    return rows.values_list("what", "at", "who", "pk")


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
