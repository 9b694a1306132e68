"""What the API answers, and which queries it refuses."""

import json
import re
from itertools import pairwise

import pytest

from catalog.api.openapi import build_document, document
from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.releases.selectors import release_words_of
from catalog.schema.vocabulary import use_vocabulary
from tests.browse import oracle
from tests.factories import change

pytestmark = pytest.mark.django_db
ADDRESSES = ["/api/v1/programs/", "/api/v1/programs/nyc-big-apple-awards/", "/api/v1/facets/", "/api/v1/types/",
             "/api/v1/terms/", "/api/v1/crosstab/?rows=type&cols=scope", "/api/v1/schema/"]  # fmt: skip


def test_a_page_of_programs_has_the_designed_shape(client, records):
    answer = client.get("/api/v1/programs/?state=OH&form=award&per_page=5").json()
    assert {"count", "next", "previous", "revision", "facets", "results"} <= set(answer)
    chosen = {"state": ("OH",), "form": ("award",)}
    assert answer["count"] == sum(oracle.fits(record, chosen, {}) for record in records)
    for facet in ("form", "state", "type", "delivery"):
        expected = oracle.counts(records, chosen, {}, facet)
        assert {value["code"]: value["count"] for value in answer["facets"][facet]} == {
            value["code"]: expected[value["code"]] for value in answer["facets"][facet]
        }
    assert [value["code"] for value in answer["facets"]["form"] if value["selected"]] == ["award"]
    assert set(answer["facets"]["form"][0]) == {"code", "label", "count", "selected"}


def test_a_result_is_the_public_record_and_its_type(client, records):
    by_slug = {record.slug: record for record in records}
    for result in client.get("/api/v1/programs/?per_page=100").json()["results"]:
        record = by_slug[result["slug"]]
        assert result == {**record.public_json(), "type": oracle.values(record, "type")[0]}


def test_next_leads_through_all_programs_once_and_previous_back(client, records):
    address, slugs, steps = "/api/v1/programs/?per_page=60", [], []
    while address:
        answer = client.get(address).json()
        steps.append((address, answer["previous"]))
        slugs += [result["slug"] for result in answer["results"]]
        address = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert sorted(slugs) == sorted(record.slug for record in records)
    assert steps[0][1] is None
    for (before, _), (_, previous) in pairwise(steps):
        assert client.get(previous).json()["results"] == client.get(before).json()["results"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_an_etag_and_is_open_to_any_site(client, address):
    answer = client.get(address, headers={"accept": "text/csv"})
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    same = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    options = client.options(address)
    assert options.status_code == 204
    assert "GET" in options["Access-Control-Allow-Methods"]
    program = Program.objects.get(slug="nyc-big-apple-awards")
    publish(program, change(program.versions.get(state="published").record, name="Another"), None)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("/api/v1/programs/?colour=red&state=XX&page=0", {"colour", "state", "page"}),
        ("/api/v1/programs/?page=99", {"page"}),
        ("/api/v1/facets/?release=2020.01", {"release"}),
        ("/api/v1/types/?rule=none", {"rule"}),
        ("/api/v1/crosstab/", {"rows"}),
        ("/api/v1/crosstab/?rows=type&cols=type", {"cols"}),
        ("/api/v1/crosstab/?rows=type&show=row", {"show"}),
        ("/api/v1/terms/?vocabulary=colours&page=2", {"vocabulary", "page"}),
        ("/api/v1/programs/nyc-big-apple-awards/?state=OH", {"state"}),
    ],
)
def test_each_error_is_a_problem_that_names_its_parameter(client, address, parameters):
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert {error["parameter"] for error in problem["errors"]} & parameters
    assert {error["parameter"] for error in problem["errors"]} <= parameters


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/terms/"])
@pytest.mark.parametrize("query", ["release=2026.11", "release=2020.01", "x=1"])
def test_an_address_without_a_selection_refuses_its_parameters(client, path, query):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


def test_the_document_describes_todays_fields_whatever_release_is_in_use():
    expected = document("http://testserver")
    build_document.cache_clear()
    with use_vocabulary(release_words_of("2026.11")):
        assert document("http://testserver") == expected


def test_programs_with_another_slug_retired_or_unknown(client):
    program = Program.objects.get(slug="nyc-big-apple-awards")
    publish(program, change(program.versions.get(state="published").record, slug="moved"), None)
    moved = client.get("/api/v1/programs/nyc-big-apple-awards/")
    assert (moved.status_code, moved["Location"]) == (301, "http://testserver/api/v1/programs/moved/")
    assert (
        client.get("/api/v1/programs/nyc-big-apple-awards/?release=2026.11").json()["program"]["slug"] == "nyc-big-apple-awards"
    )
    retire(Program.objects.get(slug="moved"), None, "It ended.")
    assert client.get("/api/v1/programs/moved/").json()["status"] == 410
    assert client.get("/api/v1/programs/never/").json()["status"] == 404
    assert client.get("/api/v1/nowhere/").json()["status"] == 404
    assert client.post("/api/v1/programs/").json()["status"] == 405


def test_a_cross_table_gives_the_counts_of_the_page(client):
    answer = client.get("/api/v1/crosstab/?rows=type&cols=sponsor_type&state=OH").json()
    html = client.get("/explore/?rows=type&cols=sponsor_type&state=OH").content.decode()
    assert answer["base"] == answer["total"] == 152
    for row, cells in zip(answer["rows"]["values"], answer["cells"], strict=True):
        for column, count in zip(answer["cols"]["values"], cells, strict=True):
            shown = re.search(
                rf'<tr data-row="{row["code"]}".*?data-column="{column["code"]}" data-count="(\d+)"', html, re.DOTALL
            )
            assert count == (int(shown[1]) if shown and row["total"] and column["total"] else 0)


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "a" * 10_000, "page=９", "page=1e3", "release[]=1", "&".join(f"a{n}=1" for n in range(300)), "form=%ff%fe"],
)
@pytest.mark.parametrize(
    "path", ["/api/v1/programs/", "/api/v1/crosstab/", "/explore/", "/cite/", "/programs.csv", "/explore/whatif/"]
)
def test_no_query_causes_a_500(client, path, query):
    assert client.get(f"{path}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("path", ["/api/v1/programs/", "/api/v1/facets/", "/programs.csv"])
def test_a_search_for_nothing_readable_is_refused(client, path):
    assert client.get(f"{path}?q=%00").status_code == 400
    assert client.get(f"{path}?q=").status_code == 200


def test_the_page_explains_every_address_with_examples_that_answer(client):
    html = client.get("/api/docs/").content.decode()
    described = json.loads(client.get("/api/v1/schema/").content)
    for path in described["paths"]:
        assert f"GET {path}" in html
    examples = re.findall(r"curl -s &#34;http://testserver([^&]*(?:&amp;[^&]*)*?)&#34;", html)
    assert len(examples) == len(described["paths"])
    for address in examples:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address
    assert html.count("library(jsonlite)") == html.count("urllib.request.urlopen") == len(examples)
    assert not re.search(r'<script[^>]+src="(?!/static/)', html)
