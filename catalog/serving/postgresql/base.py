"""Django's PostgreSQL backend with a client-side timeout, for processes that serve requests.

The server's own timeouts do not help if it hangs, and its machine's kernel keeps acknowledging packets. So the client
stops waiting, over TCP and over Unix sockets.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from catalog.serving.postgresql.connect_timeout import patience


class Connection(psycopg.Connection[Any]):
    """A connection that is closed if the server does not answer in time, because the result of the statement is unknown."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for an answer. Raises OperationalError after the timeout, or while another thread tries a silent server."""
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
    """The psycopg module for Django, with our Connection."""

    connect = Connection.connect

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend."""

    Database: Any = _Driver()

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect. Raises OperationalError if the server does not answer, or while another thread tries a silent server."""
        try:
            patience.check()
        except TimeoutError as error:
            raise psycopg.OperationalError(str(error)) from None
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            patience.note_silence()
            raise
        except psycopg.OperationalError:  # refused at once: the server is not silent
            patience.note_answer()
            raise
        patience.note_answer()
        return connection
