"""Public answers: the same for everybody, kept by caches, rebuilt when the catalog changes."""

import gzip
import re

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from catalog.browse import decorators
from catalog.models import Program
from catalog.programs.services import retire

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/programs/?form=award",
    "/programs/nyc-big-apple-awards/",
    "/explore/",
    "/programs.csv",
    "/programs.xlsx",
    "/api/v1/programs/",
    "/data/2026.11.zip",
    "/cite/?state=OH",
    "/deadlines/",
    "/deadlines.ics",
    "/sitemap.xml",
    "/methods/",
    "/completions/?q=fell",
    "/programs.atom",
    "/explore.svg?rows=type",
    "/types/",
    "/changes/",
    "/compare/",
]


def directives(response):
    return {part.strip().partition("=")[0]: part.strip().partition("=")[2] for part in response["Cache-Control"].split(",")}


@pytest.fixture
def rendered(monkeypatch):
    """The addresses whose views have run."""
    ran = []

    def counting(request, etag, response):
        ran.append(request.path)
        return original(request, etag, response)

    original = decorators._cache
    monkeypatch.setattr(decorators, "_cache", counting)
    return ran


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_answer_may_be_kept_by_any_cache(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert directives(response) == {
        "public": "",
        "max-age": "0",
        "must-revalidate": "",
        "s-maxage": "60",
        "stale-while-revalidate": "30",
    }
    assert response["ETag"]
    assert not response.cookies
    varies = {name.strip() for name in response["Vary"].split(",")}
    assert {"HX-Request", "HX-History-Restore-Request", "Accept-Encoding"} <= varies
    assert "Cookie" not in varies


@pytest.mark.parametrize("address", PUBLIC)
def test_cookies_and_sign_in_change_nothing_of_a_public_answer(client, editor, address):
    plain = client.get(address)
    known = Client()
    known.force_login(editor)
    known.cookies.load({"shortlist": "nyc-big-apple-awards", "csrftoken": "a" * 32, "other": "x"})
    decorators.answer_cache.clear()
    other = known.get(address)
    assert other["ETag"] == plain["ETag"]
    assert "Cookie" not in other["Vary"]
    if not address.endswith(".xlsx"):  # a workbook holds the second it was made in
        assert b"".join(other) == b"".join(plain)


def test_an_address_asked_for_again_is_not_rendered_again(client, rendered):
    first, second = client.get("/programs/?form=award"), client.get("/programs/?form=award")
    assert rendered == ["/programs/"]
    assert second.content == first.content
    of_each_request = {"X-Request-ID"}
    assert {name: second[name] for name in second.headers if name not in of_each_request} == {
        name: first[name] for name in first.headers if name not in of_each_request
    }


def test_compressed_or_not_it_is_the_same_page(client, rendered):
    plain = client.get("/programs/")
    packed = client.get("/programs/", headers={"Accept-Encoding": "gzip"})
    assert rendered == ["/programs/"]
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] == plain["ETag"]


def test_fragments_and_pages_are_kept_apart(client):
    page = client.get("/programs/?form=award")
    fragment = client.get("/programs/?form=award", headers={"HX-Request": "true"})
    restored = client.get("/programs/?form=award", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert len({page["ETag"], fragment["ETag"]}) == 2
    assert restored.content == page.content != fragment.content
    assert client.get("/programs/?form=award", headers={"HX-Request": "true"})["HX-Push-Url"] == "/programs/?form=award"


def test_a_published_change_shows_on_the_next_request(client, records):
    def count():
        return int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', client.get("/programs/").content.decode())[1])

    before = count()
    retire(Program.objects.get(slug=records[0].slug), None)
    assert count() == before - 1


def test_head_has_the_headers_of_the_page_from_the_cache_too(client):
    page = client.get("/types/")
    for _ in range(2):
        head = client.head("/types/")
        assert head.content == b""
        assert head["ETag"] == page["ETag"]
        assert head["Content-Length"] == str(len(page.content))


def test_an_answer_that_depends_on_other_headers_is_kept_nowhere(client):
    response = client.get("/", headers={"If-Match": '"x"'})
    assert (response.status_code, response["Cache-Control"]) == (412, "no-store")


def test_errors_of_the_server_are_kept_nowhere(db):
    response = decorators.answer(RequestFactory().get("/"), lambda snapshot: HttpResponse("busy", status=503))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/suggest/", "/admin/login/", "/suggest/?program=nyc-big-apple-awards"])
def test_forms_are_private(client, address):
    assert {"private", "no-store"} <= directives(client.get(address)).keys()
