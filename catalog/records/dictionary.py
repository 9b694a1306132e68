"""The data dictionary: every field and every code, written from fixtures/vocabulary.toml."""

from __future__ import annotations

from collections.abc import Iterable

from catalog.records.vocabulary import Book, Field, Term, Vocabulary, book

_HEAD = """\
# Data dictionary

<!-- Written by `make docs` from fixtures/vocabulary.toml; change that file, not this one. -->

Every field of a program's record and every code of the controlled vocabularies. How a program becomes a
record, and what may not be concluded from the data, stands in [the codebook](../fixtures/CODEBOOK.md).
One record is one JSON object; sets of codes are written in the order below. An empty value is never guessed.
"""


def data_dictionary() -> str:
    """The data dictionary of the catalog's own book, as Markdown."""
    return of(book())


def of(words: Book) -> str:
    """The data dictionary of a book, as Markdown."""
    parts = [_HEAD, "## Fields\n", _fields(words.fields.values()), "## Vocabularies\n"]
    parts += [_vocabulary(vocabulary) for vocabulary in words.vocabularies.values()]
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
                field.definition + ("" if field.public else " Not public."),
                f"{field.type}: [{field.vocabulary}](#{field.vocabulary})" if field.vocabulary else field.type,
                field.empty,
                field.schema_org,
                field.ctdl,
            )
            for field in fields
        ),
    )


def _vocabulary(vocabulary: Vocabulary) -> str:
    terms = list(vocabulary.terms)
    if vocabulary.none_label:
        terms.append(Term("none", vocabulary.none_label, vocabulary.none_definition, ""))
    if vocabulary.unstated_phrase:
        terms.append(Term("unstated", "Not stated", "The field is empty: the pages read do not say.", ""))
    rows = ((f"`{t.code}`", t.label, t.definition, t.schema_org, t.ctdl) for t in terms)
    table = _table(("code", "label", "definition", "schema.org", "CTDL"), rows)
    return f"### {vocabulary.code}\n\n**{vocabulary.label}.** {vocabulary.definition}\n\n{table}"
