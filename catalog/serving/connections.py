"""Connections of clients, as slow as they like: waitress reads and sends in one thread, and these rules bound its patience.

A request reaches an application thread when it is whole, and leaves it when its answer is written to a buffer, in memory
or on disk. So a client who sends or reads slowly costs a connection, never a thread.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import BadRequest, RequestEntityTooLarge

LINE_BYTES = 8190  # a request's first line; a shared shortlist of 40 programs is a long address
HEADER_BYTES = 32 * 1024  # the line and all headers, as nginx allows
BODY_BYTES = 12 * 1024 * 1024  # the largest import, with what a form adds
MEMORY_BYTES = 256 * 1024  # of a body or an answer; what is longer is kept in a temporary file
HEALTH = "/healthz"
FIRST_CHOICE = 0.05  # seconds in which a process that is less busy may take a new connection
PAUSE = 1  # seconds that a connection is left alone before a stopping process closes it: a request may be on its way
STOPPING_PATIENCE = 3  # seconds that a stopping process waits for clients who send or read slowly


class URITooLong(BadRequest):
    code, reason = 414, "URI Too Long"


class LengthRequired(BadRequest):
    code, reason = 411, "Length Required"


class RequestParser(HTTPRequestParser):
    """Refuses, before any of a body is read, a long first line, a long body and a body of unknown length."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if len(self.first_line) > LINE_BYTES:
            self.error = URITooLong(f"The first line has more than {LINE_BYTES} bytes")
        elif self.chunked:  # no browser sends one, a proxy that buffers states the length
            self.error = LengthRequired("Send a Content-Length")
        elif self.content_length > BODY_BYTES:
            self.error = RequestEntityTooLarge(f"The body has more than {BODY_BYTES} bytes")
        if self.error:
            self.expect_continue = False
            self.completed = True


class Task(WSGITask):
    """One request answered: keeps the connection where the answer has no body, and ends it where the process stops."""

    channel: Channel

    def start(self) -> None:
        super().start()
        self.channel.server.answered += 1  # threads may lose one to each other: it decides nothing exact
        if self.channel.server.is_stopping and len(self.channel.requests) == 1:
            self.set_close_on_finish()

    def set_close_on_finish(self) -> None:
        # waitress closes after any answer without a length; 204 and 304 need none
        if self.has_body or self.request.connection_close or self.version == "1.0":
            super().set_close_on_finish()

    def build_response_header(self) -> bytes:
        header = super().build_response_header()
        if self.request.command == "HEAD":
            self.chunked_response = False  # not even an empty last chunk follows
        return header

    def get_environment(self) -> dict[str, Any]:
        environ = super().get_environment()
        # with it a file's end, and what Django does after an answer, would run in the thread that serves all connections
        environ.pop("wsgi.file_wrapper", None)
        return environ


class Channel(HTTPChannel):
    """One connection, which knows how long it has waited for its client."""

    task_class, error_task_class, parser_class = Task, ErrorTask, RequestParser
    has_asked = False  # a whole request has come
    partial: RequestParser | None = None  # the request that is being read
    partial_since = 0.0
    server: Server

    def received(self, data: bytes) -> bool:
        done: bool = super().received(data)
        self.has_asked = self.has_asked or bool(self.requests)
        if self.request is not self.partial:
            self.partial, self.partial_since = self.request, time.time()
        return done

    @property
    def is_waiting(self) -> bool:
        """Whether the client has its turn: no whole request of its is queued or being answered."""
        return not self.requests and not self.will_close

    def is_overdue(self, now: float) -> bool:
        """Whether the client has had long enough to send a request, to read its answer, or to ask again."""
        if not self.is_waiting:
            return False
        server, quiet = self.server, now - self.last_activity
        patience = STOPPING_PATIENCE if server.is_stopping else server.request_seconds
        if self.total_outbufs_len:
            return quiet > patience
        if self.partial is not None:
            return now - self.partial_since > patience or (server.is_stopping and now - server.stopping_since > patience)
        if server.is_stopping:
            return quiet > PAUSE
        return quiet > (server.idle_seconds if self.has_asked else server.request_seconds)


class Dispatcher(ThreadedTaskDispatcher):
    """Gives requests to the application's threads, and those for /healthz to a thread of their own."""

    queue_logger = logging.getLogger(f"{__name__}.queue")

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue_logger.setLevel(logging.ERROR)  # a line for each request that waits would only add to the load
        self.set_thread_count(threads)
        self.health = ThreadedTaskDispatcher()
        self.health.set_thread_count(1)

    @property
    def is_busy(self) -> bool:
        """Whether another request would have to wait for a thread."""
        return len(self.queue) + self.active_count >= len(self.threads)

    def add_task(self, task: Channel) -> None:
        request = task.requests[0]
        if not request.error and request.path == HEALTH:
            self.health.add_task(task)
        else:
            super().add_task(task)


class Server(TcpWSGIServer):
    """A listening socket and its connections, at most so many, none for longer than its client makes use of it."""

    channel_class = Channel
    next_channel_cleanup = float("inf")  # see serve()
    active_channels: dict[int, Channel]

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        listener: socket.socket,
        *,
        threads: int,
        connections: int,
        request_seconds: float,
        idle_seconds: float,
    ) -> None:
        """Listen on a socket that is bound already.

        threads: requests answered at once, besides /healthz; connections: open at once, of which the one that has waited
        longest for its client makes way for a new one; request_seconds: to send a whole request, and without any progress
        in reading an answer; idle_seconds: between two requests.
        """
        self.connections, self.request_seconds, self.idle_seconds = connections, request_seconds, idle_seconds
        self.is_stopping, self.stopping_since = False, 0.0
        self.answered, self.next_check, self.next_choice = 0, 0.0, 0.0
        self.channels_map: dict[int, Any] = {}
        adjustments = Adjustments(
            sockets=[listener],
            threads=threads,
            connection_limit=2 * connections,  # reached only where nearly all wait for answers: then nobody makes way
            ident=None,  # no Server header
            clear_untrusted_proxy_headers=False,  # Django decides which to trust
            log_socket_errors=False,  # clients who go away
            server_name="localhost",  # of a request without a Host
            max_request_header_size=HEADER_BYTES,
            max_request_body_size=2**62,  # the parser refuses it
            inbuf_overflow=MEMORY_BYTES,
            outbuf_overflow=MEMORY_BYTES,
            outbuf_high_watermark=2**62,  # a thread never waits for a client to read
        )
        super().__init__(
            drop_bodies_of_head(application),
            map=self.channels_map,
            _sock=listener,
            dispatcher=Dispatcher(threads),
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def readable(self) -> bool:
        """Whether to accept a connection as soon as it comes; a busy process does so a moment later, in serve()."""
        return not self.task_dispatcher.is_busy and bool(super().readable())

    def handle_accept(self) -> None:
        if self.is_crowded:
            waiting = [channel for channel in self.active_channels.values() if channel.is_waiting]
            if waiting:
                min(waiting, key=lambda channel: channel.last_activity).will_close = True
        super().handle_accept()

    def serve(self, seconds: float) -> None:
        """Close what is overdue; then read, send and accept whatever is ready, or wait so long for something to be."""
        now = time.time()
        if now >= self.next_check or self.is_crowded or self.is_stopping:
            self.next_check = now + 1
            # not waitress's own way, which waits until the client reads; and not between poll and accept, where a new
            # connection could get the number of one that is closed
            for channel in list(self.active_channels.values()):
                if channel.will_close or channel.is_overdue(now):
                    channel.handle_close()
        wasyncore.poll2(min(seconds, FIRST_CHOICE) if self.task_dispatcher.is_busy else seconds, self.channels_map)
        if self.accepting and self.task_dispatcher.is_busy and now >= self.next_choice:
            self.next_choice = now + FIRST_CHOICE
            self.accept_all()

    def accept_all(self) -> None:
        """Accept the connections that wait for it."""
        count = -1
        while count != len(self.active_channels) < self.adj.connection_limit:
            count = len(self.active_channels)
            self.handle_accept()

    def stop(self) -> None:
        """Take the connections that wait to be accepted, then accept no more."""
        self.is_stopping, self.stopping_since = True, time.time()
        self.accept_all()
        wasyncore.dispatcher.close(self)

    @property
    def is_crowded(self) -> bool:
        """Whether a new connection needs the place of another."""
        return len(self.active_channels) >= self.connections


def drop_bodies_of_head(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return the application with no body in its answers to HEAD; waitress sends what it gets."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return ()

    return answer
