"""Writing every search document anew."""

from __future__ import annotations

from django.db import transaction

from catalog.programs.published_records import published_records
from catalog.programs.revision import bump, one_writer
from catalog.search import index


@transaction.atomic
def rebuild_search() -> int:
    """Write the search document of every published program anew and forget all others; how many were written.

    Only needed after a restored database or a change of what a document holds: every other action
    keeps its program's document in step.
    """
    one_writer()
    bump()  # what a search finds may change
    return write_documents()


def write_documents() -> int:
    """Write all search documents in the caller's transaction, without a new revision; return how many were written."""
    index.clear()
    entries = list(published_records())
    index.write((entry.key, entry.record) for entry in entries if entry.key is not None)
    return len(entries)
