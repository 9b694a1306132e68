"""Many links checked at once: each host by one worker, so that none is asked by several."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from urllib.parse import urlsplit

from catalog.links.fetch.check import LinkFinding

WORKERS = 8
BREATH = 20.0  # seconds


def checked(
    urls: Iterable[str], check: Callable[[str], LinkFinding], *, workers: int = WORKERS, breath: float = BREATH
) -> Generator[tuple[str, LinkFinding] | None, None, None]:
    """Each address with what `check` found, as it comes; None where nothing came for the time of a `breath`.

    The hosts with the most addresses begin, so that they are not the last left. Closed early, the workers finish what
    they are asking, and ask for nothing more; the process need not wait for them.
    """
    hosts: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[str, LinkFinding] | Exception] = queue.SimpleQueue()
    stopped = threading.Event()
    groups = _by_host(urls)
    left = sum(map(len, groups))
    for group in groups:
        hosts.put(group)

    def work() -> None:
        while not stopped.is_set():
            try:
                group = hosts.get_nowait()
            except queue.Empty:
                return
            for url in group:
                if stopped.is_set():
                    return
                try:
                    results.put((url, check(url)))
                except Exception as error:  # a fault of ours: told to whoever waits, instead of waiting for ever
                    results.put(error)

    for _ in range(min(workers, len(groups))):
        threading.Thread(target=work, name="link checks", daemon=True).start()
    try:
        while left:
            try:
                result = results.get(timeout=breath)
            except queue.Empty:
                yield None
                continue
            if isinstance(result, Exception):
                raise result
            left -= 1
            yield result
    finally:
        stopped.set()


def _by_host(urls: Iterable[str]) -> list[list[str]]:
    """The addresses in groups of one host, the largest group first, each in the order given."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(_host(url), []).append(url)
    return sorted(groups.values(), key=len, reverse=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
