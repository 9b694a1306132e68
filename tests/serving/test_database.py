"""While the database is unavailable, pages answer 503 with Retry-After, and no typed text is lost."""

import errno
import re
import sqlite3
import threading
import uuid
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection, transaction

from catalog.models import Revision, Suggestion
from catalog.programs.publishing.revision import one_writer
from catalog.programs.services import publish
from catalog.serving.database import is_trouble
from catalog.suggestions.services import suggest

SLUG = "nyc-big-apple-awards"


@pytest.fixture
def client(client):
    """A client that gets the error page also if a middleware fails."""
    client.raise_request_exception = False
    return client


def cause(error, of):
    """Return an error as Django raises it, with the driver's error as its cause."""
    error.__cause__ = of
    return error


def sqlite_error(code):
    error = sqlite3.OperationalError("trouble")
    error.sqlite_errorcode = code
    return error


@contextmanager
def database_away():
    """Let every statement fail, as without a server."""

    def fail(*_):
        raise cause(OperationalError("connection refused"), psycopg.OperationalError("connection refused"))

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def away():
    with database_away():
        yield


@pytest.mark.parametrize(
    "error",
    [
        cause(OperationalError(), psycopg.OperationalError("connection refused")),
        cause(OperationalError(), psycopg.errors.QueryCanceled()),
        cause(OperationalError(), psycopg.errors.LockNotAvailable()),
        cause(OperationalError(), psycopg.errors.DiskFull()),
        cause(OperationalError(), psycopg.errors.AdminShutdown()),
        cause(InterfaceError(), psycopg.InterfaceError("connection already closed")),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_BUSY)),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_FULL)),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_IOERR_WRITE)),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_CANTOPEN)),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_READONLY)),
        cause(RuntimeError(), cause(OperationalError(), sqlite_error(sqlite3.SQLITE_BUSY))),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
)
def test_errors_that_mean_an_unavailable_database(error):
    assert is_trouble(error)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError(),
        OSError(errno.ENOENT, "No such file"),
        cause(DataError(), psycopg.DataError()),
        cause(IntegrityError(), psycopg.errors.UniqueViolation()),
        cause(ProgrammingError(), psycopg.errors.UndefinedTable()),
        cause(OperationalError(), sqlite_error(sqlite3.SQLITE_ERROR)),
        cause(IntegrityError(), sqlite_error(sqlite3.SQLITE_CONSTRAINT)),
    ],
)
def test_errors_of_the_statement_do_not(error):
    assert not is_trouble(error)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "content_type"),
    [
        ("/", "text/html"),
        ("/programs/?form=award", "text/html"),
        (f"/programs/{SLUG}/", "text/html"),
        ("/programs.csv", "text/plain"),
        ("/explore.svg?rows=type", "text/plain"),
        ("/deadlines.ics", "text/plain"),
        ("/sitemap.xml", "text/plain"),
        ("/api/v1/programs/", "application/problem+json"),
        ("/api/v1/crosstab/?rows=type", "application/problem+json"),
        ("/admin/", "text/html"),
        ("/admin/catalog/program/", "text/html"),
    ],
)
def test_an_address_that_needs_the_database_answers_503_in_its_format(client, editor, address, content_type):
    if address.startswith("/admin/"):
        client.force_login(editor)
    with database_away():
        response = client.get(address)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Type"].partition(";")[0] == content_type
    assert "default-src 'none'" in response["Content-Security-Policy"]
    html = response.content.decode()
    assert ('data-status="503"' in html) == (content_type == "text/html")
    if address.startswith("/admin/"):
        assert 'id="user-tools"' not in html
    elif content_type == "text/html":
        assert '<nav class="site-nav"' in html
    if address.startswith("/api/"):
        assert (response.json()["status"], response["Access-Control-Allow-Origin"]) == (503, "*")
    assert client.get(address).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/about/", "/robots.txt", "/healthz", "/suggest/", "/suggest/thanks/", "/admin/login/"])
def test_a_page_that_needs_no_database_answers_without_it(client, away, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_readyz_is_503_without_the_database(client):
    with database_away():
        response = client.get("/readyz")
        assert (response.status_code, response.json()["ready"], response["Cache-Control"]) == (503, False, "no-store")
    assert client.get("/readyz").json()["ready"] is True


@pytest.mark.django_db
def test_trouble_in_a_middleware_is_503_too_and_logged_without_a_traceback(client, monkeypatch, caplog):
    def fail(*_):
        raise cause(OperationalError("too many connections"), psycopg.OperationalError("too many connections"))

    monkeypatch.setattr("axes.middleware.AxesMiddleware.__call__", fail)
    response = client.get("/programs/")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert "too many connections" in caplog.text
    assert not any(record.exc_info for record in caplog.records)


@pytest.mark.django_db
def test_any_other_error_stays_a_500(client, monkeypatch):
    def fail(*_):
        raise cause(ProgrammingError("no such column"), psycopg.errors.UndefinedColumn())

    with connection.execute_wrapper(fail):
        assert client.get("/programs/").status_code == 500


def fields_of(html):
    """Return the hidden fields of the form that sends the data again."""
    form = re.search(r'<form id="send-again".*?</form>', html, re.DOTALL)[0]
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)


@pytest.mark.django_db
def test_an_editors_form_can_be_sent_again(client, editor):
    client.force_login(editor)
    made = suggest({"kind": "other", "text": "Something to tell."}, uuid.uuid4(), "10.0.0.1")
    address, typed = f"/admin/catalog/suggestion/{made.pk}/reject/", {"reason": "First line\nsecond “line” <b>&amp;"}
    with database_away():
        response = client.post(address, typed)
    assert response.status_code == 503
    html = response.content.decode()
    fields = {unescape(name): unescape(value) for name, value in fields_of(html)}
    assert {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"} == typed
    assert f'action="{address}"' in html
    assert client.post(address, fields).status_code == 303
    made.refresh_from_db()
    assert (made.state, made.reason) == ("declined", typed["reason"])


@pytest.mark.django_db
def test_a_password_is_never_returned(client, away):
    response = client.post("/admin/login/", {"username": "editor", "password": "a long passphrase"})
    assert response.status_code == 503
    assert "a long passphrase" not in response.content.decode()
    assert 'id="send-again"' not in response.content.decode()


def suggestion():
    return {
        "kind": "correction", "about": SLUG, "text": "It is open to <charter> teachers too.",
        "source_url": "https://example.org/x", "email": "teacher@example.org", "token": str(uuid.uuid4()), "company": "",
    }  # fmt: skip


def assert_typed(response, typed):
    """The response is the form with everything that was typed, and Retry-After."""
    assert (response.status_code, int(response["Retry-After"]) > 0) == (503, True)
    html = response.content.decode()
    for name in ("about", "source_url", "email", "token"):
        assert f'name="{name}"' in html
        assert f'value="{typed[name]}"' in html
    assert re.search(r'id="kind-correction"[^>]* checked', html)
    assert typed["text"] in unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1])
    assert 'id="summary"' in html


@pytest.mark.django_db
def test_a_suggestion_that_cannot_be_saved_comes_back_with_its_text(client):
    typed = suggestion()
    with database_away():
        response = client.post("/suggest/", typed)
    assert_typed(response, typed)
    assert client.post("/suggest/", typed).status_code == 303
    assert Suggestion.objects.count() == 1


@contextmanager
def writing():
    """Let another connection hold the editors' lock, as in a long import."""
    holds, may_end = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic():
                one_writer()
                Revision.objects.update(number=7)
                holds.set()
                may_end.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert holds.wait(60)
        yield
    finally:
        may_end.set()
        thread.join()


@pytest.fixture
def impatient():
    """Let SQLite wait only a moment for other writers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
    yield
    connection.close()


def test_a_suggestion_and_readers_do_not_wait_for_an_editor(empty_catalog, impatient, records, client):
    [record] = [record for record in records if record.slug == SLUG]
    publish(None, record, None)
    typed = suggestion()
    with writing():
        response = client.post("/suggest/", typed)
        if connection.vendor == "postgresql":  # rows are locked, not the database
            assert response.status_code == 303
        else:
            assert_typed(response, typed)
        for address in ("/programs/", f"/programs/{SLUG}/", "/programs.csv", "/readyz", "/api/v1/facets/", "/suggest/"):
            assert client.get(address).status_code == 200
    assert client.post("/suggest/", typed).status_code == 303
    assert Suggestion.objects.get().text == typed["text"]
