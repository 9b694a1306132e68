"""Each request is one line in the log, with the id in its answer. Errors of ours have a traceback."""

import io
import json
import logging

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from prometheus_client import REGISTRY

from catalog.serving.log_format import JsonLines
from catalog.serving.request_id import RequestIdFilter
from catalog.site import health
from tests.serving.roles import client_of


@pytest.fixture
def lines():
    """Return the JSON objects that the catalog has logged."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(RequestIdFilter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.fixture
def broken(monkeypatch):
    """A view that fails: /robots.txt."""

    def fail(*_):
        raise RuntimeError("Secret words")

    monkeypatch.setattr(health, "absolute", fail)
    return Client(raise_request_exception=False)


@pytest.mark.django_db
def test_a_request_is_one_line(lines):
    client = client_of("Editor")
    response = client.get("/admin/week/?a=%0A%1B[31m", REMOTE_ADDR="192.0.2.7")
    (line,) = lines()
    assert line.pop("milliseconds") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "catalog.access",
        "request_id": response["X-Request-ID"],
        "status": 200,
        "bytes": len(response.content),
        "address": "192.0.2.7",
        "user": "Editor",
        "method": "GET",
        "path": "/admin/week/?a=%0A%1B[31m",
        "view": "admin_week",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["alerts", "confirm"])
def test_no_line_has_the_token_of_a_link(client, lines, page):
    token = "0f8fad5b-d9cb-469f-a165-70867728950e"
    client.get(f"/{page}/{token}/?x=1")
    [line] = [line for line in lines() if "path" in line]
    assert line["path"] == f"/{page}/…/?x=1"
    assert token not in json.dumps(lines())


def test_a_line_has_a_bounded_length_and_no_control_characters(client, lines):
    client.get("/robots.txt", QUERY_STRING="a=\x1b\n" + "x" * 5000)
    (line,) = lines()
    assert len(line["path"]) == 1000
    assert line["path"].isprintable()
    assert line["user"] is None


def test_static_files_and_health_checks_are_logged_only_if_they_fail(client, lines):
    assert client.get("/healthz")["X-Request-ID"]
    assert lines() == []
    assert client.get("/static/none.css")["X-Request-ID"]
    assert [line["status"] for line in lines()] == [404]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/no/such/page/", "get", 404),
        ("/admin/auth/user/", "get", 403),
        ("/programs/", "delete", 405),
        ("/suggest/", "post", 403),
    ],
)
def test_a_refusal_is_one_line_without_a_traceback(address, method, status, lines):
    is_checked = method == "post"  # for its form's token
    response = getattr(client_of("Viewer", enforce_csrf_checks=is_checked), method)(address)
    (line,) = lines()
    assert response.status_code == line["status"] == status
    assert "exc_info" not in line


def test_a_strange_host_is_one_line_that_names_it(client, lines, settings):
    settings.ALLOWED_HOSTS = ["catalog.example"]
    response = client.get("/", HTTP_HOST="evil.example")
    (line,) = lines()
    assert response.status_code == line["status"] == 400
    assert "evil.example" in line["reason"]


def test_an_error_of_ours_keeps_its_traceback_under_the_id_that_the_page_shows(broken, lines):
    response = broken.get("/robots.txt")
    error, access = lines()
    identity = response["X-Request-ID"]
    assert response.status_code == access["status"] == 500
    assert f'id="request-id">{identity}<' in response.content.decode()
    assert error["request_id"] == access["request_id"] == identity
    assert error["level"] == "ERROR"
    assert "RuntimeError: Secret words" in error["exc_info"]


@pytest.mark.parametrize(
    ("behind_proxy", "given", "kept"),
    [
        (True, "4bf92f3577b34da6", True),
        (True, "0c9d2e7a-1111-4f6a-9d1e-2b8f0f1c5a77", True),
        (False, "4bf92f3577b34da6", False),
        (True, "short", False),
        (True, "x" * 65, False),
        (True, 'a" onload="b', False),
        (True, "line\nbreak", False),
    ],
)
def test_an_id_is_kept_only_from_a_proxy_and_well_formed(client, settings, behind_proxy, given, kept):
    settings.TRUSTED_PROXIES = int(behind_proxy)
    answered = client.get("/healthz", HTTP_X_REQUEST_ID=given)["X-Request-ID"]
    assert (answered == given) == kept
    assert len(answered) >= 8


@pytest.mark.django_db
def test_a_streamed_answer_is_logged_when_it_has_been_sent(client, lines, monkeypatch):
    monkeypatch.setattr(health, "HttpResponse", lambda text, **_: StreamingHttpResponse(iter([b"abc", b"defg"])))
    response = client.get("/robots.txt")
    assert lines() == []
    assert b"".join(response) == b"abcdefg"
    (line,) = lines()
    assert line["bytes"] == 7


@pytest.mark.django_db
def test_requests_are_counted_and_timed_by_view(client):
    def counted(**labels):
        return REGISTRY.get_sample_value("catalog_requests_total", labels) or 0

    robots = {"method": "GET", "view": "robots", "status": "200"}
    other = {"method": "other", "view": "none", "status": "404"}
    before = counted(**robots), counted(**other)
    client.get("/robots.txt")
    client.generic("BREW", "/no/such/page/")
    assert (counted(**robots), counted(**other)) == (before[0] + 1, before[1] + 1)
    assert REGISTRY.get_sample_value("catalog_request_seconds_count", {"view": "robots"}) >= 1
