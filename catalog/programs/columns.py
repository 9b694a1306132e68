"""The columns of the editors' files: labels, definitions and allowed values, from the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from catalog.programs.table_row import EDITOR_COLUMNS, EDITOR_OPTIONAL, column_of
from catalog.schema.codebook import book
from catalog.schema.vocabulary import NEVER_EMPTY, vocabulary
from catalog.spreadsheets.tables import fold_header

_NEVER = NEVER_EMPTY
_ASSUMED = ("deadline_rolling",)  # false where nothing is said of it
_SENTENCE = "text, 10 to 320 characters"


@dataclass(frozen=True)
class Column:
    """One column of a table of programs.

    kind        what a cell holds ("set of codes", "year")
    vocabulary  the vocabulary of its codes, if any
    empty       what an empty cell means
    optional    whether a file may leave the column out
    """

    name: str
    label: str
    definition: str
    kind: str
    vocabulary: str
    empty: str
    optional: bool

    @property
    def many(self) -> bool:
        """Whether a cell may hold a list, joined by "; "."""
        return self.kind.startswith(("set", "list"))


@cache
def editor_columns() -> Mapping[str, Column]:
    """Return the columns of the editors' files by name, in order; the optional `type` comes last."""
    return MappingProxyType({column.name: column for column in _columns()})


@cache
def header_names() -> Mapping[str, str]:
    """Return the columns by their names as a header may write them: codes and labels, folded by fold_header().

    The column `catalog` of public files is known, and not read.
    """
    found = {"catalog": "catalog"}
    for column in editor_columns().values():
        found |= {fold_header(column.name): column.name, fold_header(column.label): column.name}
    return MappingProxyType(found)


@cache
def required_columns() -> tuple[str, ...]:
    """Return the columns without which a row cannot be a new program."""
    return tuple(
        column.name
        for column in editor_columns().values()
        if column.empty == NEVER_EMPTY and not column.optional and column.name not in _ASSUMED
    )


def label_of(field: str) -> str:
    """Return the label of a field, given its path in the record or its column; another text is returned as it is."""
    if field in book().fields:
        return book().fields[field].label
    column = editor_columns().get(column_of(field))
    return column.label if column else field


def _columns() -> Iterator[Column]:
    fields, others = book().fields, {**_supports(), **_OTHERS}
    for name in (*EDITOR_COLUMNS, "type"):
        optional = name in EDITOR_OPTIONAL
        if name in fields:
            field = fields[name]
            empty = _EMPTY.get(name, field.empty)
            yield Column(name, field.label, field.definition, field.type, field.vocabulary, empty, optional)
        else:
            yield Column(name, *others[name], optional)


def _supports() -> dict[str, tuple[str, str, str, str, str]]:
    """Return the columns of the supports: name -> label, definition, kind, vocabulary, meaning of empty."""
    found = {}
    for support in vocabulary("support").terms:
        code, label = support.code, support.label
        found[code] = (f"{label}: present", support.definition, "true or false", "", _NEVER)
        absence = vocabulary("absence")
        says = f"{absence.definition} Leave empty if the program gives the support."
        empty = "Given; if the support is absent: not described"
        found[f"{code}_absence"] = (f"{label}: if absent, what the pages say", says, "one code", "absence", empty)
        shows = "One sentence in our own words: what shows this support, or why it is absent."
        found[f"{code}_evidence"] = (f"{label}: evidence", shows, _SENTENCE, "", _NEVER)
        which = "The address of the source that shows it, one of source_urls. Demanded where the support is new or changed."
        found[f"{code}_source"] = (f"{label}: source", which, "URL", "", "Not yet tied to one source")
    basis = vocabulary("basis")
    found["recognize_basis"] = (
        f"{vocabulary('support').label_of('recognize')}: basis",
        basis.definition,
        "set of codes",
        "basis",
        "Does not recognize",
    )
    return found


# what an empty cell means, if it differs from the record
_EMPTY = {"slug": "A new program: the slug is made of its name"}

# other columns that are not fields of the record: label, definition, kind, vocabulary, meaning of empty
_OTHERS = {
    "type": (
        "Program type",
        "It is computed from the three supports: leave the column out, or empty. Where it is given it must agree with them.",
        "one code",
        "type",
        "It is derived",
    ),
    "duration_months_min": (
        "Shortest length in months",
        "The shortest stated length, in whole or half months; with the longest, or neither.",
        "number",
        "",
        "Not stated",
    ),
    "duration_months_max": (
        "Longest length in months",
        "The longest stated length; the same as the shortest where one alone is stated.",
        "number",
        "",
        "Not stated",
    ),
    "source_urls": (
        "Sources: addresses",
        "The addresses of the public pages that were read, in order, at least one.",
        "list of URLs",
        "",
        _NEVER,
    ),
    "source_titles": ("Sources: titles", "The titles of these pages, in the same order.", "list of text", "", _NEVER),
    "version": (
        "Version",
        "Which version of the program this row was exported from. Leave it as it is: so what colleagues changed since is kept.",
        "number",
        "",
        "Not known: the row counts as newer than whatever the catalog holds",
    ),
    "source_read": (
        "Sources: read on",
        "The days on which these pages were read, in the same order, such as 2026-11-23.",
        "list of dates",
        "",
        _NEVER,
    ),
}
