"""Prepare a cross-table for the page and the figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.browse.crosstabs.association import SMALL_EXPECTED, association_of, explain_construction
from catalog.browse.crosstabs.crosstab import BASES, SHOWS, CrosstabQuery
from catalog.browse.facets import FACETS, NONE, UNSTATED, Facet
from catalog.browse.results import CrosstabCounts
from catalog.browse.selection import Selection
from catalog.browse.sentence import label, programs
from catalog.common.percent import interval_text, percent
from catalog.common.text import lower_first
from catalog.common.urls import can_link
from catalog.programs.display import join_words
from catalog.site.explore.wording import describe_axes, describe_counts, describe_kept, name_values
from typology import Support

LEVELS = 5  # of shading, for values above zero
FEW = 25  # a percentage of fewer programs is marked
# how a note describes programs without a value: several, and one
_WITHOUT_VALUE = {UNSTATED: ("do not state it", "does not state it"), NONE: ("have the value “{}”", "has the value “{}”")}


@dataclass(frozen=True)
class CrosstabCell:
    """One number of the table: `count` programs out of `whole`, and the page that lists them.

    `text` is the number as shown, `interval` its 95% interval ("" for none). `is_few` marks a percentage of fewer than FEW
    programs. `level`, from 0 (zero) to LEVELS (the highest), sets the shade. `url` is empty if no selection finds exactly
    these programs.
    """

    count: int
    whole: int
    text: str
    level: int
    url: str
    label: str
    interval: str = ""
    is_few: bool = False


@dataclass(frozen=True)
class CrosstabValue:
    """A value of a facet, as a row or a column; program types also have their combination of supports."""

    code: str
    label: str
    supports: tuple[str, ...]
    combination: str
    is_unstated: bool

    @property
    def name(self) -> str:
        """The label, with the combination for a type."""
        return f"{self.label} ({self.combination})" if self.combination else self.label


@dataclass(frozen=True)
class CrosstabRow:
    """A row of the table."""

    value: CrosstabValue
    cells: tuple[CrosstabCell, ...]
    total: CrosstabCell


@dataclass(frozen=True)
class CrosstabNote:
    """A note below the table. `name` says what kind it is, `axis` and `count` what it is about."""

    name: str
    text: str
    axis: str = ""
    count: int | None = None


@dataclass(frozen=True)
class CrosstabTable:
    """A cross-table, or the counts of one facet, which has no columns."""

    title: str
    rows_label: str
    columns_label: str
    columns: tuple[CrosstabValue, ...]
    lines: tuple[CrosstabRow, ...]
    totals: tuple[CrosstabCell, ...]
    total: CrosstabCell
    show: str
    notes: tuple[CrosstabNote, ...]
    sentence: str
    base: int  # programs counted before values of the two facets are chosen
    is_linked: bool  # whether cells link to their programs; totals always do

    @property
    def size(self) -> int:
        """The number of cells, without totals."""
        return len(self.lines) * max(1, len(self.columns))


def present_table(crosstab: CrosstabQuery, names: Mapping[str, str]) -> CrosstabTable:
    """Prepare a cross-table. `names` holds the name of each chosen sponsor."""
    counts, selection = crosstab.count(), crosstab.counted
    rows, columns = FACETS[crosstab.rows], FACETS[crosstab.columns] if crosstab.columns else None
    shown_rows = _select_codes(rows, counts, selection)
    shown_columns = _select_codes(columns, counts, selection) if columns else ()
    linked = can_link(selection.address(), len(shown_rows) * len(shown_columns))
    builder = _CellBuilder(crosstab, counts, linked)
    return CrosstabTable(
        title=describe_axes(crosstab),
        rows_label=rows.words.label,
        columns_label=columns.words.label if columns else "",
        columns=tuple(_present_value(columns, code) for code in shown_columns) if columns else (),
        lines=tuple(
            CrosstabRow(
                _present_value(rows, row),
                tuple(builder.build_cell(row, column) for column in shown_columns),
                builder.build_total(row=row),
            )
            for row in shown_rows
        ),
        totals=tuple(builder.build_total(column=column) for column in shown_columns),
        total=builder.build_total(),
        show=crosstab.show,
        notes=tuple(_list_notes(crosstab, counts)),
        sentence=describe_counts(crosstab, names),
        base=counts.base,
        is_linked=linked,
    )


class _CellBuilder:
    """Builds the cells of one table."""

    def __init__(self, crosstab: CrosstabQuery, counts: CrosstabCounts, linked: bool):
        self.crosstab, self.counts, self.linked = crosstab, counts, linked
        self.greatest = max((self.measure(row, column) for row in counts.rows for column in counts.columns or ("",)), default=0.0)

    def measure(self, row: str, column: str) -> float:
        """Return the value that sets the shade of a cell."""
        count = self.count(row, column)
        whole = self.whole(row, column)
        return count if self.crosstab.show == "count" else count / whole if whole else 0.0

    def count(self, row: str, column: str) -> int:
        """Return the number of programs in a cell; without `column`, in a row."""
        return self.counts.cells[row][column] if column else self.counts.totals[self.crosstab.rows][row]

    def whole(self, row: str, column: str) -> int:
        """Return the number of programs that a cell is a percentage of."""
        if self.crosstab.show == "row" and column:
            return self.counts.totals[self.crosstab.rows][row]
        if self.crosstab.show == "column" and column:
            return self.counts.totals[self.crosstab.columns][column]
        return self.counts.total

    def build_cell(self, row: str, column: str) -> CrosstabCell:
        selection = None
        if self.linked:
            selection = self.crosstab.counted.with_values(self.crosstab.rows, (row,)).with_values(
                self.crosstab.columns, (column,)
            )
        value = self.measure(row, column)
        level = max(1, round(LEVELS * value / self.greatest)) if value and self.greatest else 0
        name = f"{label(FACETS[self.crosstab.rows], row)}, {label(FACETS[self.crosstab.columns], column)}"
        return self._build(self.count(row, column), self.whole(row, column), level, selection, name)

    def build_total(self, row: str = "", column: str = "") -> CrosstabCell:
        """Build the total of a row, of a column, or of the whole table."""
        picked = {self.crosstab.rows: row, self.crosstab.columns: column}
        selection: Selection | None = self.crosstab.counted
        for axis, code in picked.items():
            if not axis or selection is None:
                continue
            chosen = selection.chosen.get(axis, ())
            if code:
                selection = selection.with_values(axis, (code,))
            elif len(chosen) > 1 and FACETS[axis].every:
                selection = None  # a table includes programs with any of the supports, a selection only those with all
        axis = self.crosstab.rows if row else self.crosstab.columns
        count = self.counts.totals[axis][row or column] if row or column else self.counts.total
        level = 0
        if row and not self.crosstab.columns:
            value = self.measure(row, "")
            level = max(1, round(LEVELS * value / self.greatest)) if value and self.greatest else 0
        show = self.crosstab.show
        whole = count if (show == "row" and row) or (show == "column" and column) else self.counts.total
        name = label(FACETS[axis], row or column) if row or column else "All shown"
        # a total that is all of its row or column is 100% by definition
        is_share = not ((show == "row" and row) or (show == "column" and column) or (not row and not column))
        return self._build(count, whole, level, selection, name, is_share=is_share)

    def _build(
        self, count: int, whole: int, level: int, selection: Selection | None, name: str, *, is_share: bool = True
    ) -> CrosstabCell:
        url = selection.address() if count and selection else ""
        name = f"{name}: {programs(count)}"
        if self.crosstab.show == "count":
            return CrosstabCell(count, whole, f"{count:,}", level, url, name)
        interval = interval_text(count, whole) if self.crosstab.has_intervals and is_share else ""
        return CrosstabCell(count, whole, percent(count, whole), level, url, name, interval, is_share and 0 < whole < FEW)


def _present_value(facet: Facet, code: str) -> CrosstabValue:
    supports = facet.supports(code)
    combination = Support.from_codes(supports).combination if facet.name == "type" else ""
    return CrosstabValue(code, facet.labels[code], supports, combination, code in (NONE, UNSTATED))


def _select_codes(facet: Facet, counts: CrosstabCounts, selection: Selection) -> tuple[str, ...]:
    """Return the values to show: those that a program has, and those chosen."""
    chosen = selection.chosen.get(facet.name, ())
    return tuple(code for code, count in counts.totals[facet.name].items() if count or code in chosen)


def _list_notes(crosstab: CrosstabQuery, counts: CrosstabCounts) -> list[CrosstabNote]:
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
                phrase = _WITHOUT_VALUE[empty if facet.in_record else NONE][count == 1].format(facet.labels[empty])
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
    return [*notes, *_list_cautions(crosstab, counts)]


def _list_cautions(crosstab: CrosstabQuery, counts: CrosstabCounts) -> list[CrosstabNote]:
    """Return what a reader must know before a figure is compared: base, intervals, association, rules."""
    notes: list[CrosstabNote] = []
    if crosstab.of_stated and (named := _name_axes(crosstab)):
        unstated = crosstab.count_unstated()
        left = f"{programs(unstated)} that {'does' if unstated == 1 else 'do'} not {'is' if unstated == 1 else 'are'} left out"
        text = f"Base: {programs(counts.base)} that state {named}; {left}."
        notes.append(CrosstabNote("base", text, count=unstated))
    if crosstab.show != "count":
        builder = _CellBuilder(crosstab, counts, linked=False)
        wholes = {builder.whole(row, column) for row in counts.rows for column in counts.columns or ("",)}
        if any(0 < whole < FEW for whole in wholes):
            text = f"† Percentage of fewer than {FEW} programs. One program more or less changes it a lot."
            notes.append(CrosstabNote("few", text, count=FEW))
    if crosstab.has_intervals:
        text = (
            "Small numbers are 95% Wilson intervals. They show how much a percentage could differ by chance if these programs "
            "were a random sample; this catalog is not one."
        )
        notes.append(CrosstabNote("interval", text))
    if rule := explain_construction(crosstab):
        notes.append(CrosstabNote("construction", f"By construction: {lower_first(rule)}"))
    if found := association_of(crosstab):
        text = f"Cramér’s V is {found.v:.2f} ({found.rows} by {found.columns} values, {programs(counts.total)})."
        if found.small:
            share = percent(found.small, found.cells)
            text += f" A chi-square test would be wrong: {share} of the expected counts are below {SMALL_EXPECTED}."
        notes.append(CrosstabNote("association", text))
    return notes


def _name_axes(crosstab: CrosstabQuery) -> str:
    """Return the facets of the table that a program may not state."""
    named = [axis for axis in crosstab.axes if UNSTATED in FACETS[axis].empty]
    return join_words([f"“{FACETS[axis].words.label.lower()}”" for axis in named])


def _chosen_labels(axis: str, selection: Selection) -> list[str]:
    return [FACETS[axis].labels[code] for code in selection.chosen.get(axis, ())]


def list_choices(crosstab: CrosstabQuery) -> dict[str, list[dict[str, Any]]]:
    """Return the choices of the form: facets for rows and columns, and what cells show."""
    facets = [{"code": facet.name, "label": facet.words.label} for facet in FACETS.values()]
    return {
        "rows": [{**one, "selected": one["code"] == crosstab.rows} for one in facets],
        "columns": [
            {"code": "", "label": "None (bars)", "selected": not crosstab.columns},
            *({**one, "selected": one["code"] == crosstab.columns} for one in facets),
        ],
        "shows": [
            {
                "code": code,
                "label": label,
                "selected": code == crosstab.show,
                "disabled": not crosstab.columns and code in ("row", "column"),
            }
            for code, label in SHOWS.items()
        ],
        "bases": [
            {"code": code, "label": label, "selected": crosstab.of_stated == (code == "stated")} for code, label in BASES.items()
        ],
    }
