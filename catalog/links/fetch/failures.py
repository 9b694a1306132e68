"""Why a page was not fetched, in plain words."""

from __future__ import annotations

from enum import Enum


class FailureKind(Enum):
    """What kept a page from being fetched."""

    REFUSED = "refused"  # by us: not an address that anybody could ask
    NO_NAME = "no name"  # nobody knows the host
    NO_ANSWER = "no answer"  # nothing that is an answer came, or not in time
    INSECURE = "insecure"  # somebody is there, but does not prove who
    REDIRECTS = "redirects"  # led on and on
    NO_PAGE = "no page"  # an answer, but nothing to read


class NotFetched(Exception):
    """Raised where a page could not be fetched: of which kind, and the reason as part of a sentence ("it did not …")."""

    def __init__(self, kind: FailureKind, reason: str):
        self.kind, self.reason = kind, reason
        super().__init__(reason)
