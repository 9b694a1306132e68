"""From a zip back to what the package was made of."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from catalog.programs.published_records import Published
from catalog.releases.package.archive import SUMS, unzipped
from catalog.releases.package.codings import coding_line, refuse_coding
from catalog.releases.package.contents import (
    CODERS,
    CROSSWALK,
    PROTOCOLS,
    Facts,
    Materials,
    NotAPackage,
    folder,
    is_protocol,
    refuse_unfit,
)
from catalog.releases.package.descriptor import DESCRIPTOR, PLAIN, facts_of, layout_of
from catalog.releases.package.schemas import TABLES, tables
from catalog.releases.package.tables import to_csv, utc
from catalog.schema.errors import RecordFaults
from catalog.schema.fields import SETS, ProgramRecord
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import Record, to_line, validate
from catalog.schema.vocabulary import read, using
from catalog.spreadsheets.csv_table import unguarded

_SINCE_3 = ("coders.csv", "crosswalk.csv")
# the files that say what the package was made of; the others follow from them
_READ = (DESCRIPTOR, "versions.csv", "programs.jsonl", "codings.jsonl", "vocabulary.toml", "CODEBOOK.md")
_LONGEST = 4 * 1024**2  # characters of one JSON or TOML text: what is decoded takes many times the memory
_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


def files_of(found: Sequence[str]) -> list[str]:
    """The files of a package, in their order; of the layout and with the protocols of the package that has the files `found`."""
    present = set(found)
    has_3 = not present.isdisjoint(_SINCE_3)
    tables = [f"{name}.csv" for name in TABLES if f"{name}.csv" not in _SINCE_3 or has_3]
    protocols = sorted(filter(is_protocol, present)) if has_3 else []
    return [DESCRIPTOR, *tables, *(file.path for file in PLAIN), *protocols, "README.md", "CITATION.cff", "LICENSE.md", SUMS]


def unpacked(data: bytes) -> tuple[Facts, list[Published], Materials]:
    """What the zip `data` was made of by catalog.releases.package.build.package(); times come in UTC.

    Nothing is written. Raises NotAPackage, naming what is wrong and where, for anything else: no zip, another list
    of files, a changed byte, a record that is not valid, one that is not written as the catalog writes it.
    """
    top, contents = unzipped(data, files_of)
    files = {name: _text(name, contents[name]) for name in contents if name in (*_READ, *_SINCE_3) or is_protocol(name)}
    told = _decoded(files[DESCRIPTOR], DESCRIPTOR)
    try:
        facts = facts_of(told)
    except ValueError as error:
        raise NotAPackage(f"{DESCRIPTOR}: {error}") from None
    if top != folder(facts.version):
        raise NotAPackage(f"its folder {top!r:.100} is not that of version {facts.version!r:.40}")
    _refuse_vocabulary(files["vocabulary.toml"])
    words = read(files["vocabulary.toml"])
    with using(words):  # records are valid by the codes of their own release
        records = list(_records(files["programs.jsonl"], list(words.fields)))
    entries = [
        Published(record, number, time)
        for record, (number, time) in zip(records, _versions(files["versions.csv"], records), strict=True)
    ]
    codings = list(_codings(files["codings.jsonl"]))
    materials = Materials(codings, files["vocabulary.toml"], files["CODEBOOK.md"], layout_of(told))
    if materials.layout > 2:
        if missing := [name for name in _SINCE_3 if name not in files]:
            raise NotAPackage(f"{missing[0]} is missing")
        materials = materials._replace(
            coders=_table(files["coders.csv"], "coders.csv", CODERS),
            protocols={name.removeprefix(PROTOCOLS): text for name, text in files.items() if is_protocol(name)},
            crosswalk=_table(files["crosswalk.csv"], "crosswalk.csv", CROSSWALK),
        )
    try:
        refuse_unfit(facts, entries, materials)
    except ValueError as error:
        raise NotAPackage(str(error)) from None
    return facts, entries, materials


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise NotAPackage(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from None


def _decoded(text: str, where: str) -> Any:
    """A JSON value."""
    if len(text) > _LONGEST:
        raise NotAPackage(f"{where} is longer than {_LONGEST} characters")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAPackage(f"{where} is not JSON: {error}") from None


def _lines(text: str, name: str) -> Iterator[tuple[str, str]]:
    """Every line of a file, and where it stands."""
    start, number = 0, 0
    while start < len(text):
        number += 1
        end = text.find("\n", start)
        if end < 0:
            raise NotAPackage(f"{name} does not end with its last line")
        yield text[start:end], f"{name}, line {number}"
        start = end + 1


def _records(text: str, fields: Sequence[str]) -> Iterator[ProgramRecord]:
    """The records of programs.jsonl, whose lines have these fields."""
    for line, where in _lines(text, "programs.jsonl"):
        record = _decoded(line, where)
        try:
            valid = validate(record)
        except RecordFaults as error:
            raise NotAPackage(f"{where}: {error}") from None
        # a release keeps the order of its sets, even where that of the vocabulary has changed since
        found = load_stored(record, keep_codes=True)
        if to_line(found, fields) != line or _sorted(found) != _sorted(valid):
            raise NotAPackage(f"{where}: the record {valid.slug!r} is not written as the catalog writes it")
        yield found


def _sorted(record: ProgramRecord) -> dict[str, Any]:
    """The record's JSON with its sets of codes in one order."""
    told = record.as_json()
    told["supports"]["recognize"]["basis"].sort()
    return {**told, **{name: sorted(told[name]) for name in SETS}}


def _codings(text: str) -> Iterator[dict[str, Any]]:
    for line, where in _lines(text, "codings.jsonl"):
        coding = _decoded(line, where)
        try:
            refuse_coding(coding)
        except ValueError as error:
            raise NotAPackage(f"{where}: {error}") from None
        if coding_line(coding) != line:
            raise NotAPackage(f"{where}: the coding is not written as the catalog writes it")
        yield coding


def _table(text: str, name: str, columns: Sequence[str]) -> tuple[dict[str, str], ...]:
    """The rows of a small table as texts by column."""
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        found = tuple(dict(zip(columns, map(unguarded, row), strict=True)) for row in rows)
    except (csv.Error, ValueError) as error:
        raise NotAPackage(f"{name} is not a table of a package: {error}") from None
    if to_csv(columns, [row.values() for row in found]) != text.encode():
        raise NotAPackage(f"{name} is not written as the catalog writes it: {', '.join(header):.200}")
    return found


def _versions(text: str, records: list[Record]) -> Iterator[tuple[int, datetime.datetime]]:
    """The number and time of each record's version. versions.csv tells them in the order of programs.jsonl."""
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(table, None) != ["slug", "number", "time"]:
            raise NotAPackage("versions.csv does not begin with the columns slug, number, time")
        for record in records:
            row = next(table, None)
            where = f"versions.csv, line {table.line_num}"
            if row is None or len(row) != 3 or row[0] != record.slug:
                raise NotAPackage(f"{where} does not tell the version of {record.slug!r}")
            if not _NUMBER.fullmatch(row[1]):
                raise NotAPackage(f"{where}: {row[1]!r:.40} is not a version's number")
            yield int(row[1]), _time(row[2], where)
        if next(table, None) is not None:
            raise NotAPackage(f"versions.csv, line {table.line_num} tells of a program that programs.jsonl does not have")
    except csv.Error as error:
        raise NotAPackage(f"versions.csv, line {table.line_num} is not CSV: {error}") from None


def _time(text: str, where: str) -> datetime.datetime:
    try:
        time = datetime.datetime.fromisoformat(text)
        if time.tzinfo is not None and utc(time) == text:
            return time
    except (ValueError, OverflowError):
        pass
    raise NotAPackage(f"{where}: {text!r:.40} is not a time in UTC, as in 2026-11-24T05:06:07Z")


def _refuse_vocabulary(text: str) -> None:
    """Raise NotAPackage where no package can be made with this vocabulary file."""
    if len(text) > _LONGEST:
        raise NotAPackage(f"vocabulary.toml is longer than {_LONGEST} characters")
    try:
        tables(read(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotAPackage(f"vocabulary.toml is not a whole vocabulary file: {error!r:.200}") from None
