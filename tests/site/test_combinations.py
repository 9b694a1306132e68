"""A combination of supports is accepted wherever a type code is, and leads to the present code."""

import re

import pytest

from tests.helpers import page
from tests.site.page_reader import browsed
from typology import ProgramType

pytestmark = pytest.mark.django_db


def content(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("kind", ProgramType)
def test_the_page_of_a_combination_redirects_to_that_of_its_type(client, kind):
    response = client.get(f"/types/{kind.supports.combination_code}/?release=2026.11&rule=no-credential")
    assert (response.status_code, response["Location"]) == (302, f"/types/{kind}/?release=2026.11&rule=no-credential")


@pytest.mark.parametrize("code", ["prepare-prepare", "prepare-award", "recognize-", "job"])
def test_what_is_no_combination_has_no_page(client, code):
    assert client.get(f"/types/{code}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("/programs/?type=prepare-recognize&state=OH", "/programs/?state=OH&type=credential"),
        ("/programs/?type=recognize-prepare&type=credential", "/programs/?type=credential"),
        ("/programs/?type=place&type=recognize", "/programs/?type=leadership-role&type=award"),
        ("/explore/?rows=form&type=prepare-place", "/explore/?rows=form&type=professional-advancement"),
        ("/explore/whatif/?type=prepare-recognize", "/explore/whatif/?type=credential"),
    ],
)
def test_pages_redirect_to_the_address_with_the_present_code(client, given, leads_to):
    response = client.get(given)
    assert (response.status_code, response["Location"]) == (302, leads_to)
    assert client.get(leads_to).status_code == 200


def test_beside_an_unknown_value_it_counts_and_the_value_is_named(client):
    address = "/programs/?type=prepare-recognize&type=prepare-award"
    assert "“prepare-award” is not a value of" in page(client, address).text
    assert browsed(client, address) == browsed(client, "/programs/?type=credential")


@pytest.mark.parametrize(
    "path",
    [
        *(f"/programs.{form}?" for form in ("csv", "json", "jsonl", "bib", "ris", "atom")),
        "/deadlines.ics?usual=1&",
        "/explore.csv?rows=form&",
        "/explore/whatif.csv?",
        "/cite.bib?",
        "/api/v1/programs/?per_page=100&",
        "/api/v1/facets/?",
        "/api/v1/types/?",
        "/api/v1/crosstab/?rows=form&",
        "/api/v1/programs/?release=2026.11&rule=no-credential&",
    ],
)
def test_files_feeds_and_the_api_answer_as_for_the_code(client, path):
    given, code = (content(client.get(f"{path}type={value}")) for value in ("recognize-prepare", "credential"))
    # the time of making and the address of this very request may differ, nothing else
    stamps = re.compile(rb"DTSTAMP:\S+")
    assert stamps.sub(b"", given) == stamps.sub(b"", code)
    other = content(client.get(f"{path}type=fellowship"))
    assert stamps.sub(b"", other) != stamps.sub(b"", code)


@pytest.mark.parametrize("path", ["/programs.csv", "/programs.atom", "/api/v1/programs/", "/api/v1/crosstab/"])
def test_a_combination_that_is_none_is_refused_by_name(client, path):
    response = client.get(f"{path}?rows=form&type=prepare-prepare" if "crosstab" in path else f"{path}?type=prepare-prepare")
    assert response.status_code == 400
    assert "prepare-prepare" in response.content.decode()
