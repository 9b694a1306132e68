"""Records as JSONL: exactly the format that `manage.py load_programs` reads, the coders' note emptied."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.records import canonical


def jsonl_chunks(records: Iterable[Mapping[str, Any]], extra: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """The records as lines of JSON, a chunk for each.

    `extra` stands in each line: it marks records derived under a changed rule. load_programs then refuses the
    file by that field's name, as it should: such codes are nobody's reading of a page.
    """
    for record in records:
        line = {**canonical(record), "note": "", **(extra or {})}
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
