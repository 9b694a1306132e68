"""The page of missing data: each share is a plain count, opens its programs, and is the same in the file."""

import csv
import io

import pytest
from django.http import QueryDict

from catalog.browse.facets import FACETS, UNSTATED
from tests.browse import oracle
from tests.helpers import page
from tests.site.page_reader import browsed

pytestmark = pytest.mark.django_db
QUERIES = ["", "state=OH", "-type=award&delivery=stated", "type=fellowship&type=award", "founded_min=2000&pays=nothing"]
# of programs with the value `none` these are not asked
CONDITIONAL = ("model", "practice")


def read_page(client, query):
    """(attribute, type) -> (programs that state it, programs that could), and the address of their list."""
    shares, links = {}, {}
    for row in page(client, f"/data/missing/?{query}").all("#missing [data-attribute]"):
        for cell in row.select("[data-type]"):
            place = row["data-attribute"], cell["data-type"]
            shares[place] = int(cell["data-stated"]), int(cell["data-whole"])
            link = cell.select_one("a")
            links[place] = link["href"] if link else ""
    return shares, links


@pytest.mark.parametrize("query", QUERIES)
def test_every_share_is_a_plain_count(client, records, query):
    given = QueryDict(query)
    chosen = {name: given.getlist(name) for name in FACETS if name in given and given[name] != "stated"}
    excluded = {name[1:]: given.getlist(name) for name in given if name.startswith("-")}
    excluded |= {name: [UNSTATED] for name in given if given[name] == "stated"}
    bounds = {name: int(given[name]) for name in given if name == "founded_min"}
    fitting = [record for record in records if oracle.fits(record, chosen, bounds, excluded=excluded)]
    shares, _ = read_page(client, query)
    assert {attribute for attribute, _ in shares} == {
        name for name, facet in FACETS.items() if UNSTATED in facet.empty and facet.in_record
    }
    for (attribute, kind), found in shares.items():
        part = [record for record in fitting if kind in ("", *oracle.values(record, "type"))]
        if attribute in CONDITIONAL:
            part = [record for record in part if oracle.values(record, attribute) != ["none"]]
        stated = sum(oracle.values(record, attribute) != ["unstated"] for record in part)
        assert found == (stated, len(part)), (attribute, kind)


@pytest.mark.parametrize("query", QUERIES[:3])
def test_every_share_opens_the_programs_that_state_it(client, query):
    shares, links = read_page(client, query)
    places = [place for place in shares if links[place]]
    assert places
    for place in places[:: len(places) // 25 or 1]:
        assert browsed(client, links[place]) == shares[place][0], place
    assert all(bool(links[place]) == bool(shares[place][0]) for place in shares)


@pytest.mark.parametrize("query", QUERIES)
def test_the_file_holds_the_same_shares(client, query):
    shares, _ = read_page(client, query)
    response = client.get(f"/data/missing.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert {(line["attribute"], line["type"]): (int(line["stated"]), int(line["programs"])) for line in lines} == shares


def test_a_release_answers_and_unknown_parameters_are_named(client):
    shown = page(client, "/data/missing/?release=2026.11&colour=red")
    assert shown.has('[data-mark="release"]')
    assert shown.has(".ignored li")
    assert client.get("/data/missing.csv?colour=red").status_code == 400


def test_an_empty_selection_says_so(client):
    assert page(client, "/data/missing/?form=certification&state=AK&scope=local").has(".empty-title")
