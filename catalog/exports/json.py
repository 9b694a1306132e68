"""Records as one JSON document, with what the file is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from catalog.exports import Published
from catalog.exports.about import LICENSE, About
from catalog.records import canonical
from catalog.records.ruled import supports_of
from typology import derive


def json_chunks(entries: Iterable[Published], about: About) -> Iterator[bytes]:
    """`{"about": {…}, "count": n, "programs": [record plus type, …]}` in UTF-8, a chunk for each program."""
    told = {**asdict(about), "date": about.date.isoformat(), "license": LICENSE}
    if about.release:
        del told["revision"]
    yield f'{{"about": {_dumped(told)},\n"count": {about.count},\n"programs": ['.encode()
    for number, entry in enumerate(entries):
        facts = canonical(entry.record)
        del facts["note"]  # for coders alone
        program = {**facts, "type": derive(supports_of(entry.record)).value}
        yield (",\n" if number else "\n").encode() + _dumped(program).encode()
    yield b"\n]}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
