"""The FilterSet: declares every parameter of a selection once, validates it, and applies it to a set of programs.

A filter is complete with its declaration: its field validates, its `method` returns the programs that match. Facets and
bounds are declared in catalog.browse.facets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, ClassVar, TypeVar

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext_noop as _

from catalog.browse.facets import BOUNDS, STATED, UNSTATED, Facet, facets_of
from catalog.browse.filters import (
    LONGEST_SEARCH,
    CodesFilter,
    SearchFilter,
    SelectionForm,
    bound_filter,
    check_list,
    exclusion_filter,
    facet_filter,
    keep_all,
)
from catalog.browse.program_set import ProgramSet
from catalog.browse.selection import (
    COLUMNS,
    LAST_PAGE,
    PER_PAGE,
    PER_PAGE_MOST,
    SORTS,
    USUAL_COLUMNS,
    VIEWS,
    Selection,
    exclusion_name,
    usual_sort,
)
from catalog.common.language import gettext
from catalog.common.text import one_line
from catalog.models import Program
from catalog.schema.codebook import book, own_book
from catalog.schema.vocabulary import Book
from typology import Rule

# what advertisers and mailers append to addresses; dropped without a message
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|gad_\w+|msclkid|ttclid|twclid|yclid|igshid|igsh|li_fat_id"
    r"|mc_[ce]id|_ga|_gl|srsltid|mkt_tok|_hs\w+|vero_id|s_kwcid"
)
Programs = TypeVar("Programs", bound=ProgramSet)


@dataclass(frozen=True)
class Ignored:
    """A parameter, or one value of it, that the catalog cannot use.

    `problem` says what is wrong, `outcome` what a page did about it, and `help` what is accepted.
    """

    parameter: str
    value: str
    problem: str
    outcome: str = "."
    help: str = ""

    def __str__(self) -> str:
        return f"{self.problem}{self.outcome} {self.help}".strip()

    @property
    def refusal(self) -> str:
        """The message where this ends the request with an error."""
        return f"{self.problem}. {self.help}".strip()


class ProgramFilterSet(django_filters.FilterSet):
    """The parameters of a selection. `queryset` is a set of programs, `qs` those of them that match the query.

    The class is for the catalog's own codebook; filterset_of() returns that of a release.
    """

    facets: ClassVar[Mapping[str, Facet]] = facets_of(own_book())
    base_filters: dict[str, django_filters.Filter]

    class Meta:
        model = Program
        fields: list[str] = []
        form = SelectionForm

    def __init__(self, query: MultiValueDict[str, str], queryset: ProgramSet | None = None, releases: Sequence[str] = ()):
        """Read a query. `releases` are the known versions. Empty values and advertisers' parameters are dropped."""
        known = self.base_filters
        self.given: MultiValueDict[str, str] = MultiValueDict()
        for name, texts in query.lists():
            values = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
            if name == "sponsor" and queryset is not None:
                values = list(dict.fromkeys(map(queryset.present_sponsor, values)))
            if not TRACKING.fullmatch(name) and (values or name not in known):
                self.given.setlist(name, values)
        for name in self._stated():
            self.given.setlistdefault(exclusion_name(name)).append(UNSTATED)
            if others := [value for value in self.given.pop(name) if value != STATED]:
                self.given.setlist(name, others)
        self.releases = releases
        # django-filter copies its filters for each request; ours hold nothing of a request
        self.base_filters = {}
        super().__init__(self.given, queryset)
        self.filters = {name: known[name] for name in self.given if name in known}

    def _stated(self) -> list[str]:
        """Return the facets of which the query asks for any stated value."""
        can_be_unstated = (name for name, facet in self.facets.items() if UNSTATED in facet.empty)
        return [name for name in can_be_unstated if STATED in self.given.getlist(name)]

    @cached_property
    def form(self) -> Any:
        """The form of the parameters that the query names."""
        form = super().form
        if "sponsor" in form.fields:
            form.fields["sponsor"].labels = lambda: getattr(self.queryset, "sponsors", {})
        if "release" in form.fields:
            form.fields["release"].choices = [(version, version) for version in self.releases]
        return form

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Return every filter by its name, in the order of the documentation."""
        filters: tuple[django_filters.Filter, ...] = (
            SearchFilter(
                "q",
                label=_("Search"),
                help_text="Words, “phrases”, OR and -minus. The last word may be the start of a longer one.",
                method=ProgramSet.search,
            ),
            *map(facet_filter, cls.facets.values()),
            *map(exclusion_filter, cls.facets.values()),
            CodesFilter(
                "sponsor",
                label=_("Run by"),
                labels=dict,  # those of the queryset
                help_text="The slug of a sponsor; may repeat.",
                method=ProgramSet.run_by,
            ),
            *map(bound_filter, BOUNDS.values()),
            django_filters.CharFilter(
                "list",
                label=_("Fixed list"),
                help_text="A list of programs of a release, as citations of a search write it.",
                validators=[check_list],
                method=ProgramSet.listed,
            ),
            django_filters.ChoiceFilter(
                "release",
                label=_("Release"),
                help_text="The version of the release that answers; without it the catalog as it is now.",
                method=keep_all,
            ),
            CodesFilter(
                "rule",
                label=_("Rule"),
                labels=lambda: {rule.code: rule.name_of_switch for rule in Rule},
                help_text="A changed rule: supports and types are derived again, or programs are left out. May repeat.",
                method=keep_all,
            ),
            SearchFilter(
                "typed",
                label=_("Search as typed"),
                help_text="The whole search as typed, on a page that read words of it as filters, or searches for all of them.",
                method=keep_all,
            ),
            django_filters.ChoiceFilter("sort", label=_("Sort"), choices=SORTS.items, method=keep_all),
            django_filters.ChoiceFilter("view", label=_("View"), choices=VIEWS.items, method=keep_all),
            CodesFilter(
                "column",
                label=_("Columns"),
                labels=lambda: COLUMNS,
                help_text="The columns of the table view.",
                method=keep_all,
            ),
            django_filters.NumberFilter(
                "per_page",
                label=_("Programs per page"),
                min_value=1,
                max_value=PER_PAGE_MOST,
                decimal_places=0,
                method=keep_all,
            ),
            django_filters.NumberFilter(
                "page", label=_("Page"), min_value=1, max_value=LAST_PAGE, decimal_places=0, method=keep_all
            ),
        )
        return {one.field_name: one for one in filters} | super().get_filters()

    @classmethod
    def apply(cls, programs: Programs, values: Mapping[str, Any]) -> Programs:
        """Return the programs that match these values of filters."""
        for name, value in values.items():
            programs = cls.base_filters[name].filter(programs, value)
        return programs

    def filter_queryset(self, queryset: Programs) -> Programs:
        """Return the programs that match the query, which must be valid."""
        return self.apply(queryset, self.form.cleaned_data)

    @property
    def selection(self) -> Selection:
        """The selection of the query, which must be valid."""
        cleaned = self.form.cleaned_data
        q = cleaned.get("q", "")
        columns = cleaned.get("column", ())
        return Selection(
            chosen={name: cleaned[name] for name in self.facets if name in cleaned},
            excluded={name: cleaned[key] for name in self.facets if (key := exclusion_name(name)) in cleaned},
            bounds={name: cleaned[name] for name in BOUNDS if name in cleaned},
            sponsors=tuple(sorted(cleaned.get("sponsor", ()))),
            q=q,
            sort=cleaned.get("sort", usual_sort(q)),
            page=int(cleaned.get("page", 1)),
            per_page=int(cleaned.get("per_page", PER_PAGE)),
            view=cleaned.get("view", "list"),
            columns=() if columns == USUAL_COLUMNS else columns,
            release=cleaned.get("release", ""),
            rules=Rule.from_codes(cleaned.get("rule", ())),
            fixed=cleaned.get("list", ""),
            typed=cleaned.get("typed", ""),
        )

    def usable(self) -> MultiValueDict[str, str]:
        """Return the query without the values that have errors."""
        errors, usable = self.form.errors.as_data(), self.given.copy()
        for name, found in errors.items():
            wrong = {error.params["value"] for error in found} if self._repeats(name) else set(self.given.getlist(name))
            usable.setlist(name, [value for value in self.given.getlist(name) if value not in wrong])
        return usable

    def ignored(self) -> Iterator[Ignored]:
        """Yield the parameters, values and parts of values that are not used, in the order of the query."""
        errors = self.form.errors.as_data()
        for name, values in self.given.lists():
            if name not in self.filters:
                yield from _unknown_parameter(name, values)
                continue
            if not self._repeats(name):
                for value in values[:-1]:
                    outcome = gettext(": the last was used, “%(value)s” ignored.") % {"value": shortened(value)}
                    yield Ignored(name, value, gettext("“%(name)s” takes one value") % {"name": name}, outcome)
            if name == "q":
                yield from _unread(values[-1])
            for error in errors.get(name, [])[: None if self._repeats(name) else 1]:
                yield self._explain(name, error.params["value"] if self._repeats(name) else values[-1], error)

    def _repeats(self, name: str) -> bool:
        return isinstance(self.filters[name], CodesFilter)

    def _explain(self, name: str, value: str, error: forms.ValidationError) -> Ignored:
        """Say why a value is not used and what the parameter accepts."""
        field = self.form.fields[name]
        if error.code in SelectionForm.dependent:
            return Ignored(name, value, str(error.message), gettext(" and was ignored."))
        accepted = ""
        if name == "release":
            versions = ", ".join(code for code, _label in field.choices if code)
            available = gettext("Available: %(versions)s.") % {"versions": versions}
            accepted = available if versions else gettext("There is no release yet.")
            problem = gettext("“%(value)s” is not a release") % {"value": shortened(value)}
            return Ignored(name, value, problem, gettext(". This page shows the current catalog."), accepted)
        if isinstance(field, forms.DecimalField):
            accepted = (
                gettext("It takes a number from %(least)s to %(most)s.")
                if field.decimal_places
                else gettext("It takes a whole number from %(least)s to %(most)s.")
            ) % {"least": field.min_value, "most": field.max_value}
        elif isinstance(self.filters[name], django_filters.ChoiceFilter):
            accepted = gettext("It takes %(codes)s.") % {"codes": ", ".join(code for code, _label in field.choices if code)}
        elif name in ("rule", "column"):
            accepted = gettext("It takes %(codes)s.") % {"codes": ", ".join(field.labels())}
        problem = gettext("“%(value)s” is not a value of “%(label)s” (%(name)s)") % {
            "value": shortened(value),
            "label": gettext(field.label),
            "name": name,
        }
        return Ignored(name, value, problem, gettext(" and was ignored."), accepted)


@lru_cache(maxsize=16)
def filterset_of(words: Book) -> type[ProgramFilterSet]:
    """Return the FilterSet with the facets of a codebook."""
    made: type[ProgramFilterSet] = type("ProgramFilterSet", (ProgramFilterSet,), {"facets": facets_of(words)})
    for one in made.base_filters.values():
        one.field  # noqa: B018 - made here, because threads share the filters
    return made


@dataclass(frozen=True)
class Parsed:
    """A query that was read: the FilterSet of what can be used, and what cannot."""

    filterset: ProgramFilterSet
    ignored: tuple[Ignored, ...]

    @property
    def selection(self) -> Selection:
        """The selection that the query asks for."""
        return self.filterset.selection


def parse(query: QueryDict, programs: ProgramSet | None = None, releases: Sequence[str] = ()) -> Parsed:
    """Return the FilterSet of a query in the codebook in use. Never raises: values that cannot be used are in `ignored`.

    `programs` has the known sponsors, `releases` are the known versions.
    """
    filterset = filterset_of(book())(query, programs, releases)
    ignored = tuple(filterset.ignored())
    if not filterset.is_valid():
        filterset = type(filterset)(filterset.usable(), programs, releases)
        filterset.is_valid()
    return Parsed(filterset, ignored)


def _unknown_parameter(name: str, values: Sequence[str]) -> Iterator[Ignored]:
    own = ProgramFilterSet.base_filters.get(name)
    if own is None:
        yield Ignored(name, "", gettext("“%(name)s” is not a parameter of this catalog") % {"name": shortened(name)})
        return
    for value in values:  # the facet was added after the release
        problem = gettext("“%(label)s” (%(name)s) is not a filter of this release") % {"label": gettext(own.label), "name": name}
        yield Ignored(name, value, problem, gettext(": “%(value)s” was ignored.") % {"value": shortened(value)})


def _unread(q: str) -> Iterator[Ignored]:
    text = one_line(q)
    if not text:
        yield Ignored("q", q, gettext("“q” holds nothing to search for"), gettext(" and was ignored."))
    if len(text) > LONGEST_SEARCH:
        problem = gettext("A search reads %(most)s characters, and this has %(count)s")
        numbers = {"most": LONGEST_SEARCH, "count": f"{len(text):,}"}
        yield Ignored("q", text, problem % numbers, gettext(": the rest was ignored."))


def shortened(text: str) -> str:
    """Return text from a query, cut to fit a message."""
    return Truncator(one_line(text)).chars(61)
