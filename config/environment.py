"""Read values from the environment; end the process with one sentence if one is wrong.

Imports neither Django nor the settings: gunicorn's configuration needs these first.
"""

from __future__ import annotations

import os
import re
import sys
import zoneinfo
from collections.abc import Sequence
from pathlib import Path

CPU_LIMIT = Path("/sys/fs/cgroup/cpu.max")  # of the container: microseconds of each period, or "max"


def read_number(name: str, default: int, lowest: int = 0, highest: int | None = None) -> int:
    """Return the whole number in an environment variable, or the default if it is missing or empty.

    Ends the process with a sentence for anything but a whole number from `lowest` to `highest`.
    """
    text = os.environ.get(name, "")
    if not text:
        return default
    if text.isascii() and text.isdigit() and lowest <= int(text) and (highest is None or int(text) <= highest):
        return int(text)
    accepted = f"{lowest} or more" if highest is None else f"from {lowest} to {highest}"
    sys.exit(f"{name} is {text!r}: use a number {accepted}, such as {default}")


def read_address(name: str) -> tuple[str, int] | None:
    """Return the host and port in an environment variable written host:port, or None if it is missing or empty.

    Ends the process with a sentence for anything else.
    """
    text = os.environ.get(name, "")
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if host and port.isascii() and port.isdigit() and 0 < int(port) < 65536:
        return host.strip("[]"), int(port)
    sys.exit(f"{name} is {text!r}: use a host and a port, such as 127.0.0.1:9100")


def read_flag(name: str) -> bool:
    """Return whether a switch is on (1) or off (0 or empty). Ends the process with a sentence for anything else."""
    text = os.environ.get(name, "")
    if text not in ("", "0", "1"):
        sys.exit(f"{name} is {text!r}: use 1 to turn it on, or leave it empty")
    return text == "1"


def read_choice(name: str, choices: Sequence[str], default: str) -> str:
    """Return one of these words, in any case, or the default. Ends the process with a sentence for anything else."""
    text = os.environ.get(name, "") or default
    found = next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    if found is None:
        sys.exit(f"{name} is {text!r}: use one of {', '.join(choices)}")
    return found


def read_pattern(name: str, pattern: str, example: str, default: str = "") -> str:
    """Return a text that matches a whole pattern, or the default. Ends the process with a sentence for anything else."""
    text = os.environ.get(name, "").strip()
    if text and not re.fullmatch(pattern, text):
        sys.exit(f"{name} is {text!r}: use one such as {example}")
    return text or default


def read_zone(name: str, default: str) -> str:
    """Return the name of a time zone. Ends the process with a sentence for anything else."""
    text = os.environ.get(name, "") or default
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        sys.exit(f"{name} is {text!r}: use the name of a time zone, such as {default}")
    return text


def read_connections() -> int:
    """Return WEB_CONNECTIONS: open connections of a worker process."""
    return read_number("WEB_CONNECTIONS", 500, 10, 1000)


def read_idle_timeout() -> int:
    """Return IDLE_TIMEOUT in seconds. The proxy closes idle connections after 60 seconds, before the catalog does."""
    return read_number("IDLE_TIMEOUT", 75, 1, 3600)


def read_request_timeout() -> int:
    """Return REQUEST_TIMEOUT, in seconds."""
    return read_number("REQUEST_TIMEOUT", 30, 1, 3600)


def refuse_bad_server_settings() -> None:
    """End the process with a sentence if a setting that only gunicorn uses is wrong."""
    for read in (read_workers, read_connections, read_idle_timeout, read_request_timeout):
        read()


def read_port() -> int:
    """Return PORT."""
    return read_number("PORT", 8000, 1, 65535)


def read_threads() -> int:
    """Return WEB_THREADS: requests that a worker process answers at once."""
    return read_number("WEB_THREADS", 4, 1, 64)


def read_workers() -> int:
    """Return WEB_CONCURRENCY, or one worker process for each core that this process may use."""
    return read_number("WEB_CONCURRENCY", count_cores(), 1, 64)


def count_cores(limit: Path = CPU_LIMIT) -> int:
    """Return how many cores this process may use, by its affinity and by the container's limit; at least 1."""
    cores = len(os.sched_getaffinity(0))
    try:
        quota, period = limit.read_text().split()
        return max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):  # no container, or no limit
        return cores
