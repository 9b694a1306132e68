"""Replicate the article: the page, CSV and JSON say the same, and each number leads to its query."""

import csv
import io

import pytest

from catalog.browse.editions.claims import ClaimTest, claims
from tests.helpers import page
from tests.site.page_reader import browsed

pytestmark = pytest.mark.django_db


def rows(client, query=""):
    return client.get(f"/methods/replicate.json{query}").json()["claims"]


@pytest.mark.parametrize("query", ["", "?rule=no-credential", "?rule=second-coder&rule=not-ended"])
def test_page_and_files_have_the_same_numbers(client, query):
    found = rows(client, query)
    text = client.get(f"/methods/replicate.csv{query}").content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [{name: str(row[name]) for name in row} for row in found] == [
        {name: value for name, value in line.items() if name != "about"} for line in lines
    ]
    cells = page(client, f"/methods/replicate/{query}").all("[data-claim] td")
    shown = [(cell["data-verdict"].replace("_", " "), cell["data-count"], cell["data-total"]) for cell in cells]
    order = [claim.id for source in claims()[1] for claim in claims()[0] if claim.source == source]
    ordered = [row for one in order for row in found if row["claim"] == one]
    assert shown == [(row["verdict"], str(row["count"] or 0), str(row["total"] or 0)) for row in ordered]


def test_each_claim_is_measured_now_and_in_each_release(client):
    found = rows(client)
    assert [row["claim"] for row in found[::2]] == [claim.id for claim in claims()[0]]
    assert {row["edition"] for row in found} == {"now", "2026.11"}


@pytest.mark.parametrize("query", ["", "?rule=no-selection&rule=one-per-family"])
def test_a_number_leads_to_the_programs_it_counts(client, query):
    for row in rows(client, query):
        if row["query"] and row["test"] != ClaimTest.EACH:
            assert browsed(client, row["query"].removeprefix("http://testserver")) == row["count"]
        elif row["query"]:
            assert client.get(row["query"].removeprefix("http://testserver")).status_code == 200


def test_what_does_not_apply_is_named_and_refused_by_the_files(client):
    for query in ("release=2026.11", "state=OH", "rule=none", "colour=red"):
        assert page(client, f"/methods/replicate/?{query}").all(".ignored")
        for form in ("csv", "json"):
            assert client.get(f"/methods/replicate.{form}?{query}").status_code == 400


def test_changed_rules_are_marked_and_kept_by_the_files(client):
    shown = page(client, "/methods/replicate/?rule=no-credential")
    assert shown.all('[data-mark="rule"]')
    assert shown.one('a[data-file="csv"]')["href"] == "/methods/replicate.csv?rule=no-credential"
    empty = client.get("/methods/replicate/?rule=no-credential&q=")
    assert (empty.status_code, empty["Location"]) == (302, "/methods/replicate/?rule=no-credential")


def test_the_methods_page_leads_here_from_where_the_panel_was(client):
    shown = page(client, "/methods/")
    assert shown.all("#calibration")
    assert any(link["href"] == "/methods/replicate/" for link in shown.all("a"))
