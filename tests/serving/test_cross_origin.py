"""Scripts on pages of any site read the API, exports, feeds and calendars, and nothing else (CORS)."""

import re

import pytest
from django.urls import get_resolver

from catalog.site.downloads import FORMATS
from catalog.site.explore.figure_files import FIGURE_FORMS
from tests.serving.addresses import every_address

pytestmark = pytest.mark.django_db
# files that a visitor's cookie can change, and files for browsers, crawlers and monitors alone
OTHER_FILES = {"shortlist_csv", "shortlist_ics", "security_txt", "favicon", "robots", "sitemap", "protocol"}
FILES = [
    *(f"/programs.{form}?form=award" for form in FORMATS),
    *(f"/{table}.{form}?form=degree" for table in ("supports", "codings") for form in ("csv", "json")),
    *(f"/explore.{form}?rows=type&cols=scope" for form in ("csv", *FIGURE_FORMS)),
    *(f"/explore/{name}.{form}" for name in ("whatif", "teachers") for form in ("csv", "svg")),
    *("/explore/curve.csv", "/explore/curve.svg", "/cite.bib", "/cite.ris?release=2026.11", "/organizations.csv"),
    *("/data/missing.csv", "/data/reliability.csv", "/data/confusion.csv", "/methods/replicate.csv", "/methods/replicate.json"),
    *("/deadlines.ics?state=OH", "/deadlines.ics?program=ok-teacher-of-the-year&usual=1", "/programs.atom"),
    *("/data.json", "/data/2026.11.zip", "/data/2026.11/programs.csv", "/data/2026.11/datapackage.json"),
]
PAGES = ["/", "/programs/", "/explore/?rows=type", "/cite/", "/data/", "/data/2026.11/", "/methods/replicate/", "/api/docs/"]
PAGES += ["/alerts/", "/confirm/thanks/", "/shortlist/", "/shortlist.csv", "/suggest/", "/admin/", "/completions/?q=a"]


def names_of_files():
    """The name of every address that ends like a file or is in the API."""
    found = {name: path for name, path in every_address().items() if re.search(r"/[^/]*\.\w+$", path)}
    return {name for name, path in found.items() if not path.startswith("/admin/")} - OTHER_FILES | {"release_file"}


def test_every_file_and_every_address_of_the_api_is_open_and_nothing_else():
    found = set()
    stack = [*get_resolver().url_patterns]
    while stack:
        one = stack.pop()
        stack += getattr(one, "url_patterns", [])
        if getattr(getattr(one, "callback", None), "is_open_to_all_sites", False):
            found.add(one.name)
    of_api = {name for name, path in every_address().items() if path.startswith("/api/v1/")}
    assert found == names_of_files() | of_api | {None}  # None: any other address of the API, which is an error


@pytest.mark.parametrize("address", FILES)
def test_a_file_may_be_read_from_any_site(client, address):
    answer = client.get(address, headers={"origin": "https://example.org"})
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    exposed = set(answer["Access-Control-Expose-Headers"].split(", "))
    assert {"ETag", "Content-Disposition"} <= exposed
    # one answer for all: it names no origin and reads no cookie
    assert not {"origin", "cookie", "*"} & {name.strip().lower() for name in answer.get("Vary", "").split(",")}
    assert "Access-Control-Allow-Credentials" not in answer
    again = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize("address", [*FILES, "/api/v1/programs/", "/api/v1/schema/"])
def test_a_browser_may_ask_first(client, address):
    preflight = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = client.options(address, headers={**preflight, "access-control-request-headers": "if-none-match"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == answer["Allow"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", ["/programs.csv?colour=red", "/data/2020.01/programs.csv", "/explore.csv?rows=none"])
def test_errors_of_a_file_may_be_read_too(client, address):
    answer = client.get(address)
    assert answer.status_code in (400, 404)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.post(address)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", PAGES)
def test_pages_stay_closed(client, address):
    for answer in (client.get(address), client.options(address)):
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]
