"""The kinds of filter, their form fields, and what these check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from catalog.browse.facets import BOUNDS, Bound, Facet
from catalog.browse.fixed_list import numbers_of
from catalog.browse.program_set import ProgramSet
from catalog.browse.selection import exclusion_name
from catalog.common.language import gettext
from catalog.common.text import one_line

LONGEST_SEARCH = 200  # characters
# the bounds of one field: the least value and the greatest
RANGES = [
    (low.name, high.name)
    for low in BOUNDS.values()
    for high in BOUNDS.values()
    if low.facet == high.facet and high.upper and not low.upper
]


class CodesField(forms.Field):
    """Several codes. Each unknown one is an error of its own."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, labels: Callable[[], Mapping[str, Any]], code_of: Callable[[str], str | None] = str, **options: Any):
        """`labels` returns the known codes as keys, `code_of` the code of a value that may have other names."""
        super().__init__(**options)
        self.labels, self.code_of = labels, code_of

    def clean(self, value: Sequence[str]) -> tuple[str, ...]:
        """Return the codes in the order of the labels."""
        codes, known = {one: self.code_of(one) for one in value}, self.labels()
        unknown = [ValidationError("", "unknown", {"value": one}) for one, code in codes.items() if code not in known]
        if unknown:
            raise ValidationError(unknown)
        return tuple(code for code in known if code in codes.values())


class SearchField(forms.CharField):
    """What to search for, on one line and cut to the longest search."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return one_line(value or "")[:LONGEST_SEARCH].rstrip()


class CodesFilter(django_filters.Filter):
    """A filter that takes several codes."""

    field_class = CodesField


class SearchFilter(django_filters.CharFilter):
    """The search."""

    field_class = SearchField


class SelectionForm(forms.Form):
    """Checks the parameters that depend on each other. The messages of these errors are shown."""

    dependent = ("no_release", "empty_range")

    def clean(self) -> None:
        """A fixed list needs the release whose programs it numbers. No range ends before it starts."""
        for low, high in RANGES:
            least, most = self.cleaned_data.get(low), self.cleaned_data.get(high)
            if least is not None and most is not None and least > most:
                values = {"high": gettext(BOUNDS[high].label), "low": gettext(BOUNDS[low].label), "most": most, "least": least}
                problem = gettext("“%(high)s” %(most)s is below “%(low)s” %(least)s") % values
                self.add_error(high, ValidationError(problem, "empty_range"))
        if self.cleaned_data.get("list") and not self.cleaned_data.get("release"):
            self.add_error("list", ValidationError(gettext("A fixed list also needs its release"), "no_release"))


def check_list(text: str) -> None:
    """Raise ValidationError for a text that is not a fixed list."""
    try:
        numbers_of(text)
    except ValueError as error:
        raise ValidationError("", "invalid") from error


def keep_all(programs: ProgramSet, _name: str, _value: object) -> ProgramSet:
    """The `method` of parameters that choose the edition, or how it is shown."""
    return programs


def facet_filter(facet: Facet) -> CodesFilter:
    """Return the filter of a facet."""
    return CodesFilter(
        facet.name,
        label=facet.words.label,
        # functions, because django-filter copies any other value for each request
        labels=lambda: facet.labels,
        code_of=lambda value: facet.code_of(value),
        help_text=facet.words.definition,
        method=ProgramSet.with_values,
    )


def exclusion_filter(facet: Facet) -> CodesFilter:
    """Return the filter that leaves out values of a facet."""
    declared = facet_filter(facet)
    return CodesFilter(
        exclusion_name(facet.name),
        label=declared.label,
        labels=declared.extra["labels"],
        code_of=declared.extra["code_of"],
        help_text="Leaves out the programs that have any of these values.",
        method=lambda programs, _name, codes: programs.without_values(facet.name, codes),
    )


def bound_filter(bound: Bound) -> django_filters.NumberFilter:
    """Return the filter of a bound."""
    return django_filters.NumberFilter(
        bound.name,
        label=bound.label,
        min_value=bound.lowest,
        max_value=bound.highest,
        max_digits=7,
        decimal_places=2,
        help_text=bound.help,
        method=ProgramSet.within,
    )
