"""PostgreSQL stopped and hung under readers: what they are answered, how soon, and whether all is well afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.hostile.measuring import Figure, fetch
from tests.postgresql import postgresql
from tests.processes import Served, serving

MOST_SECONDS = 7  # an answer is due within 5 seconds; two more for a busy machine
READ = ("/programs/", "/programs/nyc-big-apple-awards/", "/explore/", "/api/v1/programs/", "/readyz")


def run(folder: Path, seconds: float = 12) -> list[Figure]:
    """Hang the server's processes (SIGSTOP) for some seconds, then end its connections for good, and read meanwhile."""
    with postgresql() as database:
        address = database("trouble")
        with serving(folder, DATABASE_URL=address) as served:
            for path in READ:
                fetch(served.url, path)
            server = _server_processes(address)
            for process in server:
                os.kill(process, signal.SIGSTOP)
            try:
                hung = _read(served, seconds)
            finally:
                for process in server:
                    os.kill(process, signal.SIGCONT)
            figures = _figures("hung", hung)
            figures += _afterwards(served, "after it went on")
            for process in _backends(server[0]):
                os.kill(process, signal.SIGTERM)
            figures += _afterwards(served, "after its connections were cut")
    return figures


def _read(served: Served, seconds: float) -> list[tuple[str, int, float, bool]]:
    """What each address answered: its status, how long that took, whether it says when to come back."""
    found, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        for path in (*READ, "/healthz"):
            start = time.perf_counter()
            try:
                answer = fetch(served.url, path)
                status, retry = answer.status, "Retry-After" in answer.headers
            except OSError:
                status, retry = 0, False
            found.append((path, status, time.perf_counter() - start, retry))
    return found


def _figures(situation: str, found: list[tuple[str, int, float, bool]]) -> list[Figure]:
    pages = [one for one in found if one[0] != "/healthz"]
    health = [one for one in found if one[0] == "/healthz"]
    statuses = Counter(status for _, status, _, _ in pages)
    said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    slowest = max(seconds for _, _, seconds, _ in pages)
    return [
        Figure(f"database {situation}: pages", said, set(statuses) == {503} and all(retry for *_, retry in pages)),
        Figure(f"database {situation}: slowest answer", f"{slowest:.1f} s", slowest <= MOST_SECONDS),
        Figure(
            f"database {situation}: /healthz",
            f"{sum(status == 200 for _, status, _, _ in health)} of {len(health)}, slowest {max(one[2] for one in health):.2f} s",
            all(status == 200 for _, status, _, _ in health),
        ),
    ]


def _afterwards(served: Served, situation: str) -> list[Figure]:
    """How soon every address is answered again, without a restart."""
    start = time.monotonic()
    while time.monotonic() - start < 30:
        if all(fetch(served.url, path).status == 200 for path in READ for _ in range(4)):
            return [Figure(f"pages {situation}", f"all well after {time.monotonic() - start:.1f} s", True)]
        time.sleep(0.2)
    return [Figure(f"pages {situation}", "not well within 30 s", False)]


def _server_processes(address: str) -> list[int]:
    """The processes of the PostgreSQL whose socket folder this address names: the first is the postmaster."""
    folder = unquote(urlsplit(address).netloc.partition("@")[2])
    postmaster = int((Path(folder) / "postmaster.pid").read_text().splitlines()[0])
    return [postmaster, *_backends(postmaster)]


def _backends(postmaster: int) -> list[int]:
    done = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True, check=True)
    return [int(process) for process in done.stdout.split()]
