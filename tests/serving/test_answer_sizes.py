"""An answer has at most 2 MB plus 200 times the size of its request, except exports of the whole catalog."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from catalog.browse.facets import BOUNDS, FACETS
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import COLUMNS
from catalog.common.urls import MOST_LINK_BYTES, can_link
from catalog.models import Program

pytestmark = pytest.mark.django_db

LONGEST = 8100  # bytes of an address that the server reads
# files with every program of a selection
EXPORTS = {"export"}
# parameters of an address in addition to those of a selection
CASES = {
    "home": [""],
    "browse": ["per_page=100", "per_page=100&view=table", "view=map"],
    "find": [""],
    "explore": ["rows=home_state&cols=state", "rows=state&cols=focus&show=row", "rows=type&cols=scope&by=sponsor_type"],
    "explore_csv": ["rows=home_state&cols=state&show=total", "rows=type&cols=focus&by=state&show=row"],
    "explore_figure": ["rows=home_state&cols=state&show=total", "rows=type&cols=scope&by=sponsor_type&figure=stacked"],
    "cite": ["", "rows=home_state&cols=state"],
    "cite_file": ["", "rows=home_state&cols=state"],
    "whatif": ["", "rule=no-credential&interval=95", "rule=second-coder"],
    "whatif_csv": ["rule=no-credential"],
    "whatif_figure": ["rule=no-credential"],
    "curve_csv": [""],
    "curve_figure": ["interval=95"],
    "deadlines_ics": ["", "usual=1"],
    "api_programs": ["per_page=100"],
    "api_crosstab": ["rows=home_state&cols=state"],
}
ARGUMENTS = {
    "program": {"slug": "nyc-big-apple-awards"},
    "long_table": {"table": "supports", "form": "csv"},
    "one_page": {"slug": "nyc-big-apple-awards"},
    "mistyped_program": {"slug": "nyc-big-apple-awards"},
    "mistyped_one_page": {"slug": "nyc-big-apple-awards"},
    "api_program": {"slug": "nyc-big-apple-awards"},
    "type": {"code": "credential"},
    "confirm": {"token": "not-one-of-ours"},
    "release": {"version": "2026.11"},
    "cite_file": {"form": "bib"},
    "explore_figure": {"form": "svg"},
    "whatif_figure": {"form": "svg"},
    "teachers_figure": {"form": "svg"},
    "curve_figure": {"form": "svg"},
    "state": {"code": "oh"},
    "alert": {"token": "00000000-0000-0000-0000-000000000001"},
    "sponsor": {"slug": "teach-plus"},
    "protocol": {"name": "coder-a-codebook-1.md"},
}
# not public, or a file of a fixed size
EXCLUDED = re.compile(r"admin_|release_zip|release_file|healthz|readyz")


def addresses():
    """Every public address by its name."""
    names = [
        name for name in get_resolver().reverse_dict if isinstance(name, str) and name not in EXPORTS and not EXCLUDED.match(name)
    ]
    found = {}
    for name in sorted(set(names) - EXPORTS):
        try:
            found[name] = reverse(name, kwargs=ARGUMENTS.get(name))
        except NoReverseMatch:
            pytest.fail(f"{name} needs arguments: add them to ARGUMENTS")
    return found


def as_much_as_fits(pairs):
    query = ""
    for pair in pairs:
        part = urlencode([pair])
        if len(query) + len(part) + 1 > LONGEST - 100:
            break
        query += f"&{part}" if query else part
    return query


@pytest.fixture
def queries():
    """The longest queries of each kind."""
    facets = [(name, code) for name, facet in FACETS.items() for code in facet.labels]
    sponsors = [("sponsor", slug) for slug in live_snapshot().sponsors]
    bounds = [(name, str(bound.highest)) for name, bound in BOUNDS.items()]
    slugs = Program.objects.order_by("-slug").values_list("slug", flat=True)
    kinds = {
        "nothing": [],
        "facets": facets,
        "half the facets": facets[::2],
        "sponsors": sponsors,
        "both": [*bounds, *facets, *sponsors],
        "columns": [*(("column", code) for code in COLUMNS), *facets],
        "release": [("release", "2026.11"), *facets, *sponsors],
        "programs": [("p", slug) for slug in slugs],
        "unknown values": [("form", f"v{number}") for number in range(900)],
        "unknown parameters": [(f"x{number}", "y") for number in range(900)],
        "search": [("q", "teacher " * 25), *facets],
    }
    return {kind: as_much_as_fits(pairs) for kind, pairs in kinds.items()}


@pytest.mark.parametrize("name", addresses())
def test_an_answer_is_at_most_200_times_its_request_beyond_two_megabytes(client, queries, name):
    path = addresses()[name]
    for case in CASES.get(name, [""]):
        for kind, query in queries.items():
            if kind == "facets":  # part of "both"
                continue
            address = f"{path}?{'&'.join(filter(None, (case, query)))}"
            response = client.get(address)
            size = sum(map(len, response.streaming_content)) if response.streaming else len(response.content)
            assert size <= 200 * len(address) + 2_000_000, (kind, case, response.status_code, size)


def test_the_csv_of_a_table_repeats_no_long_selection(client, queries):
    for path, rows in (("/explore.csv?rows=home_state&cols=state&", 1000), ("/explore.csv?rows=form&", 5)):
        lines = list(csv.DictReader(io.StringIO(client.get(path + queries["facets"]).content.decode("utf-8-sig"), newline="")))
        assert len(lines) > rows
        assert "form=" in lines[0]["address"]
        assert len({line["address"] for line in lines}) == (2 if rows == 1000 else 1)
        assert lines[-1]["address"] == ("" if rows == 1000 else lines[0]["address"])


def test_a_large_table_under_many_filters_links_only_its_totals(client, queries):
    html = client.get(f"/explore/?rows=home_state&cols=state&{queries['facets']}").content.decode()
    assert 'id="cells-not-linked"' in html
    cells = re.findall(r'<td class="shade-.*?</td>', html, re.DOTALL)
    assert cells
    assert not any("<a " in cell for cell in cells)
    assert any("<a " in cell for cell in re.findall(r'<td class="sum".*?</td>', html, re.DOTALL))
    assert 'id="cells-not-linked"' not in client.get("/explore/?rows=home_state&cols=state&form=award").content.decode()


@pytest.mark.parametrize("path", ["/programs/", "/deadlines/", "/explore/"])
def test_very_many_filters_have_no_links(client, queries, path):
    few = client.get(f"{path}?form=award&state=OH").content.decode()
    assert (few.count('<a class="chip"'), few.count('<span class="chip"')) == (2, 0)
    many = client.get(f"{path}?{queries['facets']}").content.decode()
    assert many.count('<a class="chip"') == 0
    assert many.count('<span class="chip"') == sum(len(facet.labels) for facet in FACETS.values())


def test_links_together_are_bounded():
    assert can_link("x" * 100, MOST_LINK_BYTES // 100)
    assert not can_link("x" * 101, MOST_LINK_BYTES // 100)
