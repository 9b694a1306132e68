"""Records as JSON lines, the format that `manage.py load_programs` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord, select_fields

_AT_ONCE = 500  # lines


def jsonl_chunks(records: Iterable[ProgramRecord], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """Yield the records as lines of JSON without the coder's `note`, which loading then keeps.

    `extra` adds keys with the same values to every line. They mark changed coding rules, and `load_programs` refuses such
    files on purpose: codes under other rules must not be loaded.
    """
    lines = (json.dumps({**_public(record), **extra}, ensure_ascii=False) + "\n" for record in records)
    while chunk := "".join(islice(lines, _AT_ONCE)):
        yield chunk.encode()


def _public(record: ProgramRecord) -> dict[str, Any]:
    return select_fields(record.public_json(), book())
