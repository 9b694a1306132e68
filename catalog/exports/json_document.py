"""Records as one JSON document with its provenance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.exports.provenance import About, check_count, members
from catalog.programs.published_records import Published
from catalog.programs.table_row import type_of
from catalog.schema.codebook import book
from catalog.schema.fields import select_fields

_AT_ONCE = 500  # programs


def json_chunks(entries: Iterable[Published], about: About) -> Iterator[bytes]:
    """Yield ``{"about": {…}, "count": 14, "programs": [{…, "type": "award"}, …]}``, one program per line.

    A program is its record without the coder's `note`, and the code of its type. Raises ValueError, before the end of the
    document, if there are not as many entries as `about` says.
    """
    return _chunks(map(_program, check_count(entries, about)), about, "programs")


def row_chunks(rows: Iterable[Mapping[str, Any]], about: About, name: str) -> Iterator[bytes]:
    """Yield ``{"about": {…}, "count": 14, "supports": [{…}, …]}``, one row per line. `count` counts programs, as in `about`."""
    return _chunks(map(_text, rows), about, name)


def _chunks(lines: Iterable[str], about: About, name: str) -> Iterator[bytes]:
    yield f'{{"about": {_text(members(about))},\n"count": {about.count},\n"{name}": ['.encode()
    before, lines = "\n", iter(lines)
    while some := ",\n".join(islice(lines, _AT_ONCE)):
        yield (before + some).encode()
        before = ",\n"
    yield b"\n]}\n"


def _program(entry: Published) -> str:
    return _text({**select_fields(entry.record.public_json(), book()), "type": type_of(entry.record)})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
