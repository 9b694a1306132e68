"""Check many links at once, each host by one worker only."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from urllib.parse import urlsplit

from catalog.links.fetch.check import CheckResult

WORKERS = 8
HEARTBEAT = 20.0  # seconds


def check_all(
    urls: Iterable[str], check: Callable[[str], CheckResult], *, workers: int = WORKERS, heartbeat: float = HEARTBEAT
) -> Generator[tuple[str, CheckResult] | None, None, None]:
    """Yield each address with its result as it comes, and None whenever `heartbeat` seconds pass without one.

    The hosts with the most addresses go first. After close() the workers finish their present requests and start no more;
    the process need not wait for them. An unexpected error of `check` is raised here.
    """
    hosts: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[str, CheckResult] | Exception] = queue.SimpleQueue()
    stop = threading.Event()
    groups = _group_by_host(urls)
    for group in groups:
        hosts.put(group)

    def work() -> None:
        try:
            while True:
                for url in hosts.get_nowait():
                    if stop.is_set():
                        return
                    results.put((url, check(url)))
        except queue.Empty:
            return
        except Exception as error:
            results.put(error)

    for _ in range(min(workers, len(groups))):
        threading.Thread(target=work, name="link checks", daemon=True).start()
    remaining = sum(map(len, groups))
    try:
        while remaining:
            try:
                result = results.get(timeout=heartbeat)
            except queue.Empty:
                yield None
                continue
            if isinstance(result, Exception):
                raise result
            remaining -= 1
            yield result
    finally:
        stop.set()


def _group_by_host(urls: Iterable[str]) -> list[list[str]]:
    """Group the addresses by host, the largest group first."""
    groups: dict[str, list[str]] = {}
    for url in urls:
        groups.setdefault(_host(url), []).append(url)
    return sorted(groups.values(), key=len, reverse=True)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
