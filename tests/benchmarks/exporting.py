"""How fast a whole catalog is exported, and how much memory the serving process takes for it at most."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Exported:
    """One export: programs per second, and the worker's resident memory before and at most, in megabytes."""

    name: str
    programs: int
    seconds: float
    before: float
    peak: float

    def row(self) -> str:
        per_second = self.programs / self.seconds
        more = self.peak - self.before
        return f"{self.name:<46}{per_second:>10,.0f} programs/s{self.before:>10.0f} MB before{more:>8.1f} MB more at most"


def exported(name: str, port: int, path: str, programs: int, times: int = 3) -> Exported:
    """Ask a catalog for an export some times; the quickest counts, and the highest memory of all."""
    worker = _worker(port)
    fetched(port, path)  # templates and caches
    before = _memory(worker, "VmRSS")
    (worker / "clear_refs").write_text("5")  # the peak starts from here
    seconds = min(fetched(port, path) for _ in range(times))
    return Exported(name, programs, seconds, before, _memory(worker, "VmHWM"))


def fetched(port: int, path: str) -> float:
    """Fetch an address to its end; how long it took, in seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    start = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    while response.read(1 << 16):
        pass
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return time.perf_counter() - start


def _worker(port: int) -> Path:
    """The process that serves the catalog on this port: the child of the one that was started for it."""
    ours = {
        process
        for process in Path("/proc").glob("[0-9]*")
        if f"127.0.0.1:{port}".encode() in (process / "cmdline").read_bytes().split(b"\0")
    }
    names = {process.name for process in ours}
    return next(process for process in ours if _parent(process) in names)


def _parent(process: Path) -> str:
    return (process / "stat").read_text().rpartition(")")[2].split()[1]


def _memory(process: Path, name: str) -> float:
    """A figure of a process's memory, in megabytes."""
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024
