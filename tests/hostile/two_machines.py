"""Two machines share one PostgreSQL: after every change each shows it on its next request."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.measuring import Figure, fetch
from tests.postgresql import postgresql
from tests.processes import ROOT, manage, serving

CHANGES = 6


def run(folder: Path, changes: int = CHANGES) -> list[Figure]:
    """Publish programs one after the other while both machines are read, and compare every page with what was published."""
    one, other = folder / "one", folder / "other"
    for machine in (one, other):
        machine.mkdir()
    record = json.loads((ROOT / "fixtures" / "programs.jsonl").read_text(encoding="utf-8").splitlines()[0])
    reads = stale = 0
    with postgresql() as database:
        shared = {"DATABASE_URL": database("machines"), "SECRET_KEY": "k" * 50, "WEB_CONCURRENCY": "2"}
        with serving(one, **shared) as first, serving(other, **shared) as second:
            urls = (first.url, second.url)
            count = _count(urls[0])
            for number in range(changes):
                more = {**record, "slug": f"trial-{number}", "name": f"Trial Program {number}"}
                (one / "more.jsonl").write_text(json.dumps(more), encoding="utf-8")
                done = manage(one, "load_programs", one / "more.jsonl", **shared)
                if done.returncode:
                    raise RuntimeError(done.stderr)
                with ThreadPoolExecutor(8) as pool:  # every worker process of both machines
                    found = list(pool.map(_count, urls * 12))
                reads += len(found)
                stale += sum(shown != count + number + 1 for shown in found)
    return [Figure(f"{changes} changes read on two machines, two processes each", f"{stale} stale of {reads} reads", stale == 0)]


def _count(url: str) -> int:
    """How many programs the browse page says there are."""
    found = re.search(rb'id="result-count"[^>]*data-count="(\d+)"', fetch(url, "/programs/").body)
    return int(found[1]) if found else -1
