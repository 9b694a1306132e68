"""The search index of each edition, built in memory at its first search."""

from __future__ import annotations

import threading
from functools import lru_cache

from catalog.programs.published_records import published_records
from catalog.releases.selectors import release_entries, release_words_of
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import Book, use_vocabulary
from catalog.search.index import SearchIndex

_lock = threading.Lock()  # one thread builds, the others wait for it


def live_index(stamp: str, words: Book) -> SearchIndex:
    """Return the index of the published programs at the revision of this stamp, by primary key.

    `words` is the catalog's own book then. Call it in the consistent read of the stamp.
    """
    with _lock:
        return _live(stamp, words)


def release_index(version: str, sha256: str) -> SearchIndex:
    """Return the index of a release, by number in the release. `sha256` is the digest of its archive."""
    with _lock:
        return _released(version, sha256)


@lru_cache(maxsize=2)
def _live(stamp: str, words: Book) -> SearchIndex:
    with use_vocabulary(words):
        return SearchIndex((entry.key, entry.record) for entry in published_records() if entry.key is not None)


@lru_cache(maxsize=4)
def _released(version: str, sha256: str) -> SearchIndex:
    with use_vocabulary(release_words_of(version) or own_book()):
        return SearchIndex((entry.key, entry.record) for entry in release_entries(version) if entry.key is not None)
