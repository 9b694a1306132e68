"""What researchers publish from the catalog, from the table to the figure, the file and the citation."""

import csv
import io
import zipfile
from statistics import NormalDist

import pandas
import pytest
from django.http import QueryDict

from catalog.models import Program
from catalog.programs.services import retire
from catalog.releases.selectors import release_records
from catalog.releases.services import release
from tests.browse import oracle
from tests.helpers import page
from tests.site.page_reader import CrossTable

pytestmark = pytest.mark.django_db
TABLE = "/explore/?rows=type&cols=sponsor_type&show=row&interval=95"


def local(link):
    return link["href"].removeprefix("http://testserver")


def read_csv(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"), newline="")))


def assert_wilson(count, of, low, high):
    """Assert that a score test just does not reject these percentages: the definition of the Wilson interval."""
    for limit, sign in ((low / 100, 1), (high / 100, -1)):
        distance = sign * (count / of - limit)
        assert distance == pytest.approx(NormalDist().inv_cdf(0.975) * (limit * (1 - limit) / of) ** 0.5, abs=0.0002)


def shares_of_districts(lines):
    """type -> (programs of districts, programs of the type, percent, lower and upper limit) of a cross-table's file."""
    names = ("programs", "percent_of", "percent", "percent_low", "percent_high")
    return {line["type"]: tuple(float(line[name]) for name in names) for line in lines if line["sponsor_type"] == "district"}


def test_the_share_of_districts_by_type_is_the_same_a_release_later(client, records):
    """Table, interval, figure, file and citation; the address that was cited is opened after another release."""
    shown = page(client, TABLE)
    cite = page(client, local(shown.one('a[href^="/cite/?"][href*="interval=95"]')))
    [frozen] = [one for one in cite.all("section.cite") if one["data-release"] == "2026.11"]
    cited = local(frozen.select_one(".cite-address a"))
    assert {"rows", "cols", "show", "interval", "release"} <= set(QueryDict(cited.partition("?")[2]))

    def read():
        shown = page(client, cited)
        files = {link.text.strip().lower(): local(link) for link in shown.all("a[href^='/explore.']")}
        [file] = [address for address in files.values() if address.startswith("/explore.csv")]
        [figure] = [address for address in files.values() if address.startswith("/explore.png")]
        return CrossTable(shown), read_csv(client, file), client.get(figure).content

    table, lines, figure = read()
    shares = shares_of_districts(lines)
    whole, of_districts = {}, {}
    for record in release_records("2026.11").values():
        [kind] = oracle.values(record, "type")
        whole[kind] = whole.get(kind, 0) + 1
        of_districts[kind] = of_districts.get(kind, 0) + (record.sponsor_type == "district")
    assert shares.keys() == whole.keys()
    for kind, (programs, of, percent, low, high) in shares.items():
        assert (programs, of) == (of_districts[kind], whole[kind])
        assert percent == pytest.approx(100 * programs / of, abs=0.005)
        assert_wilson(programs, of, low, high)
        assert table.counts.get((kind, "district"), 0) == programs
    assert figure.startswith(b"\x89PNG\r\n")

    # the file, the API and the page name what is counted in the same words
    answer = client.get("/api/v1/crosstab/?rows=type&cols=sponsor_type&release=2026.11").json()
    for name in ("base", "total"):
        assert {int(line[name]) for line in lines} == {answer[name]}
    assert {float(line["association"]) for line in lines} == {answer["association"]}

    # a program of a district leaves the catalog, and another release is published
    gone = next(record for record in records if record.sponsor_type == "district")
    retire(Program.objects.get(slug=gone.slug), None, "It ended.")
    release("2027.01.2")
    again, same, drawing = read()
    assert (again.counts, same, drawing) == (table.counts, lines, figure)
    newest = [one["data-release"] for one in page(client, f"/cite/?{TABLE.partition('?')[2]}").all("section.cite")]
    assert newest == ["2027.01.2", ""]


def test_the_supports_of_a_selection_are_a_table_for_pandas(client, records):
    """Placed and not prepared: two types, every support with its evidence, counted without the catalog."""
    chosen = {"type": ["leadership-role", "distinguished-role"]}
    response = client.get("/supports.csv?type=leadership-role&type=distinguished-role")
    table = pandas.read_csv(io.BytesIO(response.getvalue()))
    expected = [record for record in records if oracle.fits(record, chosen, {})]
    assert table.groupby("program").size().to_dict() == {record.slug: 3 for record in expected}
    wide = table.pivot(index="program", columns="support", values="present")
    assert wide["place"].all()
    assert not wide["prepare"].any()
    assert wide["recognize"].sum() == sum(record.supports.recognize.present for record in expected)
    absent = table[~table["present"]].groupby("absence").size().to_dict()
    silent = [record.supports.of(name).absence for record in expected for name in ("prepare", "place", "recognize")]
    assert absent == {code: silent.count(code) for code in set(silent) - {None}}
    assert table["evidence"].notna().all()


def test_a_table_of_a_cited_release_is_the_one_in_its_archive(client):
    files = zipfile.ZipFile(io.BytesIO(client.get("/data/2026.11.zip").content))
    [inside] = [name for name in files.namelist() if name.endswith("/programs.csv")]
    archived = pandas.read_csv(io.BytesIO(files.read(inside)))
    alone = pandas.read_csv(io.BytesIO(client.get("/data/2026.11/programs.csv").content))
    assert alone.equals(archived)
    assert len(alone) == client.get("/api/v1/facets/?release=2026.11").json()["count"]


def test_a_verdict_follows_from_the_number_that_its_query_opens(client):
    """The claim that most programs prepare teachers, in the file, on the page that it links, and by a rule of the claim."""
    rows = client.get("/methods/replicate.json").json()["claims"]
    tested = [row for row in rows if row["test"] == "majority" and row["percent"]]
    assert tested
    for row in tested:
        query = row["query"].removeprefix("http://testserver/programs/")
        assert client.get(f"/api/v1/facets/{query}").json()["count"] == row["count"]
        assert_wilson(row["count"], row["total"], float(row["percent_low"]), float(row["percent_high"]))
        if row["verdict"] != "cannot be said":
            assert (row["verdict"] == "supported") == (row["count"] / row["total"] > 0.5)
