"""Rendered answers, compressed and kept in memory by ETag, so that a page asked for again is not made again."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip

from catalog.serving.metrics import cached_answers, cached_bytes

LARGEST_SHARE = 8  # one answer fills at most this part of the cache
_GZIP = 31  # zlib's name for a gzip header with the largest window
_LEVEL = 6  # of compression, as Django's GZipMiddleware uses
_SMALLEST = 200  # bytes worth compressing, as Django's GZipMiddleware has it
_OVERHEAD = 1000  # bytes that an entry takes besides its body, roughly
_TEXT = ("text/", "application/json", "application/problem+json", "application/xml", "application/atom+xml", "image/svg+xml")


@dataclass(frozen=True)
class CachedAnswer:
    """The headers and body of a 200 answer; the body is compressed where `is_compressed` says so."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool

    @property
    def size(self) -> int:
        """How much memory it takes, in bytes."""
        return len(self.body) + _OVERHEAD

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer as this client accepts it."""
        response = HttpResponse(headers=dict(self.headers))
        if self.is_compressed and re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response.content = self.body
            response["Content-Encoding"] = "gzip"
        else:
            response.content = zlib.decompress(self.body, _GZIP) if self.is_compressed else self.body
        return response


class AnswerCache:
    """The answers used last, at most `most` bytes of them; 0 keeps none. Safe to share between threads."""

    def __init__(self, most: int):
        self._most = most
        self._lock = Lock()
        self._answers: LRUCache[str, CachedAnswer] = LRUCache(maxsize=most, getsizeof=lambda answer: answer.size)

    @property
    def size(self) -> int:
        """Bytes that the cache holds now."""
        with self._lock:
            return int(self._answers.currsize)

    def find(self, etag: str) -> CachedAnswer | None:
        """The answer with this ETag, None where the cache does not hold it."""
        with self._lock:
            found = self._answers.get(etag)
        if self._most:
            cached_answers.labels("hit" if found else "miss").inc()
        return found

    def keep(self, etag: str, response: HttpResponse) -> CachedAnswer | None:
        """Keep a whole 200 answer under its ETag. Returns None, and keeps nothing, where it is too large."""
        if not self._most:
            return None
        kept = _cached(response)
        if kept.size * LARGEST_SHARE > self._most:
            return None
        with self._lock:
            self._answers[etag] = kept
            cached_bytes.set(self._answers.currsize)
        return kept

    def clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._answers.clear()
            cached_bytes.set(0)


def _cached(response: HttpResponse) -> CachedAnswer:
    headers = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    body = response.content
    if len(body) >= _SMALLEST and response.get("Content-Type", "").startswith(_TEXT):
        return CachedAnswer(headers, gzip.compress(body, _LEVEL, mtime=0), is_compressed=True)
    return CachedAnswer(headers, body, is_compressed=False)
