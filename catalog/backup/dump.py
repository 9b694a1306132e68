"""Every table of the catalog as lines of JSON, the same lines on every database engine."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import ExpressionWrapper, F, Field, JSONField, Model
from django.utils.duration import duration_iso_string

# sessions, files of unconfirmed imports, and e-mails that wait to be sent, so that none is sent twice: a restore deletes them
EXCLUDED = {"sessions.session", "catalog.pendingimport", "catalog.alertmail"}
CHUNK = 200  # rows read at a time; a row of a release holds its archive


def dumped_models() -> list[type[Model]]:
    """Return the models in a backup, including those of many-to-many relations."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in EXCLUDED
    ]


def stored_fields(model: type[Model]) -> list[Field[Any, Any]]:
    """Return the fields of a table, except those that the database computes."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def column_names(model: type[Model]) -> list[str]:
    """Return the names of the columns of stored_fields(), in their order."""
    return [str(field.column) for field in stored_fields(model)]


def dump_lines(model: type[Model]) -> Iterator[bytes]:
    """Yield each row of a table as a JSON array on a line of its own, ordered by primary key."""
    rows = model._base_manager.order_by("pk").values_list(*map(_as_stored, stored_fields(model)))
    for row in rows.iterator(chunk_size=CHUNK):
        # sorted keys, because PostgreSQL does not keep the order of keys in JSON
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encode)
        yield text.encode() + b"\n"


def load_lines(model: type[Model], lines: Iterable[bytes]) -> None:
    """Insert rows that dump_lines() wrote, in the caller's transaction.

    Raises ValueError or ValidationError for an invalid line, DatabaseError if the database refuses it.
    """
    quote = connection.ops.quote_name
    columns = column_names(model)
    # plain SQL, because the ORM would set fields such as `auto_now_add` to the present
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
        f" VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with connection.cursor() as cursor:
        lines = iter(lines)
        while some := list(islice(lines, CHUNK)):
            cursor.executemany(statement, [_decode_row(model, json.loads(line)) for line in some])


class Digest:
    """Counts lines and computes their SHA-256."""

    def __init__(self) -> None:
        self.rows = 0
        self._hash = hashlib.sha256()

    def watch(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the lines, counting and hashing them."""
        for line in lines:
            self.rows += 1
            self._hash.update(line)
            yield line

    def consume(self, lines: Iterable[bytes]) -> Digest:
        """Count and hash all lines; return self."""
        for _ in self.watch(lines):
            pass
        return self

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def _as_stored(field: Field[Any, Any]) -> str | ExpressionWrapper:
    """Return the expression for a field's stored value; for JSON without upgrading older records."""
    return ExpressionWrapper(F(field.attname), JSONField()) if isinstance(field, JSONField) else field.attname


def _encode(value: object) -> str:
    """Return a value that JSON has no type for as text that the field's `to_python` reads."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.date | datetime.time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"A backup cannot hold a {type(value).__name__}")


def _decode_row(model: type[Model], values: Sequence[Any]) -> list[Any]:
    return [
        field.get_db_prep_save(field.to_python(value), connection)
        for field, value in zip(stored_fields(model), values, strict=True)
    ]
