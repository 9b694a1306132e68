"""A malformed request is refused at every address: with the page of that address, in at most two log lines."""

import json
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.urls import reverse

from config.wsgi import application
from tests.serving.addresses import every_address
from tests.serving.roles import ANONYMOUS, SUPERUSER, client_of

pytestmark = pytest.mark.django_db

ADDRESSES = every_address()
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


@dataclass(frozen=True)
class Body:
    """A body: its content type, its bytes, and other variables of the WSGI environment."""

    content_type: str
    data: bytes = b"a=1"
    extra: dict[str, str] = field(default_factory=dict)


def part(headers: str, content: bytes = b"x") -> bytes:
    return b"--b\r\n" + headers.encode() + b"\r\n\r\n" + content + b"\r\n--b--\r\n"


BODIES = {
    "latin-1": Body(f"{URLENCODED}; charset=latin-1"),
    "utf-7": Body(f"{URLENCODED}; charset=utf-7"),
    "unknown charset": Body(f"{URLENCODED}; charset=klingon"),
    "charset that is no encoding of text": Body(f"{URLENCODED}; charset=hex"),
    "multipart in utf-7": Body(f"{MULTIPART}; boundary=b; charset=utf-7", part("Content-Disposition: form-data; name=a")),
    "no boundary": Body(MULTIPART),
    "empty boundary": Body(f"{MULTIPART}; boundary="),
    "long boundary": Body(f"{MULTIPART}; boundary={'b' * 500}"),
    "boundary that is not ASCII": Body(f"{MULTIPART}; boundary=bé"),
    "broken base64": Body(
        f"{MULTIPART}; boundary=b",
        part("Content-Disposition: form-data; name=a; filename=f\r\nContent-Transfer-Encoding: base64", b"a"),
    ),
    "length that is no number": Body(URLENCODED, extra={"CONTENT_LENGTH": "ten"}),
    "negative length": Body(f"{MULTIPART}; boundary=b", extra={"CONTENT_LENGTH": "-5"}),
    "length of a thousand digits": Body(URLENCODED, extra={"CONTENT_LENGTH": "9" * 1000}),
    "chunks without a length": Body(URLENCODED, extra={"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}),
    "too many fields": Body(URLENCODED, b"a=1&" * 1001),
    "too many files": Body(
        f"{MULTIPART}; boundary=b",
        b"".join(b'--b\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\nx\r\n' for _ in range(101))
        + b"--b--\r\n",
    ),
    "too large": Body(URLENCODED, b"a" * 2_600_000),
}
NAMES = list(BODIES)
# the middleware refuses these, the view the others
BY_TYPE = NAMES[:5]


def check_page(path: str, response) -> None:
    """The answer is the error page of its part of the site."""
    if path.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"
        assert json.loads(response.content)["status"] == response.status_code
    else:
        assert f'id="error" data-status="{response.status_code}"' in response.content.decode()


def check_log(caplog) -> None:
    assert 1 <= len(caplog.records) <= 2
    assert not [record.name for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_malformed_body_is_refused(name, caplog):
    """Each address gets a third of the bodies, from an anonymous visitor and from a superuser."""
    path = ADDRESSES[name]
    place = list(ADDRESSES).index(name)
    for number, role in enumerate((ANONYMOUS, SUPERUSER)):
        client = client_of(role, enforce_csrf_checks=True)
        client.cookies["csrftoken"] = "a" * 32
        for body in NAMES[(place + number) % 6 :: 6]:
            sent = BODIES[body]
            method = "PUT" if (place + number) % 5 == 0 and sent.content_type.startswith(MULTIPART) else "POST"
            caplog.clear()
            response = client.generic(method, path, sent.data, sent.content_type, **sent.extra)
            assert 400 <= response.status_code < 500, (body, response.status_code)
            if body in BY_TYPE:
                assert response.status_code == 400, body
            check_page(path, response)
            check_log(caplog)


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_charset_other_than_utf_8_is_refused_for_every_method(name, caplog):
    path, client = ADDRESSES[name], client_of(ANONYMOUS)
    for method, charset in (("GET", "hex"), ("HEAD", "latin-1"), ("DELETE", "undefined"), ("OPTIONS", "utf-16")):
        caplog.clear()
        response = client.generic(method, path, CONTENT_TYPE=f"text/plain; charset={charset}")
        assert response.status_code == 400
        if method != "HEAD":
            check_page(path, response)
        check_log(caplog)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; charset*=klingon''x",
        "text/plain; charset*=utf-8''%00",
        "text/plain; charset=\0",
    ],
)
def test_a_content_type_that_django_cannot_read_is_refused(content_type, caplog):
    environ = client_of(ANONYMOUS)._base_environ(PATH_INFO="/", CONTENT_TYPE=content_type, REQUEST_METHOD="POST")
    started = []
    body = b"".join(application(environ, lambda status, headers: started.append(status)))
    assert started == ["400 Bad Request"]
    assert b'id="error" data-status="400"' in body
    check_log(caplog)


def test_editors_see_the_error_page_of_the_admin():
    for role, is_admin in ((ANONYMOUS, False), ("Editor", True)):
        response = client_of(role).post(reverse("admin:catalog_program_add"), b"a=1", content_type=f"{URLENCODED}; charset=utf-7")
        assert response.status_code == 400
        assert ('id="user-tools"' in response.content.decode()) == is_admin
        assert 'id="error" data-status="400"' in response.content.decode()


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken", "messages", "shortlist"])
@pytest.mark.parametrize("value", [r'"\000\000\000\000\000\000\000\000"', "é" * 50, "=;=,;", '"' + "\\377" * 40 + '"'])
def test_a_broken_cookie_gets_an_answer(cookie, value, caplog):
    client = client_of(ANONYMOUS)
    for method, path in (
        ("get", "/"),
        ("get", "/shortlist/"),
        ("get", "/admin/"),
        ("post", "/admin/login/"),
        ("post", "/suggest/"),
    ):
        caplog.clear()
        response = getattr(client, method)(path, HTTP_COOKIE=f"{cookie}={value}")
        assert response.status_code < 500, (method, path)
        check_log(caplog)


@pytest.mark.parametrize("path", ["/suggest/", "/shortlist/", "/admin/login/"])
@pytest.mark.parametrize(("error", "status"), [(UnreadablePostError(), 400), (RequestDataTooBig("too big"), 413)])
def test_a_body_that_ends_or_grows_while_it_is_read_is_refused(path, error, status, monkeypatch, caplog):
    def fail(request):
        raise error

    monkeypatch.setattr(HttpRequest, "_load_post_and_files", fail)
    response = client_of(ANONYMOUS).post(path, {"a": "1"})
    assert response.status_code == status
    check_page(path, response)
    check_log(caplog)


def test_a_wrong_method_is_refused_with_the_right_ones(caplog):
    for path in (
        "/",
        "/programs/",
        "/suggest/",
        "/healthz",
        reverse("admin_links_start"),
        reverse("admin:catalog_suggestion_accept", args=[1]),
    ):
        caplog.clear()
        response = client_of("superuser").delete(path)
        if response.status_code == 404:  # there is no such suggestion
            continue
        assert response.status_code == 405
        assert response["Allow"]
        check_page(path, response)
        check_log(caplog)
