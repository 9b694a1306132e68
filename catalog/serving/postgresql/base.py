"""Django's PostgreSQL backend, but a process that serves requests never waits long for a server that is silent.

The server's own timeouts cannot do this: a server that hangs does not keep them, and the kernel of its machine
goes on acknowledging what is sent. So the client stops waiting by itself, over TCP and over Unix sockets.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from catalog.serving.postgresql.connect_timeout import patience


class Connection(psycopg.Connection[Any]):
    """A connection that is closed when the server has not answered in time: nobody knows then what became of a statement."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises OperationalError when none came in time, or while another thread is finding out."""
        if timeout is not None or patience.seconds is None:
            return super().wait(gen, interval, timeout)
        try:
            patience.check()
        except TimeoutError as error:
            self.pgconn.finish()
            raise psycopg.OperationalError(str(error)) from None
        try:
            answer = super().wait(gen, interval, patience.seconds)
        except psycopg.errors._WaitTimeout:
            patience.note_silence()
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server has not answered for {patience.seconds} seconds") from None
        patience.note_answer()
        return answer


class _Driver:
    """The psycopg module for Django, with connections of ours."""

    connect = Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend."""

    Database: Any = _Driver()

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect. Raises OperationalError when the server does not answer, or while another thread is finding out."""
        try:
            patience.check()
        except TimeoutError as error:
            raise psycopg.OperationalError(str(error)) from None
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            patience.note_silence()
            raise
        except psycopg.OperationalError:  # refused: the server is away, which costs no time to find out
            patience.note_answer()
            raise
        patience.note_answer()
        return connection
