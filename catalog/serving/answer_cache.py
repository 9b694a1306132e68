"""A cache of rendered answers, compressed and in memory, by ETag."""

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
_LEVEL = 6  # of compression, as in Django's GZipMiddleware
_SMALLEST = 200  # bytes worth compressing, as in Django's GZipMiddleware
_OVERHEAD = 1000  # bytes of an entry in addition to its body, roughly
_TEXT = ("text/", "application/json", "application/problem+json", "application/xml", "application/atom+xml", "image/svg+xml")


@dataclass(frozen=True)
class CachedAnswer:
    """The headers and body of a 200 answer. The body is gzip if `is_compressed`."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_compressed: bool

    @property
    def size(self) -> int:
        """Return its memory use in bytes."""
        return len(self.body) + _OVERHEAD

    def response(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in an encoding that this client accepts."""
        response = HttpResponse(headers=dict(self.headers))
        if self.is_compressed and re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            response.content = self.body
            response["Content-Encoding"] = "gzip"
        else:
            response.content = zlib.decompress(self.body, _GZIP) if self.is_compressed else self.body
        return response


class AnswerCache:
    """The answers used last, up to `most` bytes; 0 turns it off. Safe to share between threads."""

    def __init__(self, most: int):
        self._most = most
        self._lock = Lock()
        self._answers: LRUCache[str, CachedAnswer] = LRUCache(maxsize=most, getsizeof=lambda answer: answer.size)

    @property
    def size(self) -> int:
        """Return the bytes in the cache."""
        with self._lock:
            return int(self._answers.currsize)

    def find(self, etag: str) -> CachedAnswer | None:
        """Return the answer with this ETag, or None."""
        with self._lock:
            found = self._answers.get(etag)
        if self._most:
            cached_answers.labels("hit" if found else "miss").inc()
        return found

    def keep(self, etag: str, response: HttpResponse) -> CachedAnswer | None:
        """Cache a 200 answer under its ETag and return it, or return None if it is too large."""
        if not self._most:
            return None
        answer = _compress(response)
        if answer.size * LARGEST_SHARE > self._most:
            return None
        with self._lock:
            self._answers[etag] = answer
            cached_bytes.set(self._answers.currsize)
        return answer

    def clear(self) -> None:
        """Remove every answer."""
        with self._lock:
            self._answers.clear()
            cached_bytes.set(0)


def _compress(response: HttpResponse) -> CachedAnswer:
    headers = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    body = response.content
    if len(body) >= _SMALLEST and response.get("Content-Type", "").startswith(_TEXT):
        return CachedAnswer(headers, gzip.compress(body, _LEVEL, mtime=0), is_compressed=True)
    return CachedAnswer(headers, body, is_compressed=False)
