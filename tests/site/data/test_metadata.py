"""What harvesters read: DCAT, Link headers and linked data of releases, with their DOIs where they have them."""

import json
import re

import pytest

from catalog.models import Release
from catalog.releases.services import release, set_dois
from catalog.schema.codebook import book
from tests.helpers import page

pytestmark = pytest.mark.django_db
HERE = "http://testserver"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
REPORT = "https://eric.ed.gov/?id=ED597851"
DOI, SERIES = "10.5281/zenodo.2", "10.5281/zenodo.1"
# what DCAT-US 1.1 requires of a data set that is not of a federal agency
REQUIRED = {"title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"}


@pytest.fixture
def with_dois(editor):
    set_dois({"2026.11": DOI, "": SERIES}, editor)


def links_of(client, address):
    """The Link header of a page: relation -> the addresses with their media types."""
    found = {}
    for url, relation, kind in re.findall(r'<([^>]+)>; rel="([\w-]+)"(?:; type="([^"]+)")?', client.get(address)["Link"]):
        found.setdefault(relation, []).append((url, kind))
    return found


def linked_data(client, address):
    return json.loads(page(client, address).one('script[type="application/ld+json"]').text)


def test_data_json_is_dcat_us(client, with_dois, settings):
    settings.CONTACT_EMAIL = "people@catalog.example"
    response = client.get("/data.json")
    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == ("application/json", "*")
    catalog = response.json()
    assert catalog["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    frozen, present = catalog["dataset"]
    for one in (frozen, present):
        assert one.keys() >= REQUIRED
        assert one["accessLevel"] == "public"
        assert re.fullmatch(r"mailto:[^@\s]+@[\w.-]+", one["contactPoint"]["hasEmail"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", one["modified"])
        assert isinstance(one["keyword"], list)
        assert one["publisher"]["name"]
        for distribution in one["distribution"]:
            assert ("downloadURL" in distribution) == ("mediaType" in distribution)
            address = distribution.get("downloadURL") or distribution["accessURL"]
            assert client.get(address.removeprefix(HERE)).status_code == 200, address
    assert frozen["identifier"] == f"https://doi.org/{DOI}"
    assert re.fullmatch(r"2026-11-\d\d/2026-11-\d\d", frozen["temporal"])
    assert frozen["describedBy"] == f"{HERE}/data/2026.11/datapackage.json"


def test_data_json_without_a_contact_address_leads_to_the_form(client, settings):
    settings.CONTACT_EMAIL = ""
    contact = client.get("/data.json").json()["dataset"][0]["contactPoint"]
    assert contact["hasURL"] == f"{HERE}/suggest/"
    assert "hasEmail" not in contact


def test_data_json_without_a_release_lists_the_present_data(client):
    Release.objects.all().delete()
    assert len(client.get("/data.json").json()["dataset"]) == 1


def test_a_release_page_leads_to_identifier_metadata_license_and_files(client, with_dois):
    found = links_of(client, "/data/2026.11/")
    assert found["cite-as"] == [(f"https://doi.org/{DOI}", "")]
    assert found["license"] == [(LICENSE, "")]
    assert {url for url, _ in found["type"]} == {"https://schema.org/AboutPage", "https://schema.org/Dataset"}
    assert found["describedby"] == [(f"{HERE}/data/2026.11/datapackage.json", "application/json")]
    items = dict(found["item"])
    assert items[f"{HERE}/data/2026.11.zip"] == "application/zip"
    assert items[f"{HERE}/data/2026.11/programs.csv"] == "text/csv"
    for url, _ in found["item"] + found["describedby"]:
        back = links_of(client, url.removeprefix(HERE))
        assert back["collection"] == [(f"{HERE}/data/2026.11/", "text/html")]


def test_a_new_release_is_described_by_its_datacite_and_codemeta_too(client):
    release("2027.01")
    described = {url.rpartition("/")[2] for url, _ in links_of(client, "/data/2027.01/")["describedby"]}
    assert described == {"datapackage.json", "datacite.json", "codemeta.json"}
    # without a DOI, the page is what is cited
    assert links_of(client, "/data/2027.01/")["cite-as"] == [(f"{HERE}/data/2027.01/", "")]


def test_the_data_page_and_a_program_page_have_links(client, with_dois):
    found = links_of(client, "/data/")
    assert found["cite-as"] == [(f"https://doi.org/{SERIES}", "")]
    assert found["item"] == [(f"{HERE}/data/2026.11/", "text/html")]
    assert found["describedby"] == [(f"{HERE}/data.json", "application/json")]
    for query in ("", "?release=2026.11"):
        found = links_of(client, f"/programs/nyc-big-apple-awards/{query}")
        assert found["cite-as"] == [(f"{HERE}/programs/nyc-big-apple-awards/{query}", "")]
        [(record, kind)] = found["describedby"]
        assert kind == "application/json"
        assert client.get(record.removeprefix(HERE)).json()["program"]["slug"] == "nyc-big-apple-awards"


def test_linked_data_of_a_release_says_what_it_holds_and_is_based_on(client, with_dois):
    found = linked_data(client, "/data/2026.11/")
    assert found["identifier"] == [f"https://doi.org/{DOI}", f"{HERE}/data/2026.11/"]
    assert (found["sameAs"], found["isPartOf"]) == (f"https://doi.org/{DOI}", f"https://doi.org/{SERIES}")
    assert re.fullmatch(r"2026-11-\d\d/2026-11-\d\d", found["temporalCoverage"])
    variables = [one["propertyID"] for one in found["variableMeasured"]]
    assert set(variables) < set(book().fields)
    assert {"slug", "supports", "form"} <= set(variables)
    assert not {"note", "prerequisites"} & set(variables)  # coders' remarks, and a field of a later release
    assert found["citation"]["url"] == REPORT
    assert client.get(found["isBasedOn"]["url"].removeprefix(HERE)).status_code == 200
    assert linked_data(client, "/data/")["identifier"] == f"https://doi.org/{SERIES}"


def test_dois_are_on_the_pages(client, with_dois):
    assert page(client, "/data/2026.11/").one("#release-doi a")["href"] == f"https://doi.org/{DOI}"
    assert page(client, "/data/").one("#series-doi a")["href"] == f"https://doi.org/{SERIES}"


def test_pages_without_dois_have_no_place_for_them(client):
    assert not page(client, "/data/2026.11/").has("#release-doi")
    assert not page(client, "/data/").has("#series-doi")
    assert "sameAs" not in linked_data(client, "/data/2026.11/")
