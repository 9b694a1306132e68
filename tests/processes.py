"""The catalog in processes of its own: `manage.py serve` and the commands that write beside it."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
OURS = (
    "ALLOWED_HOSTS ALLOW_PRIVATE_LINKS ANSWER_CACHE_MB BEHIND_PROXY BUILD CONTACT_EMAIL DATABASE_URL DATA_DIR DEBUG"
    " DJANGO_ALLOW_ASYNC_UNSAFE EMAIL_FROM EMAIL_HOST EMAIL_PASSWORD EMAIL_PORT EMAIL_USER ERROR_EMAIL HOST HSTS_PRELOAD"
    " HSTS_SUBDOMAINS IDLE_TIMEOUT LOG_DAYS LOG_FORMAT LOG_LEVEL METRICS_ADDRESS OFFICE_OF_ONE OPERATOR_NAME PORT"
    " PROMETHEUS_MULTIPROC_DIR PUBLIC_URL REPOSITORY_URL REQUEST_TIMEOUT REQUIRE_SECOND_FACTOR SECRET_KEY TIME_ZONE TODAY"
    " TRUSTED_PROXIES WEB_CONCURRENCY WEB_CONNECTIONS WEB_THREADS"
).split()
PATIENCE = 120  # seconds, on a busy machine


@dataclass(frozen=True)
class Served:
    """A catalog being served: its address, and what it has printed so far."""

    url: str
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, for a socket."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    @property
    def output(self) -> str:
        return self.log.read_text()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a catalog that keeps its data in `folder`, free of what the caller's says."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1", "WEB_CONCURRENCY": "1", **settings}


def manage(folder: Path, *arguments: object, line: str | None = None, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one management command to its end; `line` is what it reads from its input."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=environment(folder, **settings),
        input=line,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def serving(folder: Path, host: str = "127.0.0.1", root: Path = ROOT, **settings: str) -> Iterator[Served]:
    """Serve the catalog of `folder` at a free port, ready to answer, until the block ends; `root` holds its code."""
    with _running(["manage.py", "serve"], folder, host, root, settings) as served:
        yield served


@contextmanager
def serving_prepared(folder: Path, root: Path = ROOT, **settings: str) -> Iterator[Served]:
    """Serve as serving() does what is prepared already: sooner."""
    with _running(["-m", "gunicorn", "--config", "config/gunicorn.py"], folder, "127.0.0.1", root, settings) as served:
        yield served


def copy_prepared(original: Path, folder: Path) -> None:
    """Copy the prepared data of a catalog, which may be in use."""
    shutil.copytree(original / "static", folder / "static")
    shutil.copy2(original / "secret_key", folder)
    with (
        closing(sqlite3.connect(original / "catalog.sqlite3")) as used,
        closing(sqlite3.connect(folder / "catalog.sqlite3")) as copy,
    ):
        used.backup(copy)


@contextmanager
def serving_application(folder: Path, application: str, *options: str, **settings: str) -> Iterator[Served]:
    """Serve another WSGI application (module:name) as the catalog is served, until the block ends.

    It answers /readyz with 200. `options` are gunicorn's.
    """
    command = ["-m", "gunicorn", "--config", "config/gunicorn.py", *options, application]
    with _running(command, folder, "127.0.0.1", ROOT, settings) as served:
        yield served


@contextmanager
def _running(command: list[str], folder: Path, host: str, root: Path, settings: dict[str, str]) -> Iterator[Served]:
    port = free_port()
    file = folder / f"serve-{port}.log"
    with file.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=root,
            env=environment(folder, HOST=host, PORT=str(port), **settings),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    served = Served(f"http://{host}:{port}", file, process)
    try:
        _until_ready(process, served)
        yield served
    finally:
        _end(process)


def _until_ready(process: subprocess.Popen[bytes], served: Served) -> None:
    """Wait until the catalog answers; raise with what it printed where it doesn't."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{served.url}/readyz", timeout=PATIENCE):
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"The catalog does not answer at {served.url}:\n{served.output}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and its workers: they are a process group of their own."""
    for end in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, end)
            process.wait(timeout=10)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return
