"""Programs that match a bound only because they do not state what it limits: every page and file says so."""

import csv
import io
import json
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from catalog.browse.sentence import describe_unstated
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import read_csv, read_svg, read_texts
from tests.site.page_reader import explore

pytestmark = pytest.mark.django_db

BOUNDS = {
    "founded_min=2000": "founded in 2000 or later (or not stating when)",
    "seen_min=2022": "seen operating in 2022 or later (or not stating a year)",
    "experience_max=3": "asking for at most 3 years of teaching (or not stating how many)",
    "duration_max=12": "lasting at most 12 months (or not stating how long)",
}


@pytest.fixture(params=BOUNDS)
def bound(request, records):
    """A bound: its query, its words, how many programs match it, how many of these do not state the field."""
    count, silent = plain_counts(records, request.param)
    assert silent
    return request.param, BOUNDS[request.param], count, silent


def name_of(query):
    """The name of the bound in a query."""
    return query.partition("=")[0]


def plain_counts(records, query):
    """How many records fit a bound, and how many of these do not state what it limits."""
    name, limit = query.split("=")
    fitting = [record for record in records if oracle.fits(record, {}, {name: int(limit)})]
    return len(fitting), sum(oracle.silent_of(record, name) for record in fitting)


def test_pages_say_so(client, bound):
    query, words, count, silent = bound
    note = describe_unstated({name_of(query): silent})
    browse = page(client, f"/programs/?{query}").text
    assert words in browse
    assert note in browse
    shown = describe_unstated({name_of(query): silent}, of=f"the {count} programs that show")
    assert shown in page(client, explore("type", "scope", query)).text
    assert f"Counted: {count} programs {words}" in page(client, explore("type", "scope", query)).text


def test_figures_and_tables_say_so(client, bound):
    query, words, count, silent = bound
    shown = describe_unstated({name_of(query): silent}, of=f"the {count} programs that show")
    figure = " ".join(read_texts(read_svg(client, explore("type", "scope", query, path="/explore.svg"))))
    assert f"{count} programs {words}" in figure
    assert shown in figure
    [line, *_] = read_csv(client, explore("type", "scope", query, path="/explore.csv"))
    assert line["selection"] == f"programs {words}"
    assert line["kept"] == shown
    [line, *_] = read_csv(client, explore("type", "scope", path="/explore.csv"))
    assert line["kept"] == ""


def test_files_say_so(client, bound):
    query, words, count, silent = bound
    note = describe_unstated({name_of(query): silent})
    about = json.loads(client.get(f"/programs.json?{query}").getvalue())["about"]
    assert about["kept"] == note
    assert about["sentence"] == f"{count} programs {words}"
    assert "kept" not in json.loads(client.get("/programs.json?form=award").getvalue())["about"]
    content = client.get(f"/programs.csv?{query}").getvalue().decode("utf-8-sig")
    assert note in next(csv.DictReader(io.StringIO(content, newline="")))["catalog"]


def test_a_workbook_says_so(client, records):
    query = next(iter(BOUNDS))
    workbook = openpyxl.load_workbook(BytesIO(client.get(f"/programs.xlsx?{query}").getvalue()), read_only=True)
    lines = dict(row[:2] for row in workbook["about this file"].iter_rows(values_only=True))
    assert lines["Kept though not stated"] == describe_unstated({name_of(query): plain_counts(records, query)[1]})


def test_the_api_says_so(client, bound):
    query, _, count, silent = bound
    name = name_of(query)
    for path in ("programs", "facets", "types"):
        answer = client.get(f"/api/v1/{path}/?{query}").json()
        assert (answer["count"], answer["kept"]) == (count, {name: silent})
    answer = client.get(f"/api/v1/crosstab/?rows=type&cols=scope&{query}").json()
    assert (answer["total"], answer["kept"]) == (count, {name: silent})
    assert client.get("/api/v1/facets/?form=award").json()["kept"] == {}


def test_citations_say_so(client, bound, first_release):
    query, words, count, silent = bound
    note = describe_unstated({name_of(query): silent})
    cited = unescape(page(client, f"/cite/?{query}").html)
    assert f"{count} programs {words} [Data set]" in cited
    assert f"{plain_counts(first_release, query)[0]} programs {words} (release 2026.11) [Data set]" in cited
    assert f"{count} programs. {note}" in client.get(f"/cite.ris?{query}").content.decode()
    shown = describe_unstated({name_of(query): silent}, of=f"the {count} programs that show")
    table = client.get(f"/cite.bib?rows=type&{query}").content.decode()
    assert f"{count} programs. {shown}" in table
