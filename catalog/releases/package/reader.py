"""Read an archive back into what it was made of."""

from __future__ import annotations

import csv
import datetime
import io
import json
from typing import Any

from catalog.programs.published_records import Published
from catalog.releases.package.archive import read_archive
from catalog.releases.package.contents import PROTOCOLS, WRITTEN, Facts, Materials, NotAPackage
from catalog.releases.package.descriptor import DESCRIPTOR, dois_of, facts_of, layout_of
from catalog.releases.package.linkage import FAMILIES, ORGANIZATIONS
from catalog.schema.upgrades import load_stored
from catalog.schema.vocabulary import read
from catalog.spreadsheets.csv_table import unescape_formula


def unpack(data: bytes) -> tuple[Facts, list[Published], Materials]:
    """Return what package() made this archive from; times are in UTC.

    The checksums are checked; the contents are trusted. Raises NotAPackage if the archive is damaged or not a data package.
    """
    files = read_archive(data)
    try:
        texts = {name: content.decode() for name, content in files.items()}
        return _load(texts)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise NotAPackage(f"its files do not belong to a data package that this version can read: {error}") from error


def _load(texts: dict[str, str]) -> tuple[Facts, list[Published], Materials]:
    descriptor = json.loads(texts[DESCRIPTOR])
    read(texts["vocabulary.toml"])  # the pages of the release need it: an unreadable one is refused here
    records = [load_stored(record, keep_codes=True) for record in _json_lines(texts["programs.jsonl"])]
    versions = _table(texts["versions.csv"])
    entries = [
        Published(record, int(row["number"]), datetime.datetime.fromisoformat(row["time"]))
        for record, row in zip(records, versions, strict=True)
    ]
    materials = Materials(
        codings=_json_lines(texts["codings.jsonl"]),
        vocabulary=texts["vocabulary.toml"],
        codebook=texts["CODEBOOK.md"],
        layout=layout_of(descriptor),
    )
    if materials.layout > 2:
        materials = materials._replace(
            coders=_table(texts["coders.csv"]),
            protocols={name.removeprefix(PROTOCOLS): text for name, text in texts.items() if name.startswith(PROTOCOLS)},
            crosswalk=_table(texts["crosswalk.csv"]),
        )
    if materials.layout > 3:
        written = {name: texts[name] for name in WRITTEN if name in texts}
        doi, series_doi = dois_of(descriptor)
        materials = materials._replace(doi=doi, series_doi=series_doi, written=written)
    if materials.layout > 4:
        materials = materials._replace(
            families=_table(texts[f"{FAMILIES}.csv"]), organizations=_table(texts[f"{ORGANIZATIONS}.csv"])
        )
    return facts_of(descriptor), entries, materials


def _json_lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.split("\n") if line]


def _table(text: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table as texts by column."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    return tuple({column: unescape_formula(cell) for column, cell in row.items()} for row in rows)
