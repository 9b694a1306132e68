"""A selection as a file: the same programs, in the same order, as on the page and from the API."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from catalog.installation.load import InvalidFile, load, read_lines
from catalog.programs.table_row import record_of_row
from catalog.site.downloads import FORMATS
from catalog.spreadsheets.csv_table import read_csv
from catalog.spreadsheets.workbook import read_programs
from tests.exports.making import cells
from tests.factories import change

pytestmark = pytest.mark.django_db
QUERIES = [
    "",
    "state=OH",
    "form=fellowship&sort=deadline",
    "q=science+fellowship",
    "support=prepare&support=place&delivery=online",
    "experience_max=3&sort=seen",
    "release=2026.11&form=award",
    "rule=no-credential&type=credential",
    "release=2026.11&rule=no-credential&q=coach",
    "list=AwAAAAAB&release=2026.11",
    "form=certification&state=AK&support=place",
]


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return b"".join(response.streaming_content)


def api_slugs(client, query):
    """Every program of a query from the API, page after page."""
    address, slugs = f"/api/v1/programs/?{query}&per_page=100", []
    while address:
        answer = client.get(address).json()
        slugs += [result["slug"] for result in answer["results"]]
        address = answer["next"] and answer["next"].removeprefix("http://testserver")
    assert len(slugs) == answer["count"]
    return slugs


@pytest.mark.parametrize("query", QUERIES)
def test_page_files_and_api_give_the_same_programs_in_the_same_order(client, query):
    expected = api_slugs(client, query)
    html = client.get(f"/programs/?{query}").content.decode()
    assert int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', html)[1]) == len(expected)
    first = re.findall(r'<li class="card" data-slug="([\w-]+)"', html)
    assert first == expected[: len(first)]
    assert [
        row["slug"] for row in csv.DictReader(io.StringIO(body(client, f"/programs.csv?{query}").decode("utf-8-sig")))
    ] == expected
    assert [json.loads(line)["slug"] for line in body(client, f"/programs.jsonl?{query}").splitlines()] == expected
    whole = json.loads(body(client, f"/programs.json?{query}"))
    assert [program["slug"] for program in whole["programs"]] == expected
    assert whole["count"] == whole["about"]["count"] == len(expected)
    keys = re.findall(r"^@\w+\{tlpc-([\w.-]+),", body(client, f"/programs.bib?{query}").decode(), re.MULTILINE)
    assert [slug for key, slug in zip(keys, expected, strict=True) if f"-{slug}" in key] == expected
    assert body(client, f"/programs.ris?{query}").decode().count("\r\nER  -") == len(expected)
    assert [row["slug"] for row in cells(read_programs(body(client, f"/programs.xlsx?{query}")))] == expected


def test_every_record_comes_back_from_every_format_it_can_come_back_from(client, records):
    expected = {record.slug: change(record, note="") for record in records}
    rows = {row["slug"]: record_of_row(row) for row in cells(read_csv(body(client, "/programs.csv")))}
    assert rows == expected
    assert {row["slug"]: record_of_row(row) for row in cells(read_programs(body(client, "/programs.xlsx")))} == expected
    lines = read_lines(body(client, "/programs.jsonl"))
    assert {record.slug: record for record, _ in lines.values()} == expected


def test_a_changed_rule_is_marked_in_every_format_and_not_loaded_as_codes(client):
    assert b"no-credential" in body(client, "/programs.csv?rule=no-credential")
    assert "without the credential rule" in body(client, "/programs.bib?rule=no-credential").decode()
    assert "without the credential rule" in body(client, "/programs.ris?rule=no-credential").decode()
    assert json.loads(body(client, "/programs.json?rule=no-credential"))["about"]["rule"]
    book = load_workbook(io.BytesIO(body(client, "/programs.xlsx?rule=no-credential")), read_only=True)
    sheet = book["about this file"]
    assert "Changed rule" in [row[0].value for row in sheet.iter_rows()]
    with pytest.raises(InvalidFile, match="rule"):
        load(body(client, "/programs.jsonl?rule=no-credential"))
    assert (
        'filename="programs-2026.11-no-credential.csv"'
        in client.get("/programs.csv?release=2026.11&rule=no-credential")["Content-Disposition"]
    )


def test_each_row_says_of_which_catalog_it_is(client):
    [row, *_] = cells(read_csv(body(client, "/programs.csv?release=2026.11")))
    assert "release 2026.11" in row["catalog"]
    assert "Describes this catalog, not all programs." in row["catalog"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_understood_is_refused_by_name(client, form):
    response = client.get(reverse("export", args=[form]), {"colour": "red", "state": "XX"})
    assert response.status_code == 400
    assert "colour" in response.content.decode()
    assert "XX" in response.content.decode()


@pytest.mark.parametrize("form", FORMATS)
def test_head_and_the_etag_save_the_file(client, form):
    path = reverse("export", args=[form]) + "?form=degree"
    head = client.head(path)
    assert head.status_code == 200
    assert head["Content-Type"].startswith(FORMATS[form].content_type.split(";")[0])
    assert client.get(path, headers={"if-none-match": head["ETag"]}).status_code == 304


def test_records_are_fetched_many_at_a_time(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        body(client, "/programs.csv")
    with django_assert_max_num_queries(12):
        body(client, "/programs.csv?release=2026.11")


def test_a_workbook_tells_all_about_itself(client):
    book = load_workbook(io.BytesIO(body(client, "/programs.xlsx?form=award&state=OH")))
    assert book.sheetnames == ["programs", "supports", "vocabulary", "about this file"]
    told = {row[0].value: row[1].value for row in book["about this file"].iter_rows()}
    count = book["programs"].max_row - 1
    assert told["Programs"] in (str(count), count)
    assert "that call themselves awards" in told["Selection"]
    assert told["Address"].endswith("/programs/?form=award&state=OH")
    assert book["supports"].max_row - 1 == 3 * count
