"""The servers that are measured side by side, each with one worker, on free ports of this machine."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.browse.facets import FACETS
from catalog.schema.fields import ProgramRecord
from tests.conftest import FIXTURES

BASE = FIXTURES.parent
GUNICORN = ["-m", "gunicorn", "--config", "config/gunicorn.py", "--workers", "1"]
# the same facets as Datasette knows them: columns of one value, columns of a list
DATASETTE_FACETS = {
    "form": "form", "state": "serves_states", "support": "support", "type": "type", "sponsor_type": "sponsor_type",
    "scope": "scope", "focus": "focus", "credential": "credentials", "receives": "receives", "pays": "pays",
    "delivery": "delivery", "entry": "entry", "deadline_month": "deadline_month", "audience": "audience",
    "grade": "grade_bands", "model": "models", "practice": "practice", "status": "status",
    "home_state": "home_state", "framework": "frameworks", "confidence": "confidence", "basis": "basis",
    "function": "functions", "aim": "aims", "prerequisite": "prerequisites",
}  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command: list[str], port: int, path: str, env: dict[str, str], wait: float = 120) -> Iterator[int]:
    """Run a server until the block ends; yields its port once `path` answers 200."""
    process = subprocess.Popen(
        [sys.executable, *command], cwd=BASE, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + wait
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended with {process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=wait)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"{command} did not answer {path}")
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextlib.contextmanager
def catalog(data_dir: Path, lines: Path, database: str = "", cache_mb: int = 0) -> Iterator[int]:
    """The catalog over the records of a JSONL file, in the database of this address, or one of its own on SQLite.

    Renders every page again, unless it may keep `cache_mb` megabytes of them.
    """
    env = {"DATA_DIR": str(data_dir), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings"}
    env["ANSWER_CACHE_MB"] = str(cache_mb)
    for command in (["migrate", "-v0"], ["load_programs", str(lines)], ["collectstatic", "-v0", "--noinput"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=BASE, env={**os.environ, **env}, check=True)
    port = free_port()
    with running([*GUNICORN, "config.wsgi", "--bind", f"127.0.0.1:{port}"], port, "/readyz", env):
        yield port


@contextlib.contextmanager
def constant(data_dir: Path, page: bytes) -> Iterator[int]:
    """A Django view, behind the same middleware, that answers the given page and asks nothing."""
    file = data_dir / "constant.html"
    file.write_bytes(page)
    env = {
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": "",
        "CONSTANT_PAGE": str(file),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.constant",
    }
    port = free_port()
    with running([*GUNICORN, "config.wsgi", "--bind", f"127.0.0.1:{port}"], port, "/", env):
        yield port


def datasette_path() -> str:
    """Datasette's browse page: 25 rows and the same facets."""
    lists = {"serves_states", "support", "form", "focus", "credentials", "receives", "audience", "grade_bands", "models",
             "practice", "frameworks", "basis", "functions", "aims", "prerequisites"}  # fmt: skip
    assert set(DATASETTE_FACETS) == {facet.name for facet in FACETS.values() if facet.in_panel}
    facets = [f"_facet{'_array' if column in lists else ''}={column}" for column in DATASETTE_FACETS.values()]
    return "/programs/programs?_size=25&_facet_size=60&" + "&".join(facets)


@contextlib.contextmanager
def datasette(data_dir: Path, records: Sequence[ProgramRecord]) -> Iterator[int]:
    """Datasette over the same records: one table, lists as JSON arrays, its time limits lifted."""
    from catalog.programs.supports import supports_of
    from typology import derive

    database = data_dir / "programs.db"
    rows = []
    for record in records:
        supports = supports_of(record)
        flat = {
            **record.as_json(),
            "support": list(supports.codes),
            "type": derive(supports).value,
            "basis": record.supports.recognize.basis,
        }
        rows.append({k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in flat.items()})
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(f"CREATE TABLE programs ({', '.join(f'[{name}]' for name in rows[0])}, PRIMARY KEY (slug))")
        connection.executemany(
            f"INSERT INTO programs VALUES ({', '.join(f':{name}' for name in rows[0])})",
            rows,
        )
        connection.commit()
    port = free_port()
    command = ["-m", "datasette", "serve", str(database), "--port", str(port), "--setting", "default_cache_ttl", "0"]
    for limit in ("facet_time_limit_ms", "facet_suggest_time_limit_ms", "sql_time_limit_ms"):
        command += ["--setting", limit, "60000"]
    with running([*command, "--setting", "suggest_facets", "off"], port, datasette_path(), {}):
        yield port
