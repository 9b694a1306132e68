"""Records as JSON lines, the format that `manage.py load_programs` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord

CONTENT_TYPE = "application/jsonl"
_AT_ONCE = 500  # lines


def jsonl_chunks(records: Iterable[ProgramRecord], *, extra: Mapping[str, str] = {}) -> Iterator[bytes]:
    """The records as lines of JSON in UTF-8, one for each, without the coder's `note`: a load then leaves it as it is.

    Nothing for no record. Takes the records once, some hundreds at a time. `extra` holds further keys that say the same
    in every line, after the record's own. Then `load_programs` refuses the file, naming them. That is meant: they mark
    a changed rule, and codes derived under another rule are not codes to load.
    """
    lines = (json.dumps({**_public(record), **extra}, ensure_ascii=False) + "\n" for record in records)
    while chunk := "".join(islice(lines, _AT_ONCE)):
        yield chunk.encode()


def _public(record: ProgramRecord) -> dict[str, Any]:
    fields = book().fields  # those of a release, where it answers
    return {name: value for name, value in record.public_json().items() if name in fields}
