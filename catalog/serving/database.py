"""How long requests wait for the database, and which errors mean that it is unavailable (docs/decisions/0028)."""

from __future__ import annotations

import errno
import hashlib
import sqlite3

import psycopg
from django.conf import settings
from django.db import connection, connections

from catalog.serving.postgresql.connect_timeout import patience

# SQLite's result codes that do not depend on the statement (https://www.sqlite.org/rescode.html)
_SQLITE_TROUBLE = frozenset(
    getattr(sqlite3, f"SQLITE_{name}")
    for name in "BUSY LOCKED FULL IOERR CANTOPEN READONLY NOMEM PROTOCOL CORRUPT NOTADB PERM".split()
)
# PostgreSQL reports as internal errors: a transaction idle for too long, a read-only standby
_POSTGRESQL_TROUBLE = ("25P03", "25006")


def limit_waits() -> None:
    """Limit all waits of this process by settings.DATABASE_WAITS. Call it before connecting, in processes that serve requests.

    Management commands do not: a migration or a backup may take as long as it needs.
    """
    waits, database = settings.DATABASE_WAITS, connections.settings["default"]
    options = database.setdefault("OPTIONS", {})
    if connection.vendor == "sqlite":
        options["timeout"] = waits["lock"]
        return
    limits = {
        "statement_timeout": waits["statement"],
        "lock_timeout": waits["lock"],
        "idle_in_transaction_session_timeout": waits["idle"],
    }
    parameters = [f"-c {name}={round(seconds * 1000)}" for name, seconds in limits.items()]
    options["options"] = " ".join([*parameters, options.get("options", "")]).strip()  # DATABASE_URL comes last and wins
    patience.seconds = waits["silence"]


def is_trouble(error: BaseException | None) -> bool:
    """Whether an error, or a cause of it, means that the database is unavailable or the disk is full.

    The same request may succeed later. An invalid statement or value is not such an error.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE_TROUBLE:
            return True
        if isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
            return True
        if isinstance(error, psycopg.InternalError) and error.sqlstate in _POSTGRESQL_TROUBLE:
            return True
        error = error.__cause__ or error.__context__
    return False


def take_turns(what: str) -> None:
    """Hold a lock with this name until the transaction ends. Only transactions that ask for the same name wait.

    SQLite needs no lock: its write transactions take turns anyway.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
