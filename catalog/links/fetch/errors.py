"""Why a page was not fetched."""

from __future__ import annotations

from enum import Enum


class FetchErrorKind(Enum):
    """What kept a page from being fetched."""

    NOT_ALLOWED = "not allowed"  # by us: not a public web address
    NO_SUCH_HOST = "no such host"
    NO_ANSWER = "no answer"  # or an invalid one, or a late one
    INSECURE = "insecure"  # TLS failed
    REDIRECTS = "redirects"  # too many, or a loop
    NO_PAGE = "no page"  # an answer without a web page


class FetchError(Exception):
    """A page was not fetched; `reason` is part of a sentence, such as "it did not answer in time"."""

    def __init__(self, kind: FetchErrorKind, reason: str):
        self.kind, self.reason = kind, reason
        super().__init__(reason)
