"""Filters of the program list: labels, not codes, each with its count.

Their conditions also use what ProgramAdmin.get_queryset() adds to each program: `has_pending` and `last_review`.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from django.contrib.admin import ChoicesFieldListFilter, ModelAdmin, SimpleListFilter
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.menu.work import work_of
from catalog.admin_common.pages import person
from catalog.models import Program, ProgramVersion, Publication
from catalog.programs.dates.currency import fresh_since
from catalog.schema.vocabulary import vocabulary
from typology import ProgramType

FOLDED = "admin/catalog/program/folded_filter.html"  # unfolded while a value is chosen
NATIONWIDE = "nationwide"
_SCOPE = "current__scope"
_Answer = TypeVar("_Answer")
Lookups = list[tuple[str, str]]
_SOON = 30  # days
_CHANGED = Q(has_pending=True) & ~Q(publication=Publication.DRAFT)
_UNDATED = Q(current__deadline_date=None, current__deadline_month=None)


class _CodeFilter(SimpleListFilter):
    """Programs that have one code of a vocabulary in a column of their current version: alone, or in a set as JSON text."""

    template = FOLDED
    vocabulary = ""
    column = ""
    is_set = False

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        words = vocabulary(self.vocabulary)
        return [(term.code, term.label) for term in words.accepted.values() if term.code not in words.renamed]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        code = self.value()
        if code is None:
            return queryset
        if code not in dict(self.lookup_choices):
            return queryset.none()
        return self.having(queryset, code)

    def having(self, programs: QuerySet[Program], code: str) -> QuerySet[Program]:
        """The programs that have this code."""
        renamed = vocabulary(self.vocabulary).renamed  # a version that was stored before keeps the old code
        codes = [code, *(old for old, new in renamed.items() if new == code)]
        if not self.is_set:
            return programs.filter(**{f"{self.column}__in": codes})
        return programs.filter(Q.create([(f"{self.column}__contains", f'"{each}"') for each in codes], connector=Q.OR))

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        """Count all codes of all such filters in one query; Django would run a subquery for each."""
        counts = self.counts(_programs_without(self, changelist, _read_codes))
        return {f"{number}__c": counts.get(code, 0) for number, (code, _) in enumerate(self.lookup_choices)}

    def counts(self, programs: Sequence[dict[str, Any]]) -> dict[str, int]:
        """Return how many of the programs (their codes by column) have each code."""
        renamed = vocabulary(self.vocabulary).renamed
        counts: Counter[str] = Counter()
        for stored, count in Counter(program[self.column] for program in programs).items():
            codes = json.loads(stored) if self.is_set else [stored]
            counts.update({renamed.get(code, code): count for code in codes})
        return counts


class TypeFilter(_CodeFilter):
    """Programs of a type, which may also be given as the combination of its supports."""

    title, parameter_name, vocabulary, column = "program type", "type", "type", "current__program_type"

    def value(self) -> str | None:
        code = super().value()
        with suppress(ValueError):
            return ProgramType.from_code(code or "").value
        return code


class StatusFilter(_CodeFilter):
    title, parameter_name, vocabulary, column = "status", "status", "status", "current__status"


class SponsorFilter(_CodeFilter):
    title, parameter_name, vocabulary, column = "kind of sponsor", "sponsor_type", "sponsor_type", "current__sponsor_type"


class FormFilter(_CodeFilter):
    title, parameter_name, vocabulary, column = "form", "form", "form", "current__form"
    is_set = True


class ServedStateFilter(_CodeFilter):
    """Programs that name a state as one they serve; nationwide ones name none."""

    title, parameter_name, vocabulary, column = "state served", "state", "state", "current__serves_states"
    is_set = True

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        return [(NATIONWIDE, "Nationwide"), *super().lookups(request, model_admin)]

    def having(self, programs: QuerySet[Program], code: str) -> QuerySet[Program]:
        return programs.filter(**{_SCOPE: "national"}) if code == NATIONWIDE else super().having(programs, code)

    def counts(self, programs: Sequence[dict[str, Any]]) -> dict[str, int]:
        return super().counts(programs) | {NATIONWIDE: sum(program[_SCOPE] == "national" for program in programs)}


class _ChoiceFilter(SimpleListFilter):
    """One of a few conditions on the list's programs, each by the name it has in the address."""

    template = FOLDED
    conditions: dict[str, tuple[str, Callable[[], Q]]] = {}

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        return [(name, label) for name, (label, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value()
        if name is None:
            return queryset
        return queryset.filter(self.condition(name)) if name in dict(self.lookup_choices) else queryset.none()

    def condition(self, name: str) -> Q:
        """Return the condition with this name."""
        return self.conditions[name][1]()

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        """Count by the conditions themselves, those of all such filters in one query; Django would run many subqueries."""
        counts = _programs_without(self, changelist, _count_conditions)
        return {f"{number}__c": counts[f"{self.parameter_name}_{name}"] for number, (name, _) in enumerate(self.lookup_choices)}


class OwnFilter(_ChoiceFilter):
    """Programs that the signed-in user created or was the last to change."""

    title, parameter_name = "person", "by"

    def __init__(self, request: HttpRequest, *args: Any):
        self.user = request.user.pk
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        return [("me", "Created or last changed by me")]

    def condition(self, name: str) -> Q:
        own = ProgramVersion.objects.filter(user=self.user)
        newer = ProgramVersion.objects.filter(program=OuterRef("program"), number__gt=OuterRef("number"))
        return Q(pk__in=own.filter(Q(number=1) | ~Exists(newer)).values("program"))


class PublicationFilter(ChoicesFieldListFilter):
    template = FOLDED


class PendingFilter(_ChoiceFilter):
    title, parameter_name = "pending change", "pending"
    conditions = {"yes": ("Pending change", lambda: _CHANGED), "no": ("No pending change", lambda: ~_CHANGED)}


class LinkFilter(_ChoiceFilter):
    title, parameter_name = "links", "links"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        return [("dead", "Dead link"), ("alive", "No dead link")]

    def condition(self, name: str) -> Q:
        dead = Q(pk__in=work_of(self.request, person(self.request)).programs_with_dead_link)
        return dead if name == "dead" else ~dead


class DeadlineFilter(_ChoiceFilter):
    """The deadline as the record states it: a date, else a usual month, else open all year, else none."""

    title, parameter_name = "deadline", "deadline"
    conditions = {
        "past": ("Past", lambda: Q(current__deadline_date__lt=_day())),
        "soon": ("Within 30 days", lambda: Q(current__deadline_date__range=(_day(), _day(_SOON)))),
        "later": ("Later", lambda: Q(current__deadline_date__gt=_day(_SOON))),
        "usual": ("Usual month only", lambda: Q(current__deadline_date=None, current__deadline_month__isnull=False)),
        "rolling": ("Open all year", lambda: _UNDATED & Q(current__deadline_rolling=True)),
        "none": ("Not stated", lambda: _UNDATED & Q(current__deadline_rolling=False)),
    }


class SeenFilter(_ChoiceFilter):
    title, parameter_name = "last seen operating", "seen"
    conditions = {
        "lately": ("Lately", lambda: Q(current__evidence_year__gte=_fresh_since())),
        "before": ("Before that", lambda: Q(current__evidence_year__lt=_fresh_since())),
        "never": ("No year", lambda: Q(current__evidence_year=None)),
    }

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Lookups:
        dated = {"lately": f"{_fresh_since()} or later", "before": f"Before {_fresh_since()}"}
        return [(name, dated.get(name, label)) for name, label in super().lookups(request, model_admin)]


class ReviewedFilter(_ChoiceFilter):
    title, parameter_name = "last reviewed", "reviewed"
    conditions = {
        "lately": ("Within a year", lambda: Q(last_review__gte=_year_ago())),
        "long_ago": ("Over a year ago", lambda: Q(last_review__lt=_year_ago())),
        "never": ("Never", lambda: Q(last_review=None)),
    }


def _programs_without(
    own: _CodeFilter | _ChoiceFilter, changelist: Any, read: Callable[[QuerySet[Program], Any], _Answer]
) -> _Answer:
    """Return what `read` finds in the list's programs, filtered by all but this filter.

    Filters without a chosen value share one answer, which the request keeps.
    """
    key = (read, own.parameter_name if own.value() is not None else "")
    kept = own.request.__dict__.setdefault("_facets", {})
    if key not in kept:
        programs = changelist.get_queryset(own.request, exclude_parameters=own.expected_parameters())
        kept[key] = read(programs.order_by(), changelist)
    found: _Answer = kept[key]
    return found


def _read_codes(programs: QuerySet[Program], changelist: Any) -> list[dict[str, Any]]:
    columns = {one.column for one in changelist.filter_specs if isinstance(one, _CodeFilter)}
    return list(programs.values(*columns, _SCOPE))


def _count_conditions(programs: QuerySet[Program], changelist: Any) -> dict[str, int]:
    return programs.aggregate(
        **{
            f"{one.parameter_name}_{name}": Count(changelist.pk_attname, filter=one.condition(name))
            for one in changelist.filter_specs
            if isinstance(one, _ChoiceFilter)
            for name, _ in one.lookup_choices
        }
    )


def _day(ahead: int = 0) -> str:
    """Return today, or a day some days ahead, as the database holds dates of records."""
    return (timezone.localdate() + datetime.timedelta(days=ahead)).isoformat()


def _fresh_since() -> int:
    return fresh_since(timezone.localdate())


def _year_ago() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=365)


FILTERS = (
    OwnFilter,
    ("publication", PublicationFilter),
    PendingFilter,
    StatusFilter,
    DeadlineFilter,
    ReviewedFilter,
    SeenFilter,
    LinkFilter,
    TypeFilter,
    FormFilter,
    SponsorFilter,
    ServedStateFilter,
)
