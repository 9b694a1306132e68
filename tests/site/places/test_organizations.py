"""Organizations with their identifiers: page, file, linked data and API say the same."""

import csv
import io
import json
from collections import Counter, defaultdict

import pytest
from django.core.management import call_command

from catalog.models import Organization
from tests.helpers import page

pytestmark = pytest.mark.django_db
UTAH, PART = "University of Utah", "University of Utah Center for Science and Mathematics Education"


@pytest.fixture
def loaded(db, settings):
    call_command("load_organizations", settings.BASE_DIR / "fixtures" / "organizations.csv", verbosity=0)


def read_csv(client):
    return {row["slug"]: row for row in csv.DictReader(io.StringIO(client.get("/organizations.csv").content.decode("utf-8-sig")))}


def read_api(client):
    found, address = [], "/api/v1/organizations/?per_page=100"
    while address:
        answer = client.get(address).json()
        found += answer["results"]
        address = answer["next"]
    return {one["slug"]: one for one in found}, answer["count"]


def linked(client, address):
    return json.loads(page(client, address).one('script[type="application/ld+json"]').node.text())


def test_file_and_api_count_each_sponsor_as_a_plain_count_does(client, records, loaded):
    counts = Counter(Organization.slug_for(record.sponsor) for record in records)
    states = defaultdict(set)
    for record in records:
        if record.home_state:
            states[Organization.slug_for(record.sponsor)].add(record.home_state)
    rows, (answers, count) = read_csv(client), read_api(client)
    assert set(rows) == set(answers) >= set(counts)
    assert count == len(rows)
    for slug, row in rows.items():
        assert int(row["programs"]) == answers[slug]["programs"] == counts[slug]
        assert row["home_states"].split("; ") == (sorted(states[slug]) or [""])
        assert answers[slug]["home_states"] == sorted(states[slug])
        assert {one["scheme"]: one["value"] for one in answers[slug]["identifiers"]} == {
            scheme: row[scheme] for scheme in ("ror", "unitid", "leaid", "ein", "wikidata") if row[scheme]
        }
        assert (answers[slug]["parent"] is None) == (row["parent"] == "")


def test_the_sponsor_page_has_identifiers_parent_and_parts(client, loaded):
    slug = Organization.objects.get(name=UTAH).slug
    shown = page(client, f"/sponsors/{slug}/")
    assert {row["data-scheme"]: row["data-value"] for row in shown.all("[data-scheme]")} == {
        "ror": "03r0ha626",
        "unitid": "230764",
    }
    part = Organization.objects.get(name=PART).slug
    assert shown.one("#sponsor-parts a")["href"] == f"/sponsors/{part}/"
    assert page(client, f"/sponsors/{part}/").one("#sponsor-parent a")["href"] == f"/sponsors/{slug}/"
    assert not page(client, "/sponsors/teach-plus/").has("#identifiers")


def test_linked_data_names_the_identifiers_of_the_sponsor(client, records, loaded):
    slug = Organization.objects.get(name=UTAH).slug
    about = linked(client, f"/sponsors/{slug}/")["about"]
    assert about["sameAs"] == ["https://ror.org/03r0ha626"]
    assert {one["propertyID"]: one["value"] for one in about["identifier"]} == {"ROR ID": "03r0ha626", "UNITID": "230764"}
    program = next(record for record in records if record.sponsor == PART)
    assert linked(client, f"/programs/{program.slug}/")["provider"]["parentOrganization"]["name"] == UTAH


def test_a_home_state_of_the_organization_fills_the_page_and_no_count(client, loaded):
    slug = "toyota-family-teacher-of-the-year"
    assert page(client, f"/programs/{slug}/").one("#sponsor-state")["data-state"] == "KY"
    assert slug not in page(client, "/programs/?home_state=KY&per_page=100").slugs
    assert not page(client, f"/programs/{slug}/?release=2026.11").has("#sponsor-state")
    assert not page(client, "/programs/nyc-big-apple-awards/").has("#sponsor-state")


@pytest.mark.parametrize("query", ["state=OH", "page=2", "x=" + "9" * 500])
def test_the_file_takes_no_parameter(client, query):
    assert client.get(f"/organizations.csv?{query}").status_code == 400


@pytest.mark.parametrize("query", ["page=9999", "page=0", "page=" + "9" * 400, "per_page=101", "state=OH"])
def test_the_api_refuses_what_it_does_not_know(client, query):
    assert client.get(f"/api/v1/organizations/?{query}").status_code == 400
