"""A PostgreSQL server that accepts connections and then does not answer delays no request for long.

The server here knows just enough of the protocol for one kind of statement, and can fall silent.
"""

import socketserver
import struct
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError

from catalog.serving.database import is_trouble
from catalog.serving.postgresql.base import DatabaseWrapper
from catalog.serving.postgresql.connect_timeout import ConnectTimeout, patience
from config import settings as configured

SHORT = 0.2  # seconds of patience here
AUTHENTICATED = b"R" + struct.pack("!ii", 8, 0)
READY = b"Z" + struct.pack("!ic", 5, b"I")
DONE = b"C" + struct.pack("!i", 4 + 4) + b"SET\0"


def parameter(name, value):
    text = f"{name}\0{value}\0".encode()
    return b"S" + struct.pack("!i", 4 + len(text)) + text


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.talks = threading.Event()
        self.talks.set()
        self.statements = 0


class Session(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            while self.receive_startup():  # encryption is refused, then asked for no more
                self.say(b"N")
            self.say(AUTHENTICATED + self.parameters() + READY)
            while self.receive_message():
                self.server.statements += 1
                self.say(DONE + READY)
        except (ConnectionError, EOFError):
            return

    def parameters(self):
        shown = {"server_version": "16.0", "client_encoding": "UTF8", "TimeZone": "UTC", "standard_conforming_strings": "on"}
        return b"".join(parameter(*item) for item in shown.items())

    def say(self, data):
        self.server.talks.wait()
        self.request.sendall(data)

    def receive(self, count):
        data = b""
        while len(data) < count:
            more = self.request.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data

    def receive_startup(self):
        """Whether another request to encrypt came rather than the start of a session."""
        [length] = struct.unpack("!i", self.receive(4))
        [code] = struct.unpack("!i", self.receive(length - 4)[:4])
        return code != 196608

    def receive_message(self):
        kind = self.receive(1)
        [length] = struct.unpack("!i", self.receive(4))
        self.receive(length - 4)
        return kind != b"X"


@pytest.fixture
def server():
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.talks.set()
        made.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(patience, "seconds", SHORT)
    monkeypatch.setattr(ConnectTimeout, "PAUSE", SHORT)
    yield
    patience.note_answer()


@pytest.fixture
def connect(server, django_db_blocker):
    """Make a connection as Django does, with the timeouts of the settings but a shorter one for connecting."""
    made = []

    def connection():
        options = {"connect_timeout": 1, "sslmode": "disable", "gssencmode": "disable"}
        host, port = server.server_address
        place = {"NAME": "x", "USER": "x", "PASSWORD": "", "HOST": host, "PORT": port, "OPTIONS": options}
        others = {"TIME_ZONE": None, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "AUTOCOMMIT": True, "TEST": {}}
        wrapper = DatabaseWrapper({**place, **others, "ATOMIC_REQUESTS": False}, "fake")
        wrapper.inc_thread_sharing()
        made.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        yield connection
        for wrapper in made:
            wrapper.close()


def ask(connection):
    with connection.cursor() as cursor:
        cursor.execute("SET x TO 1")


@contextmanager
def fails_in_time():
    with pytest.raises(OperationalError) as raised:
        yield
    assert is_trouble(raised.value)


def test_a_statement_without_an_answer_ends_in_an_error_and_a_new_connection_is_made_afterwards(server, connect):
    connection = connect()
    ask(connection)
    server.talks.clear()
    with fails_in_time():
        ask(connection)
    assert connection.connection.closed
    server.talks.set()
    connection.close_if_unusable_or_obsolete()
    time.sleep(2 * SHORT)
    ask(connection)


def test_while_the_server_is_silent_one_thread_tries_it_and_the_others_fail_at_once(server, connect):
    silent, other = connect(), connect()
    ask(silent)
    ask(other)
    server.talks.clear()
    with fails_in_time():
        ask(silent)
    asked = server.statements
    with fails_in_time():
        ask(other)
    with fails_in_time():
        ask(connect())
    assert server.statements == asked


def test_a_server_that_accepts_no_more_connections_is_noticed(server, connect, monkeypatch):
    silences = []
    monkeypatch.setattr(patience, "note_silence", lambda: silences.append(1))
    server.talks.clear()
    with fails_in_time():
        ask(connect())
    assert silences == [1]


def test_a_refused_connection_leaves_no_pause(connect, server):
    server.shutdown()
    server.server_close()
    for _ in range(2):
        with fails_in_time():
            ask(connect())
    patience.check()


def test_commands_wait_as_long_as_it_takes(server, connect, monkeypatch):
    monkeypatch.setattr(patience, "seconds", None)
    connection = connect()
    ask(connection)
    server.talks.clear()
    threading.Timer(3 * SHORT, server.talks.set).start()
    ask(connection)
    assert not connection.connection.closed


def test_turns_at_a_silent_server():
    """After a pause one thread may try it; the others may after it had an answer, or after a long time."""
    held = ConnectTimeout()
    held.seconds, held.PAUSE = 10, 0

    def may_try():
        found = []

        def check():
            try:
                held.check()
            except TimeoutError:
                found.append(False)
            else:
                found.append(True)

        thread = threading.Thread(target=check)
        thread.start()
        thread.join()
        return found[0]

    assert may_try()
    held.note_silence()
    held.check()
    held.check()  # the one that tries may go on
    assert not may_try()
    held.note_answer()
    assert may_try()


def test_the_waits_of_a_request_end_within_five_seconds():
    waits = configured.DATABASE_WAITS
    assert waits["lock"] < waits["statement"] < waits["silence"] < 5
