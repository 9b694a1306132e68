"""Records as one JSON document that says what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.exports.provenance import About, counted, members
from catalog.programs.published_records import Published
from catalog.programs.table_row import type_of
from catalog.schema.codebook import book

CONTENT_TYPE = "application/json"
_AT_ONCE = 500  # programs


def json_chunks(entries: Iterable[Published], about: About) -> Iterator[bytes]:
    """``{"about": {…}, "count": 14, "programs": [{…, "type": "award"}, …]}`` in UTF-8, a program to a line.

    `about` is told as catalog.exports.provenance.members() says. A program is its record without the coder's `note`,
    and the code of the type that follows from its supports. Takes the entries once, some hundreds at a time.
    Raises ValueError at the end where they are not as many as `about` says; the document then lacks its end.
    """
    programs = map(_program, counted(entries, about))
    yield f'{{"about": {_text(members(about))},\n"count": {about.count},\n"programs": ['.encode()
    before = "\n"
    while some := ",\n".join(islice(programs, _AT_ONCE)):
        yield (before + some).encode()
        before = ",\n"
    yield b"\n]}\n"


def _program(entry: Published) -> str:
    fields = book().fields  # those of a release, where it answers
    told = {name: value for name, value in entry.record.public_json().items() if name in fields}
    return _text({**told, "type": type_of(entry.record)})


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
