"""A program begun from an address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from tests.links.bad_server import run_bad_server

PAGE = "/admin/programs/begin/"
HTML = """<!doctype html><title>Moon Base Teacher Corps | Lunar Trust</title><meta property="og:site_name" content="Lunar Trust">
<meta name="description" content="A corps of teachers who lead &lt;script&gt; on the moon.">"""


@pytest.fixture
def server(settings):
    settings.ALLOW_PRIVATE_LINKS = True
    with run_bad_server() as server:
        server.pages["/corps"] = HTML.encode()
        yield server


def begin(editor_client, url):
    return editor_client.post(PAGE, {"url": url})


def test_only_users_who_may_add_programs_are_admitted(client, db, make_user):
    assert client.get(PAGE).status_code == 302
    client.force_login(make_user("viewer", "Viewer"))
    assert client.get(PAGE).status_code == client.post(PAGE, {"url": "https://example.org/"}).status_code == 403


def test_the_form_opens_with_what_the_page_says(editor_client, server):
    response = begin(editor_client, f"{server.url}/corps?utm_source=letter")
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == "/admin/catalog/program/add/"
    assert parse_qs(address.query) == {
        "name": ["Moon Base Teacher Corps"],
        "sponsor": ["Lunar Trust"],
        "summary": ["A corps of teachers who lead <script> on the moon."],
        "website": [f"{server.url}/corps"],
        "source_url": [f"{server.url}/corps"],
        "source_title": ["Moon Base Teacher Corps | Lunar Trust"],
        "source_read": [timezone.localdate().isoformat()],
        "from_page": ["name sponsor summary"],
    }
    assert editor_client.get(response["Location"]).status_code == 200


def test_likely_duplicates_are_shown_first(editor_client, server, records):
    server.pages["/awards"] = f"<title>{records[5].name}</title><p>".encode()
    response = begin(editor_client, f"{server.url}/awards")
    assert response.status_code == 200
    html = response.content.decode()
    assert "Is it one of these?" in html
    assert "similar name" in html
    assert "None of these: continue" in html
    assert "/admin/catalog/program/add/?name=" in html


def test_a_known_page_is_shown_even_if_it_cannot_be_read(editor_client, records, monkeypatch):
    def unreadable(url, fetcher):
        raise FetchError(FetchErrorKind.NO_ANSWER, "it did not answer in time")

    monkeypatch.setattr("catalog.admin.new_from_url.read_page", unreadable)
    html = begin(editor_client, records[0].website).content.decode()
    assert "The page could not be read: it did not answer in time." in html
    assert "(the same website)" in html
    assert "None of these: start with only the address" in html


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("404", "it answers 404 (Not Found)"),
        ("picture", "it is not a web page but image/png"),
        ("garbage", "it sent no valid HTTP response"),
    ],
)
def test_a_page_that_cannot_be_read_leaves_its_address_in_the_form(editor_client, server, path, says):
    response = begin(editor_client, f"{server.url}/{path}")
    assert response.status_code == 422
    html = response.content.decode()
    assert f"The page could not be read: {says}." in html
    assert "Start with only the address" in html
    assert "/admin/catalog/program/add/?website=http" in html
    assert f'value="{server.url}/{path}"' in html


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost/admin/", "http://[::1]/", "169.254.169.254/latest/meta-data/"]
)
def test_our_own_network_is_not_read(editor_client, url):
    assert "is not a public address" in begin(editor_client, url).content.decode()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "Enter the web address of a page."),
        (" \x00 ", "Enter the web address of a page."),
        ("ftp://example.org/", "must start with http:// or https://"),
        ("javascript:alert(1)", "not a web address"),
        ("https://", "has no host name"),
        ("two words", "contains a space"),
        ("https://example.org/" + "x" * 500, "longer than 500 characters"),
        ("https://user:pw@example.org/", "user name or password"),
    ],
)
def test_an_invalid_address_is_an_error_and_is_kept(editor_client, url, says):
    response = begin(editor_client, url)
    assert response.status_code == 422
    html = response.content.decode()
    assert says in html
    assert 'aria-invalid="true"' in html


def test_html_of_a_page_is_escaped(editor_client, server, records):
    evil = f'<title>{records[5].name}</title><meta name=description content="&lt;img src=x onerror=alert(1)&gt;">'
    server.pages["/evil"] = evil.encode()
    html = begin(editor_client, f"{server.url}/evil").content.decode()
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html
