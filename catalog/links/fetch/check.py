"""Check one link: HEAD first, GET if HEAD does not settle it, and again later if the failure may be temporary."""

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

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.fetcher import FetchedPage, Fetcher

_TOO_MANY_REQUESTS = 429


class ResultKind(Enum):
    """The result of one check, without regard to earlier ones."""

    WORKS = "works"
    MOVED = "moved"  # works, at a new permanent address
    GONE = "gone"  # 404 or 410
    DENIED = "denied"  # the server is there but shows no page: 401, 403, 429, an invalid certificate, a redirect loop
    NO_ANSWER = "no answer"  # unknown host, no connection, timeout, 5xx
    NOT_ALLOWED = "not allowed"  # by us: not a public web address


@dataclass(frozen=True)
class CheckResult:
    """The result, the reason as a sentence, the HTTP status if there is one, and the page's new address if it has moved."""

    kind: ResultKind
    reason: str = ""
    status: int | None = None
    moved_to: str = ""


@dataclass(frozen=True)
class RetryPolicy:
    """How often to try again, the seconds before the first retry (doubled each time), and the longest wait."""

    retries: int = 2
    wait: float = 2
    longest: float = 30


_KINDS = {
    FetchErrorKind.NOT_ALLOWED: ResultKind.NOT_ALLOWED,
    FetchErrorKind.NO_SUCH_HOST: ResultKind.NO_ANSWER,
    FetchErrorKind.NO_ANSWER: ResultKind.NO_ANSWER,
    FetchErrorKind.INSECURE: ResultKind.DENIED,
    FetchErrorKind.REDIRECTS: ResultKind.DENIED,
    FetchErrorKind.NO_PAGE: ResultKind.DENIED,
}
_STATUS_KINDS = {404: ResultKind.GONE, 410: ResultKind.GONE}


def check(
    url: str, fetcher: Fetcher, policy: RetryPolicy | None = None, *, sleep: Callable[[float], object] = time.sleep
) -> CheckResult:
    """Check a link. Raises nothing: every failure is a result."""
    policy = policy or RetryPolicy()
    answer = _request(url, fetcher, "HEAD")
    # many servers answer HEAD wrongly or not at all, so only its success counts
    if _is_settled(answer) or (_is_rate_limited(answer) and not _wait(answer, 0, policy, sleep)):
        return _result(url, answer)
    for attempt in range(policy.retries + 1):
        answer = _request(url, fetcher, "GET")
        if not _may_be_temporary(answer) or attempt == policy.retries or not _wait(answer, attempt, policy, sleep):
            break
    return _result(url, answer)


def describe_status(status: int) -> str:
    """Return an HTTP status with its name: "404 (Not Found)"."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _request(url: str, fetcher: Fetcher, method: str) -> FetchedPage | FetchError:
    try:
        return fetcher.fetch(url, method, body=False)
    except FetchError as error:
        return error


def _is_settled(answer: FetchedPage | FetchError) -> bool:
    if isinstance(answer, FetchError):
        return answer.kind in (FetchErrorKind.NOT_ALLOWED, FetchErrorKind.NO_SUCH_HOST, FetchErrorKind.INSECURE)
    return answer.status < 300


def _is_rate_limited(answer: FetchedPage | FetchError) -> bool:
    return isinstance(answer, FetchedPage) and answer.status == _TOO_MANY_REQUESTS


def _may_be_temporary(answer: FetchedPage | FetchError) -> bool:
    if isinstance(answer, FetchError):
        return answer.kind == FetchErrorKind.NO_ANSWER
    return answer.status == _TOO_MANY_REQUESTS or answer.status >= 500


def _wait(answer: FetchedPage | FetchError, attempt: int, policy: RetryPolicy, sleep: Callable[[float], object]) -> bool:
    """Wait longer each time, and at least as long as the server asks; return False at once if that is too long."""
    wait = policy.wait * 2**attempt * random.uniform(0.75, 1.25)  # spread out, not all at the same moment
    if isinstance(answer, FetchedPage):
        wait = max(wait, _retry_after(answer))
    if wait > policy.longest:
        return False
    sleep(wait)
    return True


def _retry_after(answer: FetchedPage) -> float:
    """Return the seconds in the Retry-After header, a number or a date; 0 without a valid one."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _result(url: str, answer: FetchedPage | FetchError) -> CheckResult:
    if isinstance(answer, FetchError):
        return CheckResult(_KINDS[answer.kind], _sentence(answer.reason))
    status = answer.status
    if status < 300:
        if moved_to := answer.permanent_url:
            return CheckResult(ResultKind.MOVED, _describe_move(url, moved_to), status, moved_to)
        return CheckResult(ResultKind.WORKS, "", status)
    kind = ResultKind.NO_ANSWER if status >= 500 else _STATUS_KINDS.get(status, ResultKind.DENIED)
    return CheckResult(kind, f"It answers {describe_status(status)}.", status)


def _describe_move(url: str, moved_to: str) -> str:
    """Point out a move to the front page of a site: the page itself is often gone."""
    if _is_front_page(moved_to) and not _is_front_page(url):
        return "It redirects to a front page. Check that the content is still there."
    return "It has moved permanently."


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.path.strip("/") and not parts.query


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:198]}."
