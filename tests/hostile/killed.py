"""kill -9 at random moments of a load and of a release: the catalog is as before or as after, nothing between."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.hostile.measuring import Figure, fetch
from tests.processes import ROOT, environment, serving

TIMES = 6
_TABLES = ("catalog_program", "catalog_programversion", "catalog_release", "catalog_releasedprogram")


def run(folder: Path, times: int = TIMES) -> list[Figure]:
    """Kill a load of changed records, and a release, at random moments; each time count rows and check the database."""
    chance = random.Random(10)  # the same moments each time it is run
    with serving(folder):
        pass  # sets it up
    records = (ROOT / "fixtures" / "programs.jsonl").read_text(encoding="utf-8").splitlines()
    changed = folder / "changed.jsonl"
    whole = 0
    for number in range(times):
        summary = f"Changed for trial {number}, to see what a killed load leaves behind."
        lines = [json.dumps({**json.loads(line), "summary": summary}) for line in records]
        changed.write_text("\n".join(lines), encoding="utf-8")
        before = _state(folder)
        _kill_during(folder, chance.uniform(0.8, 3.5), "load_programs", str(changed))
        after = _state(folder)
        summaries = _changed(folder, summary)
        whole += summaries in (0, len(records)) and _is_sound(folder) and (summaries > 0 or before == after)
    figures = [Figure("kill -9 during a load", f"{whole} of {times} whole", whole == times)]
    whole = 0
    for number in range(times):
        version = f"2027.{number + 1:02}"
        _kill_during(folder, chance.uniform(0.8, 3.5), "release", version)
        rows = _count(
            folder, "catalog_releasedprogram", f"release_id IN (SELECT id FROM catalog_release WHERE version = '{version}')"
        )
        made = _count(folder, "catalog_release", f"version = '{version}'")
        whole += (made, rows) in ((0, 0), (1, len(records))) and _is_sound(folder)
    figures.append(Figure("kill -9 during a release", f"{whole} of {times} whole", whole == times))
    with serving(folder) as served:
        figures.append(Figure("served again afterwards", str(fetch(served.url, "/readyz").status), True))
    return figures


def _kill_during(folder: Path, seconds: float, *command: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()


def _database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "catalog.sqlite3", timeout=20)


def _count(folder: Path, table: str, where: str = "1") -> int:
    with closing(_database(folder)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


def _state(folder: Path) -> tuple[int, ...]:
    return tuple(_count(folder, table) for table in _TABLES)


def _changed(folder: Path, summary: str) -> int:
    return _count(folder, "catalog_programversion", f"state = 'published' AND record ->> '$.summary' = '{summary}'")


def _is_sound(folder: Path) -> bool:
    """Return whether SQLite says that the database is whole."""
    with closing(_database(folder)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
