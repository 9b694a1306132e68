"""What is found of one link: HEAD first, GET where that says little, again after a while where it may have been passing."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from urllib.parse import urlsplit

from catalog.links.fetch.failures import FailureKind, NotFetched
from catalog.links.fetch.guard import PERMANENT, Fetched, Fetcher

_GONE = (404, 410)
_TOO_MANY = 429


class Finding(Enum):
    """What one check found, judged without regard to any before it."""

    ANSWERS = "answers"
    MOVED = "moved"  # answers, and said for good that it is elsewhere
    GONE = "gone"  # 404 or 410
    UNWILLING = "unwilling"  # something is there, but would not show the page: 401, 403, 429, a bad certificate, a circle
    SILENT = "silent"  # nothing that is an answer: no such name, no connection, too late, a fault of the server
    REFUSED = "refused"  # by us: not an address that anybody could ask


@dataclass(frozen=True)
class LinkFinding:
    """The finding, its reason in plain words, the HTTP status where there was an answer, and where the page has moved."""

    finding: Finding
    reason: str = ""
    status: int | None = None
    moved_to: str = ""


@dataclass(frozen=True)
class RetryPolicy:
    """How often a link is asked again, the first wait in seconds (then doubled each time), and the longest wait there may be."""

    retries: int = 2
    wait: float = 2
    longest: float = 30


def check(
    url: str, fetcher: Fetcher, patience: RetryPolicy | None = None, *, sleep: Callable[[float], object] = time.sleep
) -> LinkFinding:
    """What is found at an address. Raises nothing: every failure is a finding."""
    patience = patience or RetryPolicy()
    answer = _ask(url, fetcher, "HEAD")
    # many a server answers HEAD wrongly or not at all: only its good word is taken, the rest is for GET to say
    if _settled_by_head(answer):
        return _found(url, answer)
    if _asked_to_wait(answer) and not _wait(answer, 0, patience, sleep):
        return _found(url, answer)
    for tried in range(patience.retries + 1):
        answer = _ask(url, fetcher, "GET")
        if not _passing(answer) or tried == patience.retries or not _wait(answer, tried, patience, sleep):
            break
    return _found(url, answer)


def _ask(url: str, fetcher: Fetcher, method: str) -> Fetched | NotFetched:
    try:
        return fetcher.fetch(url, method, body=False)
    except NotFetched as failure:
        return failure


def _settled_by_head(answer: Fetched | NotFetched) -> bool:
    if isinstance(answer, NotFetched):
        return answer.kind in (FailureKind.REFUSED, FailureKind.NO_NAME, FailureKind.INSECURE)
    return answer.status < 300


def _asked_to_wait(answer: Fetched | NotFetched) -> bool:
    return isinstance(answer, Fetched) and answer.status == _TOO_MANY


def _passing(answer: Fetched | NotFetched) -> bool:
    """Whether it may be otherwise in a while."""
    if isinstance(answer, NotFetched):
        return answer.kind == FailureKind.NO_ANSWER
    return answer.status == _TOO_MANY or answer.status >= 500


def _wait(answer: Fetched | NotFetched, tried: int, patience: RetryPolicy, sleep: Callable[[float], object]) -> bool:
    """Wait as long as the server asks, else longer each time; False, without waiting, where it asks for too long."""
    wait = patience.wait * 2**tried * random.uniform(0.75, 1.25)  # not all at the same moment
    if isinstance(answer, Fetched):
        wait = max(wait, _retry_after(answer))
    if wait > patience.longest:
        return False
    sleep(wait)
    return True


def _retry_after(answer: Fetched) -> float:
    """The seconds a server asks to wait, told as a number or a date; 0 where it doesn't."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _found(url: str, answer: Fetched | NotFetched) -> LinkFinding:
    if isinstance(answer, NotFetched):
        return LinkFinding(_OF_KIND[answer.kind], _sentence(answer.reason))
    status = answer.status
    if status < 300:
        if moved_to := _moved_to(answer):
            return LinkFinding(Finding.MOVED, _moved_where(url, moved_to), status, moved_to)
        return LinkFinding(Finding.ANSWERS, "", status)
    reason = _sentence(f"it answers {told_of(status)}")
    if status in _GONE:
        return LinkFinding(Finding.GONE, reason, status)
    return LinkFinding(Finding.SILENT if status >= 500 else Finding.UNWILLING, reason, status)


def _moved_to(answer: Fetched) -> str:
    """Where the redirects that hold for good lead, before the first that holds for now; empty where none does."""
    moved = ""
    for hop in answer.hops:
        if hop.status not in PERMANENT:
            break
        moved = hop.to
    return moved


def _moved_where(url: str, moved_to: str) -> str:
    """A page "moved" to the front page of its site is often gone: then this is said."""
    if _is_front_page(moved_to) and not _is_front_page(url):
        return "It leads to a front page: look whether what it told is still there."
    return "It has moved for good."


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def told_of(status: int) -> str:
    """An HTTP status in words: "404 (Not LinkFinding)"."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:198]}."


_OF_KIND = {
    FailureKind.REFUSED: Finding.REFUSED,
    FailureKind.NO_NAME: Finding.SILENT,
    FailureKind.NO_ANSWER: Finding.SILENT,
    FailureKind.INSECURE: Finding.UNWILLING,
    FailureKind.REDIRECTS: Finding.UNWILLING,
    FailureKind.NO_PAGE: Finding.UNWILLING,
}
