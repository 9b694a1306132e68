"""The rows of a package's tables, and their CSV."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from catalog.coding.attributes import ATTRIBUTES
from catalog.coding.coders import codebook_of
from catalog.exports.long_tables import as_cells, support_rows
from catalog.programs.families import FAMILY_COLUMNS
from catalog.programs.published_records import Published
from catalog.programs.table_row import LINK, columns_in, flat
from catalog.releases.package.codings import has_codebook
from catalog.releases.package.contents import CODERS, CROSSWALK, Materials
from catalog.releases.package.linkage import FAMILIES, ORGANIZATIONS, organization_columns
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book
from catalog.spreadsheets.csv_table import escape_formula

Rows = list[tuple[str, ...]]


def rows(entries: Sequence[Published], materials: Materials, words: Book) -> dict[str, Rows]:
    """Return the rows of every table by its name. Cells are texts in the order of the schema's columns."""
    records, columns = [entry.record for entry in entries], columns_in(words)
    codings = materials.codings
    codebooks = any(map(has_codebook, codings))
    return {
        "programs": [tuple(flat(record, columns).values()) for record in records],
        "supports": [row for record in records for row in as_cells(support_rows(record, words))],
        "sources": [row for record in records for row in _sources(record)],
        "partners": [
            (record.slug, str(position), name) for record in records for position, name in enumerate(record.partners, 1)
        ],
        "terms": [(record.slug, vocabulary, code) for record in records for vocabulary, code in _terms(record, words)],
        "vocabulary": [
            (vocabulary.code, term.code, term.label, term.definition, term.schema_org, term.ctdl)
            for vocabulary in words.vocabularies.values()
            for term in vocabulary.terms
        ],
        "codings": [row for coding in codings for row in _coding(coding, codebooks)],
        "coders": [tuple(row[name] for name in CODERS) for row in materials.coders],
        "crosswalk": [tuple(row[name] for name in CROSSWALK) for row in materials.crosswalk],
        FAMILIES: [tuple(row[name] for name in FAMILY_COLUMNS) for row in materials.families],
        ORGANIZATIONS: [tuple(row[name] for name in organization_columns()) for row in materials.organizations],
        "coded_attributes": [row for coding in codings for row in _attributes(coding)],
        "versions": [(entry.record.slug, str(entry.number), utc(entry.time)) for entry in entries],
    }


def to_csv(columns: Iterable[str], found: Iterable[Iterable[str]]) -> bytes:
    """Return a header and rows as CSV: UTF-8 without a byte order mark, lines end in CR LF.

    A cell that would start a formula gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([escape_formula(cell) for cell in row] for row in found)
    return text.getvalue().encode()


def utc(time: datetime.datetime) -> str:
    """Return a time in ISO 8601 in UTC: ``2026-11-24T05:06:07.000089Z``."""
    return time.astimezone(datetime.UTC).replace(tzinfo=None).isoformat() + "Z"


def _sources(record: ProgramRecord) -> Iterator[tuple[str, ...]]:
    for position, source in enumerate(record.sources, 1):
        yield record.slug, str(position), source.url, source.title, source.read


def _terms(record: ProgramRecord, words: Book) -> Iterator[tuple[str, str]]:
    """Yield every (vocabulary, code) of the record's sets of codes; states come last, then the basis of recognize."""
    sets = [field for field in words.fields.values() if field.type == "set of codes"]
    for field in sorted(sets, key=lambda field: field.vocabulary == "state"):
        for code in getattr(record, field.code):
            yield field.vocabulary, code
    for code in record.supports.recognize.basis:
        yield "basis", code


def _coding(coding: Mapping[str, Any], codebooks: bool) -> Iterator[tuple[str, ...]]:
    """Yield three rows of a coding, with its codebook if the package's codings state it."""
    key = (coding["slug"], coding["coder"], *([codebook_of(coding)] if codebooks else ()))
    for name in ("prepare", "place", "recognize"):
        support = coding["supports"][name]
        facts = _truth(support["present"]), support["evidence"], coding["read"] or "", coding["confidence"]
        yield *key, name, *facts


def _attributes(coding: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each field that was coded besides the supports."""
    coded = coding.get("attributes") or {}
    for name in [name for name in ATTRIBUTES if name in coded]:
        yield coding["slug"], coding["coder"], codebook_of(coding), name, LINK.join(coded[name])


def _truth(value: bool) -> str:
    return "true" if value else "false"
