"""A flood of malformed requests: what they cost, what is logged of them, what visitors notice."""

from __future__ import annotations

import time
from collections import Counter

from tests.hostile.measuring import Figure, fetch, log_size, visiting
from tests.processes import Served

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_COOKIE = f"csrftoken={'a' * 32}"
# the most that one such request may add to the log, in bytes: two lines
MOST_LOGGED = 2000
MALFORMED: dict[str, tuple[bytes, dict[str, str]]] = {
    "charset=latin-1": (b"a=1", {"Content_Type": f"{FORM}; charset=latin-1", "Cookie": _COOKIE}),
    "charset=utf-7": (b"a=1", {"Content_Type": f"{FORM}; charset=utf-7", "Cookie": _COOKIE}),
    "an unknown charset": (b"a=1", {"Content_Type": f"{FORM}; charset=no-such", "Cookie": _COOKIE}),
    "an empty boundary": (b"--\r\n", {"Content_Type": f"{MULTIPART}; boundary=", "Cookie": _COOKIE}),
    "no boundary": (b"--\r\n", {"Content_Type": MULTIPART, "Cookie": _COOKIE}),
    "a boundary of 500 characters": (b"--\r\n", {"Content_Type": f"{MULTIPART}; boundary={'b' * 500}", "Cookie": _COOKIE}),
    "a broken part": (b"--b\r\nContent-Disposition: x\r\n\r\n\xff\xfe", {"Content_Type": f"{MULTIPART}; boundary=b"}),
    "2,000 fields": (b"a=1&" * 2000, {"Content_Type": FORM, "Cookie": _COOKIE}),
    "bytes that are no text": (b"\xff\xfe=\x00&%ff=%00", {"Content_Type": FORM, "Cookie": _COOKIE}),
}
ADDRESSES = ("/", "/programs/", "/shortlist/", "/suggest/", "/admin/login/", "/api/v1/programs/", "/nowhere/")


def run(served: Served, seconds: float = 1.5) -> list[Figure]:
    """The flood, each kind for some seconds: statuses, bytes logged a request, and what a visitor notices."""
    figures = []
    with visiting(served.url) as visitor:
        for kind, (body, headers) in MALFORMED.items():
            statuses: Counter[int] = Counter()
            before, end, sent = log_size(served.log), time.monotonic() + seconds, 0
            while time.monotonic() < end:
                statuses[fetch(served.url, ADDRESSES[sent % len(ADDRESSES)], "POST", body, **headers).status] += 1
                sent += 1
            logged = (log_size(served.log) - before) / sent
            good = max(statuses) < 500 and logged <= MOST_LOGGED
            said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
            figures.append(Figure(f"flood: {kind}", f"{said}; {logged:,.0f} bytes logged a request", good))
    return [*figures, *visitor.figures("during the flood")]
