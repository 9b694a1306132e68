"""Client connections: waitress with time limits for slow clients.

Waitress reads and sends in one thread. A request reaches an application thread when it is complete, and leaves it when
its answer is in a buffer, in memory or on disk. So a slow client costs a connection, never a thread.
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

LINE_BYTES = 8190  # of a request's first line; a shared shortlist of 40 programs is a long address
HEADER_BYTES = 32 * 1024  # the line and all headers, as nginx allows
BODY_BYTES = 12 * 1024 * 1024  # the largest import and its form fields
MEMORY_BYTES = 256 * 1024  # of a body or an answer; the rest goes to a temporary file
HEALTH = "/healthz"
FIRST_CHOICE = 0.05  # seconds that a busy process leaves a new connection to less busy ones
PAUSE = 1  # seconds before a stopping process closes an idle connection: a request may be on its way
STOPPING_PATIENCE = 3  # seconds that a stopping process waits for slow clients


class URITooLong(BadRequest):
    code, reason = 414, "URI Too Long"


class LengthRequired(BadRequest):
    code, reason = 411, "Length Required"


class RequestParser(HTTPRequestParser):
    """Refuses a long first line, a long body and a body of unknown length before reading any of the body."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if len(self.first_line) > LINE_BYTES:
            self.error = URITooLong(f"The first line has more than {LINE_BYTES} bytes")
        elif self.chunked:  # no browser sends one, and a buffering proxy states the length
            self.error = LengthRequired("Send a Content-Length")
        elif self.content_length > BODY_BYTES:
            self.error = RequestEntityTooLarge(f"The body has more than {BODY_BYTES} bytes")
        if self.error:
            self.expect_continue = False
            self.completed = True


class Task(WSGITask):
    """Answers one request. Keeps the connection after an answer without a body, and closes it if the process stops."""

    channel: Channel

    def start(self) -> None:
        super().start()
        self.channel.server.answered += 1  # not exact: two threads may add at once
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
        # it would run the end of a file response, and Django's own end of the request, in the thread of all connections
        environ.pop("wsgi.file_wrapper", None)
        return environ


class Channel(HTTPChannel):
    """A connection that measures how long it waits for its client."""

    task_class, error_task_class, parser_class = Task, ErrorTask, RequestParser
    has_asked = False  # at least one complete request was received
    partial: RequestParser | None = None  # the request being read
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
        """Whether the server waits for the client: no complete request is queued or being answered."""
        return not self.requests and not self.will_close

    def is_overdue(self, now: float) -> bool:
        """Whether the time is up to send a request, to read an answer, or to send the next request."""
        if not self.is_waiting:
            return False
        server, idle = self.server, now - self.last_activity
        limit = STOPPING_PATIENCE if server.is_stopping else server.request_seconds
        if self.total_outbufs_len:
            return idle > limit
        if self.partial is not None:
            return now - self.partial_since > limit or (server.is_stopping and now - server.stopping_since > limit)
        if server.is_stopping:
            return idle > PAUSE
        return idle > (server.idle_seconds if self.has_asked else server.request_seconds)


class Dispatcher(ThreadedTaskDispatcher):
    """Passes requests to the application's threads, and /healthz to its own thread."""

    queue_logger = logging.getLogger(f"{__name__}.queue")

    def __init__(self, threads: int) -> None:
        super().__init__()
        self.queue_logger.setLevel(logging.ERROR)  # a line for each queued request would add to the load
        self.set_thread_count(threads)
        self.health = ThreadedTaskDispatcher()
        self.health.set_thread_count(1)

    @property
    def is_busy(self) -> bool:
        """Whether all threads have a request."""
        return len(self.queue) + self.active_count >= len(self.threads)

    def add_task(self, task: Channel) -> None:
        request = task.requests[0]
        if not request.error and request.path == HEALTH:
            self.health.add_task(task)
        else:
            super().add_task(task)


class Server(TcpWSGIServer):
    """A listening socket and its connections, limited in number and in time without progress."""

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
        """Listen on a bound socket.

        threads: requests answered at once, in addition to /healthz.
        connections: open at once. A new one replaces the one that has waited longest for its client.
        request_seconds: to send a complete request, and without progress in reading an answer.
        idle_seconds: between two requests.
        """
        self.connections, self.request_seconds, self.idle_seconds = connections, request_seconds, idle_seconds
        self.is_stopping, self.stopping_since = False, 0.0
        self.answered, self.next_check, self.next_choice = 0, 0.0, 0.0
        self.channels_map: dict[int, Any] = {}
        adjustments = Adjustments(
            sockets=[listener],
            threads=threads,
            connection_limit=2 * connections,  # reached only if nearly all wait for answers and cannot be replaced
            ident=None,  # no Server header
            clear_untrusted_proxy_headers=False,  # Django decides which to trust
            log_socket_errors=False,  # of clients that disconnect
            server_name="localhost",  # of a request without a Host
            max_request_header_size=HEADER_BYTES,
            max_request_body_size=2**62,  # the parser refuses it
            inbuf_overflow=MEMORY_BYTES,
            outbuf_overflow=MEMORY_BYTES,
            outbuf_high_watermark=2**62,  # a thread never waits for a client to read
        )
        super().__init__(
            application,
            map=self.channels_map,
            _sock=listener,
            dispatcher=Dispatcher(threads),
            adj=adjustments,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            bind_socket=False,
        )

    def readable(self) -> bool:
        """Whether to accept a connection at once. A busy process accepts it a moment later, in serve()."""
        return not self.task_dispatcher.is_busy and bool(super().readable())

    def handle_accept(self) -> None:
        if self.is_crowded:
            waiting = [channel for channel in self.active_channels.values() if channel.is_waiting]
            if waiting:
                min(waiting, key=lambda channel: channel.last_activity).will_close = True
        super().handle_accept()

    def serve(self, seconds: float) -> None:
        """Close overdue connections, then read, send and accept; wait up to `seconds` until one is ready."""
        now = time.time()
        if now >= self.next_check or self.is_crowded or self.is_stopping:
            self.next_check = now + 1
            # waitress itself would wait until the client reads. Not between poll and accept: a new connection could get
            # the file descriptor of a closed one
            for channel in list(self.active_channels.values()):
                if channel.will_close or channel.is_overdue(now):
                    channel.handle_close()
        wasyncore.poll2(min(seconds, FIRST_CHOICE) if self.task_dispatcher.is_busy else seconds, self.channels_map)
        if self.accepting and self.task_dispatcher.is_busy and now >= self.next_choice:
            self.next_choice = now + FIRST_CHOICE
            self.accept_all()

    def accept_all(self) -> None:
        """Accept all waiting connections."""
        count = -1
        while count != len(self.active_channels) < self.adj.connection_limit:
            count = len(self.active_channels)
            self.handle_accept()

    def stop(self) -> None:
        """Accept all waiting connections, then no more."""
        self.is_stopping, self.stopping_since = True, time.time()
        self.accept_all()
        wasyncore.dispatcher.close(self)

    @property
    def is_crowded(self) -> bool:
        """Whether a new connection must replace another."""
        return len(self.active_channels) >= self.connections
