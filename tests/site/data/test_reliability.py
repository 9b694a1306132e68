"""Reliability: the page, the files and the API show the same numbers."""

import csv
import io

import pytest

from catalog.coding.tasks import code
from tests.coding.codings import open_task, program_of, supports_unlike_a
from tests.helpers import page

pytestmark = pytest.mark.django_db
SLUG = "philadelphia-teacher-leader-academy"
FIELDS = {"form": ["award", "fellowship"], "sponsor_type": ["nonprofit"], "focus": []}
EDITIONS = ["", "release=2026.11"]


@pytest.fixture
def coded(editor):
    """A person has coded a program, with three fields."""
    return code(open_task(editor, program_of(SLUG)), supports_unlike_a(SLUG), "https://example.org/read", "medium", FIELDS)


def rows(client, name, query=""):
    response = client.get(f"/data/{name}.csv?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def number(text):
    return float(text) if text else None


def read_page(client, query):
    """(coders, attribute, code, confidence) -> figures, and (coders, attribute, code, first, second) -> programs."""
    figures, cells = {}, {}
    for section in page(client, f"/data/reliability/?{query}").all("[data-comparison]"):
        coders = section["id"].partition("codebook-")[2]
        for row in section.select("[data-figure]"):
            key = (coders, row["data-figure"], row["data-code"], row["data-confidence"])
            names = ("n", "agreed", "percent", "low", "high", "kappa", "ac1")
            figures[key] = tuple(number(row[f"data-{name}"]) for name in names)
        for table in section.select("[data-confusion]"):
            for cell in table.select("td"):
                place = (table["data-confusion"], table["data-code"], cell["data-first"], cell["data-second"])
                cells[coders, *place] = int(cell["data-count"])
    return figures, cells


@pytest.mark.parametrize("query", EDITIONS)
def test_page_files_and_api_show_the_same_numbers(client, coded, query):
    figures, cells = read_page(client, query)
    assert figures
    names = ("agreed", "percent", "percent_low", "percent_high", "kappa", "ac1")
    found = {}
    for row in rows(client, "reliability", query):
        key = (f"{row['codebook']}-{row['first_coder']}-{row['second_coder']}", row["attribute"], row["code"], row["confidence"])
        found[key] = (float(row["programs"]), *(number(row[name]) for name in names))
    assert found == figures
    found = {}
    for row in rows(client, "confusion", query):
        key = (f"{row['codebook']}-{row['first_coder']}-{row['second_coder']}", row["attribute"], row["code"])
        found[*key, row["first_answer"], row["second_answer"]] = int(row["programs"])
    assert found == cells
    answer = client.get(f"/api/v1/reliability/?{query}").json()
    of_api = {}
    for one in answer["agreement"]:
        coders = f"{one['codebook']}-{one['first_coder']}-{one['second_coder']}"
        key = (coders, one["attribute"], one["code"] or "", one["confidence"] or "")
        of_api[key] = (one["programs"], *(one[name] for name in names))
    assert of_api == figures
    of_api = {}
    for one in answer["confusion"]:
        coders = f"{one['codebook']}-{one['first_coder']}-{one['second_coder']}"
        for cell in one["cells"]:
            of_api[coders, one["attribute"], one["code"] or "", cell["first"], cell["second"]] = cell["programs"]
    assert of_api == cells


def test_fields_that_a_person_coded_appear_with_their_codes(client, coded):
    figures, _ = read_page(client, "")
    assert {attribute for coders, attribute, *_ in figures if coders == "2-A-H1"} >= set(FIELDS)
    assert ("2-A-H1", "form", "fellowship", "") in figures
    assert "audience" not in {attribute for _, attribute, *_ in figures}


@pytest.mark.parametrize("query", EDITIONS)
def test_the_programs_on_which_coders_agree_and_differ_are_linked(client, query):
    links = page(client, f"/data/reliability/?{query}").all("#coded-twice a")
    assert [link["data-coded-twice"] for link in links] == ["agree", "differ"]
    for link in links:
        assert page(client, link["href"]).one("#result-count")["data-count"] == link["data-count"] != "0"


def test_only_a_release_can_be_chosen(client):
    assert page(client, "/data/reliability/?release=2026.11").has('[data-mark="release"]')
    assert page(client, "/data/reliability/?type=award").has(".ignored li")
    for address in ("/data/reliability.csv", "/data/confusion.csv", "/api/v1/reliability/"):
        assert client.get(f"{address}?type=award").status_code == 400
        assert client.get(f"{address}?release=1999.01").status_code == 400


def test_explore_says_what_has_no_second_coding(client, coded):
    shown = page(client, "/explore/?rows=type&cols=sponsor_type")
    assert shown.data("[data-second-coding]", "second-coding") == ["type", "sponsor_type"]
    assert all(shown.data("[data-second-coding]", "figures"))
    assert shown.one('[data-second-coding="type"] a')["href"] == "/data/reliability/"
    shown = page(client, "/explore/?rows=delivery&cols=audience&release=2026.11")
    assert shown.data("[data-second-coding]", "figures") == ["", ""]
    assert not shown.has("[data-second-coding] a")
    assert not page(client, "/explore/?rows=coded_twice").has("#second-coding")


def test_the_methods_paragraph_names_attributes_without_a_second_coding(client):
    text = page(client, "/cite/?rows=type&cols=delivery").text
    assert "No second coding: “Delivery”." in text
    assert "No second coding" not in page(client, "/cite/?rows=type").text


def test_the_notice_of_a_release_speaks_of_agreement(client):
    notice = page(client, "/data/reliability/?release=2026.11").text_of('[data-mark="release"]')
    assert "agreement" in notice
    assert "record" not in notice
