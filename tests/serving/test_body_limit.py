"""The limits of bodies: small for anonymous visitors, larger for editors, largest for imports. Larger ones are not read."""

import pytest
from django.urls import reverse

from tests.serving.roles import ANONYMOUS, SUPERUSER, client_of

pytestmark = pytest.mark.django_db

KB = 1024
IMPORT = "/admin/catalog/program/import/"


class Unread:
    """A body that must not be read."""

    def read(self, *_):
        raise AssertionError("The body was read")

    readline = read


def send(role: str, path: str, size: int, content_type: str = "multipart/form-data; boundary=b") -> int:
    """Return the status of a POST with this Content-Length."""
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": content_type}
    return client_of(role, enforce_csrf_checks=True).generic("POST", path, **body).status_code


@pytest.mark.parametrize(
    "path", ["/", "/shortlist/", "/suggest/", "/admin/login/", IMPORT, "/api/v1/programs/", "/no/such/page/"]
)
@pytest.mark.parametrize("size", [100 * KB + 1, 300_000_000, 10**30])
def test_an_anonymous_body_above_100_kb_is_refused_unread(path, size):
    assert send(ANONYMOUS, path, size) == 413


@pytest.mark.parametrize(
    ("role", "path", "size"),
    [
        ("Editor", IMPORT, 12 * KB * KB + 1),
        ("Editor", "/admin/catalog/program/add/", 2500 * KB + 1),
        (SUPERUSER, "/shortlist/", 2500 * KB + 1),
    ],
)
def test_editors_have_larger_limits(role, path, size):
    assert send(role, path, size) == 413


def test_a_body_within_its_limit_is_read():
    client = client_of("Editor")
    assert client.post(IMPORT, {"padding": "x" * 2000 * KB}).status_code == 200
    assert client_of(ANONYMOUS).post("/suggest/", {"text": "x" * 90 * KB}).status_code == 422
    assert client_of(ANONYMOUS).post("/suggest/", {"text": "x" * 101 * KB}).status_code == 413


def test_a_field_of_an_import_above_the_limit_of_fields_is_refused():
    assert client_of("Editor").post(IMPORT, {"padding": "x" * 3000 * KB}).status_code == 413


def test_the_error_page_names_the_limit(client):
    response = client.post("/suggest/", {"text": "x" * 101 * KB})
    assert 'id="error" data-status="413"' in response.content.decode()
    assert "100 KB" in response.content.decode()


def test_a_body_of_unknown_length_is_refused(client):
    response = client.generic("POST", reverse("suggest"), CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411
