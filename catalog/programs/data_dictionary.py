"""The data dictionary: every field and every code, written from fixtures/vocabulary.toml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalog.programs.table_row import LINK, columns_in
from catalog.schema.codebook import book
from catalog.schema.fields import SOURCE_FIELDS, support_fields
from catalog.schema.vocabulary import Book, Field, Term, Vocabulary

_HEAD = """\
# Data dictionary

{note}Every field of a program's record and every code of the controlled vocabularies. How a program becomes a
record, and what may not be concluded from the data, stands in [the codebook]({codebook}).
One record is one JSON object; sets of codes are written in the order below. An empty value is never guessed.

A vocabulary's name is also the parameter that filters by it (`grade` filters by the field `grade_bands`); only {only} \
are no parameters. The values `none` and `unstated` stand in no record: they are how a selection asks
for programs whose field is empty.
"""
_NOTE = "<!-- Written by `make docs` from fixtures/vocabulary.toml; change that file, not this one. -->\n\n"


def data_dictionary() -> str:
    """The data dictionary of the catalog's own book, as Markdown."""
    return of(book(), codebook="../fixtures/CODEBOOK.md", note=_NOTE)


def of(words: Book, *, codebook: str = "CODEBOOK.md", note: str = "") -> str:
    """The data dictionary of a book, as Markdown; `codebook` is its address, `note` comes first."""
    only = "`absence`, `form_basis`\nand `serves_basis`" if "absence" in words.vocabularies else "`basis`\nand `form_basis`"
    parts = [_HEAD.format(codebook=codebook, note=note, only=only), "## Fields\n", _fields(words.fields.values())]
    parts.append("### Inside `supports`\n\n`prepare`, `place` and `recognize` are all there; at least one of them is present.\n")
    parts += [_keys(support_fields(words)), "### Inside `sources`\n", _keys(SOURCE_FIELDS), _flat(words), "## Vocabularies\n"]
    for vocabulary in words.vocabularies.values():
        used = [field.code for field in words.fields.values() if field.vocabulary == vocabulary.code]
        parts.append(_vocabulary(vocabulary, used))
        if vocabulary.code == "state":
            parts.append(_home_state(words.home_state))
    return "\n".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines.append(["---"] * len(lines[0]))
    lines += [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _fields(fields: Iterable[Field]) -> str:
    return _table(
        ("field", "label", "definition", "type", "empty means", "schema.org", "CTDL"),
        (
            (
                f"`{field.code}`",
                field.label,
                field.definition,
                _type(field),
                field.empty,
                field.schema_org,
                field.ctdl,
            )
            for field in fields
        ),
    )


def _keys(fields: Mapping[str, Field]) -> str:
    """The keys inside a field that holds objects."""
    return _table(
        ("key", "type", "definition", "empty means"),
        ((f"`{key}`", _type(field), field.definition, field.empty) for key, field in fields.items()),
    )


def _type(field: Field) -> str:
    return f"{field.type}: [{field.vocabulary}](#{field.vocabulary})" if field.vocabulary else field.type


def _flat(words: Book) -> str:
    """The columns of a record as one row, and how to read them."""
    columns = ", ".join(f"`{column}`" for column in columns_in(words))
    return (
        "### In tables\n\nIn CSV and XLSX a record is one row with these columns: " + columns + ".\n\n"
        f'Members of a list are joined by "{LINK}", and a semicolon inside a member is doubled: read from left to right, ";;" is '
        f'a semicolon and "{LINK}" divides. `type` is derived from the supports; `prepare`, `place`, `recognize` and '
        "`deadline_rolling` are `true` or `false`; the two lengths are those of `duration_months`. The columns of the sources "
        "have their members in the same order. In CSV a cell that a spreadsheet would take for a formula has one apostrophe "
        "in front; in XLSX it is text as it stands.\n\n"
        "So a row tells all of its record but the coder's `note`, which is for coders alone: everything public leaves it out or "
        "has it empty.\n"
    )


def _vocabulary(vocabulary: Vocabulary, used: Iterable[str]) -> str:
    terms = [*vocabulary.terms, *_empty(vocabulary)]
    rows = ((f"`{t.code}`", t.label, t.definition, t.schema_org, t.ctdl) for t in terms)
    table = _table(("code", "label", "definition", "schema.org", "CTDL"), rows)
    fields = " and ".join(f"`{code}`" for code in used)
    where = f"Codes of {fields}.\n\n" if fields else ""
    if vocabulary.code == "type":
        where = "Not a field: it follows from `supports`.\n\n"
    return f"### {vocabulary.code}\n\n**{vocabulary.label}.** {vocabulary.definition}\n\n{where}{table}"


def _home_state(words: Vocabulary) -> str:
    """Return the parameter of the sponsor's state: the codes of `state`, and the value for an empty field."""
    table = _table(("code", "label", "definition"), ((f"`{t.code}`", t.label, t.definition) for t in _empty(words)))
    return f"### {words.code}\n\n**{words.label}.** {words.definition}\n\nThe codes of [state](#state), and:\n\n{table}"


def _empty(vocabulary: Vocabulary) -> list[Term]:
    """The values that ask for an empty field."""
    terms = []
    if vocabulary.none_label:
        terms.append(Term("none", vocabulary.none_label, vocabulary.none_definition, ""))
    if vocabulary.unstated_phrase:
        terms.append(Term("unstated", "Not stated", "The field is empty: the pages read do not say.", ""))
    return terms
