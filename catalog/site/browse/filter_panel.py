"""The filter panel: every facet with its counts, every bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog.browse.facets import BOUNDS, UNSTATED, Facet
from catalog.browse.results import SelectionAnswer
from catalog.browse.selection import Selection, plain_number
from catalog.browse.sentence import describe_unstated
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext

# the filters in a teacher's order, those that few need, and those for researchers; a facet in no list is for researchers
MAIN = ("form", "state", "focus", "receives", "pays", "delivery", "grade")
MORE = ("credential", "entry", "prerequisite", "deadline_month", "audience", "status")
MAIN_BOUNDS = ("experience_max", "duration_max")
LONG = 12  # a facet with more values scrolls in its own box
_OPEN = {"form", "state"}


@dataclass(slots=True)  # not frozen: some 270 are made for each page
class FilterValue:
    """One value of a facet with its count."""

    code: str
    label: str
    count: int
    selected: bool
    supports: tuple[str, ...]
    definition: str
    id: str
    is_english: bool

    @property
    def disabled(self) -> bool:
        """Whether it would find nothing and cannot be chosen; a chosen value can always be removed."""
        return not self.count and not self.selected


@dataclass(frozen=True)
class ShownFacet:
    """One facet as the filter panel shows it."""

    name: str
    label: str
    help: str
    values: tuple[FilterValue, ...]
    splits: bool
    stated: int
    total: int
    include: dict[str, Any] | None

    @property
    def selected_count(self) -> int:
        """How many of its values are chosen."""
        return sum(value.selected for value in self.values)

    @property
    def open(self) -> bool:
        """Whether its values show at once: the first facets, unless they cannot split the results, and any with a choice."""
        return self.selected_count > 0 or (self.name in _OPEN and self.splits)

    @property
    def chosen(self) -> tuple[FilterValue, ...]:
        """The values that are chosen, in order."""
        return tuple(value for value in self.values if value.selected)

    @property
    def useful(self) -> tuple[FilterValue, ...]:
        """The values that find something or are chosen."""
        return tuple(value for value in self.values if not value.disabled)

    @property
    def useless(self) -> tuple[FilterValue, ...]:
        """The values that would find nothing; they fold away."""
        return tuple(value for value in self.values if value.disabled)

    @property
    def long(self) -> bool:
        """Whether it has more values than fit comfortably."""
        return len(self.values) > LONG

    @property
    def stated_note(self) -> str:
        """How many programs state it, where not all do."""
        if self.stated == self.total:
            return ""
        return gettext("%(stated)s of %(total)s programs state it") % {"stated": self.stated, "total": self.total}


def build_facet(facet: Facet, snapshot: Snapshot, selection: Selection, answer: SelectionAnswer) -> ShownFacet:
    """Return a facet with the counts of an answer to `selection`."""
    chosen, counts = selection.chosen.get(facet.name, ()), answer.counts[facet.name]
    values = tuple(
        FilterValue(
            code=code,
            label=label,
            count=counts[code],
            selected=code in chosen,
            supports=facet.supports(code),
            definition=facet.definition(code),
            id=f"f-{facet.name}-{code}",
            is_english=facet.is_english(code),
        )
        for code, label in facet.labels.items()
    )
    include = None
    if chosen and facet.in_record and UNSTATED in facet.empty and UNSTATED not in chosen and counts[UNSTATED]:
        include = {
            "count": counts[UNSTATED],
            "url": selection.toggled(facet.name, UNSTATED).address(),
            "text": gettext("%(count)s more do not state this: include them") % {"count": counts[UNSTATED]},
        }
    # what coders gave is no statement of a program, so nothing is missing there
    stated = snapshot.count_stated(facet.name) if facet.in_record else len(snapshot)
    return ShownFacet(
        name=facet.name,
        label=facet.words.label,
        help=facet.words.definition,
        values=values,
        splits=any(0 < value.count < answer.count for value in values),
        stated=stated,
        total=len(snapshot),
        include=include,
    )


def build_bound(name: str, selection: Selection, answer: SelectionAnswer) -> dict[str, Any]:
    """Return a bound with the value chosen for it."""
    bound, count = BOUNDS[name], answer.unstated.get(name, 0)
    value = selection.bounds.get(name)
    return {
        "name": name,
        "label": gettext(bound.label),
        "value": "" if value is None else plain_number(value),
        "min": bound.lowest,
        "max": bound.highest,
        "step": bound.step,
        "unit": "" if bound.unit == "year" else gettext(bound.unit),
        "help": gettext(bound.help) if bound.help else "",
        "kept_note": describe_unstated({name: count}),
    }
