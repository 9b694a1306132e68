"""Notes below a cross-table and inside its figure: what is counted, what is left out, and what to be careful about."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.browse.crosstabs.association import SMALL_EXPECTED, association_of, explain_construction
from catalog.browse.crosstabs.crosstab import CrosstabQuery
from catalog.browse.facets import FACETS, NONE, UNSTATED, Facet
from catalog.browse.results import CrosstabCounts
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.common.percent import percent
from catalog.common.text import lower_first
from catalog.programs.display import join_words
from catalog.site.explore.wording import describe_kept, name_values

FEW = 25  # a percentage of fewer programs is marked
# how a note describes programs without a value: several, and one
_WITHOUT_VALUE = {UNSTATED: ("do not state it", "does not state it"), NONE: ("have the value “{}”", "has the value “{}”")}


@dataclass(frozen=True)
class CrosstabNote:
    """A note below the table. `name` says what kind it is, `axis` and `count` what it is about."""

    name: str
    text: str
    axis: str = ""
    count: int | None = None


def list_notes(crosstab: CrosstabQuery, counts: CrosstabCounts, *, has_few: bool) -> list[CrosstabNote]:
    """Return the notes of a cross-table. `has_few` says whether a percentage of fewer than FEW programs is shown."""
    notes: list[CrosstabNote] = []
    axes = crosstab.axes
    if crosstab.picks:
        facets = join_words([f"“{FACETS[axis].words.label.lower()}”" for axis in crosstab.picks])
        has = "has" if counts.total == 1 else "have"
        text = f"Only the chosen values of {facets} are shown: {counts.total:,} of {programs(counts.base)} {has} them."
        notes.append(CrosstabNote("chosen", text, count=counts.total))
    for axis in axes:
        facet, totals = FACETS[axis], counts.totals[axis]
        name = facet.words.label.lower()
        where = "rows" if axis == crosstab.rows else "columns"
        if sum(totals.values()) > counts.total:
            text = (
                f"A program can have several values of “{name}” and is then counted in several {where}. Totals count it once."
                + (" Nationwide programs are counted in every state." if axis == "state" else "")
            )
            notes.append(CrosstabNote("several", text, axis))
        for empty, count in counts.silent[axis].items():
            if count:
                phrase = _describe_empty(facet, empty, count)
                text = f"{facet.words.label}: {count:,} of {programs(counts.base)} {phrase}."
                notes.append(CrosstabNote(empty, text, axis, count))
    for axis in axes:
        excluded = crosstab.counted.excluded.get(axis, ())
        labels = {code: name for code, name in FACETS[axis].labels.items() if code not in excluded}
        left = [name for code, name in labels.items() if counts.totals[axis].get(code) == 0]
        left = [name for name in left if name not in _chosen_labels(axis, crosstab.selection)]
        if left:
            text = f"Left out because no program shown has them: {name_values(left)} ({FACETS[axis].words.label.lower()})."
            notes.append(CrosstabNote("left-out", text, axis, len(left)))
    if kept := describe_kept(crosstab):
        notes.append(CrosstabNote("kept", kept))
    if crosstab.show != "count":
        whole = {"row": "of the programs in the row", "column": "of the programs in the column", "total": "of all programs shown"}
        unstated = "" if crosstab.of_stated else ", including programs that do not state a value"
        notes.append(CrosstabNote("percent", f"Percentages are {whole[crosstab.show]}{unstated}."))
    return [*notes, *_list_panel_notes(crosstab, counts), *_list_cautions(crosstab, counts, has_few=has_few)]


def _list_panel_notes(crosstab: CrosstabQuery, counts: CrosstabCounts) -> list[CrosstabNote]:
    """Return what the panels of the figure are, and how many programs do not state their facet."""
    if not crosstab.by:
        return []
    facet, panels = FACETS[crosstab.by], {code: panel.count() for code, panel in crosstab.panels().items()}
    name = facet.words.label.lower()
    text = f"Panels: one for each value of “{name}” that a program has."
    if sum(panel.total for panel in panels.values()) > counts.total:
        text += " A program can have several and is then counted in several panels."
    if crosstab.show != "count":
        text += " Percentages in a panel are of its own programs."
    notes = [CrosstabNote("panels", text, crosstab.by)]
    for empty in facet.empty:
        if count := panels[empty].total if empty in panels else 0:
            phrase = _describe_empty(facet, empty, count)
            text = f"{facet.words.label}: {count:,} of {programs(counts.total)} {phrase}."
            notes.append(CrosstabNote(empty, text, crosstab.by, count))
    return notes


def _list_cautions(crosstab: CrosstabQuery, counts: CrosstabCounts, *, has_few: bool) -> list[CrosstabNote]:
    """Return what a reader must know before a figure is compared: base, intervals, association, rules."""
    notes: list[CrosstabNote] = []
    if crosstab.of_stated and (named := _name_axes(crosstab)):
        unstated = crosstab.count_unstated()
        left = f"{programs(unstated)} that {'does' if unstated == 1 else 'do'} not {'is' if unstated == 1 else 'are'} left out"
        text = f"Base: {programs(counts.base)} that state {named}; {left}."
        notes.append(CrosstabNote("base", text, count=unstated))
    if has_few:
        text = f"† Percentage of fewer than {FEW} programs. One program more or less changes it a lot."
        notes.append(CrosstabNote("few", text, count=FEW))
    if crosstab.figure == "stacked":
        also = " and intervals" if crosstab.has_intervals else ""
        text = f"Numbers{also} that the figure has no room for are in the table and the CSV."
        notes.append(CrosstabNote("stacked", text))
    if crosstab.has_intervals:
        text = (
            "Intervals (small or in brackets, lines on bars) are 95% Wilson intervals. They show how much a percentage could "
            "differ by chance if these programs were a random sample; this catalog is not one."
        )
        notes.append(CrosstabNote("interval", text))
    if rule := explain_construction(crosstab):
        notes.append(CrosstabNote("construction", f"By construction: {lower_first(rule)}"))
    if found := association_of(crosstab):
        of = " of all panels together" if crosstab.by else ""
        text = f"Cramér’s V{of} is {found.v:.2f} ({found.rows} by {found.columns} values, {programs(counts.total)})."
        if found.small:
            share = percent(found.small, found.cells)
            text += f" A chi-square test would be wrong: {share} of the expected counts are below {SMALL_EXPECTED}."
        notes.append(CrosstabNote("association", text))
    return notes


def _describe_empty(facet: Facet, empty: str, count: int) -> str:
    several, one = _WITHOUT_VALUE[UNSTATED if facet.in_record and empty == facet.not_stated else NONE]
    return (one if count == 1 else several).format(facet.labels[empty])


def _name_axes(crosstab: CrosstabQuery) -> str:
    """Return the facets of the table that a program may not state."""
    named = [axis for axis in crosstab.facets if FACETS[axis].not_stated]
    return join_words([f"“{FACETS[axis].words.label.lower()}”" for axis in named])


def _chosen_labels(axis: str, selection: Selection) -> list[str]:
    return [FACETS[axis].labels[code] for code in selection.chosen.get(axis, ())]
