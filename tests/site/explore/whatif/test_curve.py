"""The specification curve: page, CSV and figure, against a plain count over the records."""

from collections import Counter

import pytest

from catalog.common.percent import wilson_interval
from catalog.releases.selectors import release_records
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import read_csv, read_svg, read_texts
from typology import AS_CODED, Rule

pytestmark = pytest.mark.django_db


def count(records, rules, codings):
    return Counter(oracle.types_under(records, rules.codes, codings).values())


@pytest.fixture
def expected(records, compared_codings, second_codings):
    """Return the counts by type under every set of rules, for the catalog now or a release."""

    def find(query):
        if "release" in query:
            coded, every = second_codings, list(release_records("2026.11").values())
        else:
            coded, every = [line for line in compared_codings if line["coder"] == "C"], records
        codings = {line["slug"]: line for line in coded}
        return {rules.code: count(every, rules, codings) for rules in (AS_CODED, *Rule.combinations())}

    return find


@pytest.mark.parametrize("query", ["", "?release=2026.11"])
def test_the_file_has_a_row_for_each_combination_and_type(client, expected, query):
    lines, plain = read_csv(client, f"/explore/curve.csv{query}"), expected(query)
    assert len(lines) == 128 * 7
    for line in lines:
        sizes = plain[line["rule"]]
        assert int(line["programs"]) == sizes[line["type"]]
        assert int(line["percent_of"]) == sizes.total()
        assert abs(float(line["percent"]) - 100 * sizes[line["type"]] / sizes.total()) < 0.0051
        assert float(line["percent_low"]) <= float(line["percent"]) <= float(line["percent_high"])
        assert "; ".join(rule.code for rule in Rule if line[rule.code] == "true") == line["rule"]


def test_the_page_has_the_range_of_each_type(client, expected):
    plain = expected("")
    shown = page(client, "/explore/whatif/")
    for row in shown.all("#curve-ranges tbody tr"):
        code = row["data-type"]
        shares = sorted(sizes[code] / sizes.total() for sizes in plain.values())
        cells = row.select("td")
        for cell in cells:
            sizes = plain[cell["data-rules"]]
            assert (int(cell["data-count"]), int(cell["data-total"])) == (sizes[code], sizes.total())
        found = [int(cell["data-count"]) / int(cell["data-total"]) for cell in cells]
        assert (found[1], found[3]) == (shares[0], shares[-1])
        assert shares[63] == found[2]
        assert cells[0]["data-rules"] == ""
    for row in shown.all("#curve-all tbody tr"):
        assert int(row["data-total"]) == plain[row["data-rules"]].total()


def test_intervals_are_shown_where_they_are_asked_for(client):
    assert not page(client, "/explore/whatif/").all("#curve-ranges .interval")
    shown = page(client, "/explore/whatif/?interval=95")
    [cell, *_] = shown.all("#curve-ranges td")
    low, high = wilson_interval(int(cell["data-count"]), int(cell["data-total"]))
    assert f"[{round(100 * low)}–{round(100 * high)}]" in cell.text
    assert all("interval=95" in link["href"] for link in shown.all("#curve-ranges a, #curve-files a"))


def test_the_figure_names_every_type_switch_and_range(client, expected):
    plain = expected("")
    said = read_texts(read_svg(client, "/explore/curve.svg?rule=not-ended"))
    assert all(said.count(rule.name_of_switch) == 7 for rule in Rule)
    total, changed = plain[""].total(), plain["not-ended"].total()
    assert sum(text.startswith("as coded: ") for text in said) == sum(text.startswith("your rules: ") for text in said) == 7
    assert any(f"{total} programs as coded" in text for text in said)
    assert changed < total


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_figure_is_a_file(client, form):
    assert client.get(f"/explore/curve.{form}?interval=95").status_code == 200
