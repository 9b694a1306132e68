"""The snapshot of the current catalog: one per process, rebuilt when the database's stamp or the day changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from catalog.browse.snapshot import Snapshot
from catalog.coding.figures import compare_twice
from catalog.coding.reliability import load_comparisons
from catalog.common import clock
from catalog.confirmations.selectors import confirmed_by_program
from catalog.families.selectors import published_families
from catalog.programs.dates.currency import use_confirmations
from catalog.programs.organization_names import former_slugs
from catalog.programs.published_records import present_revision, published_records
from catalog.programs.publishing.revision import vocabularies_at
from catalog.schema.vocabulary import use_vocabulary
from catalog.serving.metrics import snapshot_build_seconds, snapshot_built

_lock = threading.Lock()
_held: Snapshot | None = None


@contextmanager
def consistent_read() -> Iterator[None]:
    """Let all reads inside see the database at one moment. Nothing may be written.

    It is REPEATABLE READ on PostgreSQL and a deferred transaction on SQLite. Inside an open transaction it does nothing.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # not atomic(): that begins IMMEDIATE, which would wait for writers
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                if connection.connection.in_transaction:  # an error may have ended it
                    cursor.execute("COMMIT")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def open_snapshot() -> Iterator[Snapshot]:
    """Let all reads inside agree with the live snapshot: words are those of its vocabularies, badges of its confirmations."""
    with consistent_read():
        snapshot = live_snapshot()
        with use_vocabulary(snapshot.words), use_confirmations(snapshot.confirmed):
            yield snapshot


def live_snapshot() -> Snapshot:
    """Return the snapshot of the published catalog. If nothing has changed, it costs one read.

    Call it in consistent_read(), together with the reads that must agree with it, or use open_snapshot().
    """
    global _held
    number, stamp = present_revision()
    today = clock.today()
    held = _held
    if held is None or (held.stamp, held.today) != (str(stamp), today):
        with _lock:  # one thread builds, the others wait for it
            held = _held
            if held is None or (held.stamp, held.today) != (str(stamp), today):
                with snapshot_build_seconds.time():
                    confirmed, words = confirmed_by_program(), vocabularies_at(stamp)
                    with use_vocabulary(words), use_confirmations(confirmed):
                        _held = held = Snapshot(
                            published_records(),
                            today=today,
                            revision=number,
                            stamp=str(stamp),
                            words=words,
                            confirmed=confirmed,
                            former_sponsors=former_slugs(),
                            coded_twice=compare_twice(load_comparisons()),
                            families=published_families(),
                        )
                snapshot_built.set_to_current_time()
    return held
