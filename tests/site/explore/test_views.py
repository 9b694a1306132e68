"""Cross-tables as pages and files: every number opens the programs it counts, and all forms give the same numbers."""

import itertools
import re
from urllib.parse import quote

import pytest
from django.http import QueryDict

from catalog.browse.facets import FACETS
from catalog.common.percent import exact_percent, percent
from catalog.releases.selectors import release_records
from catalog.site.explore.presenters import present_table
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import (
    ADDRESSES,
    SHOWS,
    find_link,
    make_crossing,
    read_counted,
    read_csv,
    read_json,
    read_notes,
    read_table,
)
from tests.site.page_reader import CrossTable, browsed, explore, found, switches
from typology import Rule

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_cell_total_and_bar_opens_a_browse_page_that_counts_as_many(client, address):
    cells = read_table(client, address).cells
    assert cells
    linked = [cell for cell in cells.values() if cell.url]
    assert linked
    for cell in linked:
        assert found(cell.url) == cell.count, cell
    # every number above zero has a link, except where a table joins supports by OR and a selection by AND
    unlinked = {cell.row or cell.column for cell in cells.values() if cell.count and not cell.url}
    assert not unlinked or address.count("support=") > 1
    busiest = max(linked, key=lambda cell: (cell.count, bool(cell.row) + bool(cell.column)))
    for cell in {cell.url: cell for cell in (linked[0], busiest, linked[-1])}.values():
        assert browsed(client, cell.url) == cell.count


def test_every_link_of_one_page_opens_a_browse_page_of_that_count(client):
    for cell in read_table(
        client, explore("type", "scope", "state=OH&type=award&type=credential&type=fellowship")
    ).cells.values():
        if cell.url:
            assert browsed(client, cell.url) == cell.count, cell


@pytest.mark.parametrize(("release", "silent"), [("", "none"), ("release=2026.11", "")])
def test_programs_that_name_no_framework_do_not_state_it_where_the_label_says_so(client, records, release, silent):
    """The first release calls them “None named”, which is a statement."""
    for base in ("", "base=stated"):
        shown = page(client, explore("framework", "type", "&".join(filter(None, (base, release)))))
        assert ("none" in CrossTable(shown).rows) is (not (silent and base))
    named = sum(bool(record.frameworks) for record in records)
    if silent:
        assert read_counted(shown) == (named, named)


@pytest.mark.parametrize("rows", FACETS)
def test_every_figure_of_any_two_facets_opens_as_many_programs(rows):
    facets = list(FACETS)
    # half of the other facets: each pair of facets is crossed once
    after = facets.index(rows) + 1
    for columns in (facets[after:] + facets[: after - 1])[: len(facets) // 2]:
        shown = present_table(make_crossing(explore(rows, columns)), {})
        # of large tables (any facet by states) every seventh cell
        cells = [cell for line in shown.lines for cell in line.cells]
        cells = cells if len(cells) < 200 else cells[:: len(cells) // 60]
        for cell in (*cells, *shown.totals, *(line.total for line in shown.lines), shown.total):
            assert (found(cell.url) if cell.url else 0) == cell.count, (rows, columns, cell)


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_csv_and_api_give_the_same_figures(client, address):
    query = address.partition("?")[2]
    given, shown = QueryDict(query), read_table(client, address)
    rows, columns = given["rows"], given.get("cols", "")
    lines = read_csv(client, f"/explore.csv?{query}")
    answer = read_json(client, f"/api/v1/crosstab/?{query}")
    counts = {}
    for line in lines:
        row, column = line[rows], line[columns] if columns else ""
        counts[row, column] = int(line["programs"])
        counts[row, ""] = int(line[f"{rows}_total"])
        if columns:
            counts["", column] = int(line[f"{columns}_total"])
        counts["", ""] = int(line["total"])
    assert len(lines) == len({(line[rows], line[columns] if columns else "") for line in lines})
    from_api = {("", ""): answer["total"]}
    from_api |= {(value["code"], ""): value["total"] for value in answer["rows"]["values"]}
    if columns:
        from_api |= {("", value["code"]): value["total"] for value in answer["cols"]["values"]}
        for row, line in zip(answer["rows"]["values"], answer["cells"], strict=True):
            from_api |= {
                (row["code"], column["code"]): count for column, count in zip(answer["cols"]["values"], line, strict=True)
            }
    assert counts == from_api
    assert shown.counts == {place: counts[place] for place in shown.counts}
    left = {place: count for place, count in counts.items() if place not in shown.counts}
    assert not any(left.values())  # the page leaves out what no program has


@pytest.mark.parametrize("address", ADDRESSES[:4] + ADDRESSES[14:18])
def test_the_figures_are_a_plain_count_over_the_records(client, records, address):
    given = QueryDict(address.partition("?")[2])
    axes = [axis for axis in (given["rows"], given.get("cols", "")) if axis]
    chosen = {name: tuple(given.getlist(name)) for name in FACETS if name in given}
    every = release_records(given["release"]).values() if "release" in given else records
    part = oracle.under_rules(every, given.getlist("rule"))
    shown = oracle.shown(part, chosen, {}, axes)
    for (row, column), count in read_table(client, address).counts.items():
        picked = [(axis, code) for axis, code in zip(axes, (row, column), strict=False) if code]
        assert count == sum(all(code in oracle.values(record, axis) for axis, code in picked) for record in shown)


def test_choices_in_a_crossed_facet_only_pick_what_shows(client):
    whole = read_table(client, explore("type", "sponsor_type", "state=OH"))
    part = read_table(client, explore("type", "sponsor_type", "state=OH&type=award&type=credential&sponsor_type=nonprofit"))
    assert part.rows == ["award", "credential"]
    assert part.columns == ["nonprofit"]
    for row in part.rows:
        assert part.counts[row, "nonprofit"] == whole.counts[row, "nonprofit"]
        assert part.counts[row, ""] == whole.counts[row, "nonprofit"]
    assert part.counts["", ""] == sum(whole.counts[row, "nonprofit"] for row in part.rows)


def test_a_chosen_value_shows_also_at_zero_and_other_empty_ones_are_named(client):
    shown = page(client, explore("type", "form", "form=degree&form=award&state=OH&type=award"))
    cells = CrossTable(shown)
    assert cells.columns == ["degree", "award"]
    assert cells.counts["award", "degree"] == 0
    assert cells.cells["award", "degree"].url == ""
    assert cells.cells["award", "degree"].text == "0"
    every = page(client, explore("form", "type", "state=AK&scope=state"))
    left_out = len(FACETS["form"].labels) - len(CrossTable(every).rows)
    assert read_notes(every)["left-out", "form"] == left_out > 0


@pytest.mark.parametrize("show", SHOWS[1:])
def test_percentages_are_of_the_row_of_the_column_or_of_all(client, show):
    for columns in ("sponsor_type", "form"):
        cells = read_table(client, explore("type", columns, "state=OH", show=show)).cells
        for (row, column), cell in cells.items():
            whole = {"row": cells[row, ""], "column": cells["", column], "total": cells["", ""]}[show].count
            shown = cell.text.replace("†", "").split()  # it marks a percentage of few programs
            assert shown[0] == percent(cell.count, whole), cell
            if cell.count:
                assert shown[1] == f"{cell.count:,}"


@pytest.mark.parametrize("show", SHOWS[1:])
def test_csv_has_the_percentages_that_the_page_shows(client, show):
    address = explore("type", "form", "state=OH", show=show)
    cells = read_table(client, address).cells
    lines = read_csv(client, address.replace("/explore/", "/explore.csv"))
    assert lines
    for line in lines:
        count, whole = int(line["programs"]), int(line["percent_of"])
        place = {"row": (line["type"], ""), "column": ("", line["form"]), "total": ("", "")}[show]
        assert whole == (cells[place].count if place in cells else 0)
        assert line["percent"] == exact_percent(count, whole)
        if (line["type"], line["form"]) in cells:
            assert cells[line["type"], line["form"]].text.split()[0].rstrip("†") == percent(count, whole)
    assert "percent" not in read_csv(client, explore("type", "form", path="/explore.csv"))[0]
    [line, *_] = read_csv(client, explore("type", path="/explore.csv", show="total"))
    assert line["percent_of"] == line["total"]


def test_notes_count_programs_with_several_values_or_none(client, records):
    notes = read_notes(page(client, explore("form", "delivery")))
    assert notes["unstated", "delivery"] == sum(record.delivery is None for record in records)
    assert ("several", "form") in notes
    assert ("several", "delivery") not in notes
    assert ("several", "state") in read_notes(page(client, explore("state", query="state=OH&state=TX")))
    assert read_notes(page(client, explore("model", query="state=OH")))["none", "model"] == 49
    none = sum(not record.credentials for record in records)
    assert read_notes(page(client, explore("credential")))["none", "credential"] == none


@pytest.mark.parametrize(
    ("query", "says", "rows", "columns"),
    [
        ("rows=colour&cols=form", "“colour” is not a facet (rows) and was ignored.", "type", "form"),
        ("rows=form&cols=colour", "“colour” is not a facet (cols) and was ignored.", "form", ""),
        ("rows=form&rows=type", "“rows” takes one value: “type” was ignored.", "form", ""),
        ("rows=form&cols=form", "Two different facets can be crossed: “form” is used for the rows only.", "form", ""),
        ("rows=form&show=row", "“row” needs two facets: the percent of all is shown.", "form", ""),
        ("rows=form&show=pie", "“pie” is not a way to show counts (show) and was ignored.", "form", ""),
        ("rows=form&type=job", "“job” is not a value of", "form", ""),
        ("rows=form&colour=red", "“colour” is not a parameter", "form", ""),
        ("rows=form&release=1999.1", "“1999.1” is not a release", "form", ""),
        ("rows=form&rule=none", "“none” is not a value of “Rule”", "form", ""),
    ],
)
def test_what_it_does_not_know_it_names_and_files_refuse(client, query, says, rows, columns):
    shown = page(client, f"/explore/?{query}")
    assert says in shown.text
    assert f'<option value="{rows}" selected' in shown.html
    assert not columns or f'<option value="{columns}" selected' in shown.html
    for path in ("/explore.csv", "/explore.svg", "/explore.png", "/explore.pdf", "/api/v1/crosstab/"):
        assert client.get(f"{path}?{query}").status_code == 400, path
    error = re.split(" and was ignored|: ", says)[0]
    assert error in client.get(f"/explore.svg?{query}").content.decode()


def test_advertisers_parameters_go_without_a_word(client):
    shown = page(client, "/explore/?rows=form&utm_source=x")
    assert "ignored" not in shown.text
    assert "utm_source" not in shown.html.replace('rel="canonical"', "")
    assert client.get("/explore.csv?rows=form&utm_source=x").status_code == 200


def test_the_form_comes_back_at_the_canonical_address(client):
    response = client.get("/explore/?q=&rows=form&cols=&show=count")
    assert response.status_code == 302
    assert response["Location"] == "/explore/?rows=form"


def test_csv_says_what_it_counts(client):
    [line, *_] = read_csv(client, explore("type", "scope", "state=OH&type=award&rule=no-credential", path="/explore.csv"))
    assert (
        line["selection"] == "programs open to teachers in Ohio (or stating no residence rule), coded without the credential rule"
    )
    assert line["address"].endswith(explore("type", "scope", "state=OH&type=award&rule=no-credential"))
    assert (line["base"], line["shown"]) == (
        str(make_crossing(explore("type", query="state=OH&rule=no-credential")).count().base),
        "Award (Recognize)",
    )
    assert line["about"] == "Describes this catalog, not all programs."
    [line, *_] = read_csv(client, explore("type", "scope", "release=2026.11", path="/explore.csv"))
    assert line["release"] == "2026.11"


def test_what_is_counted_is_what_the_link_to_it_opens(client):
    shown = page(client, explore("type", "sponsor_type", "type=award&state=OH"))
    counted, _ = read_counted(shown)
    assert counted == browsed(client, find_link(shown, 'id="cross-browse"')) == 152


def test_the_edition_is_marked_with_the_number_that_is_counted(client):
    shown = page(client, explore("support", "type", "release=2026.11&rule=no-credential&support=prepare&support=place"))
    counted, _ = read_counted(shown)
    assert counted == 363
    assert (shown.data('[data-mark="release"]', "count"), shown.data('[data-mark="release"]', "today")) == (["363"], ["434"])
    assert Rule.NO_CREDENTIAL.explanation in shown.text_of('[data-mark="rule"]')
    back = page(client, shown.one('[data-mark="rule"] a')["href"])
    assert not back.has('[data-mark="rule"]')
    assert CrossTable(back).rows == ["prepare", "place"]


def test_rows_and_columns_can_be_swapped(client):
    address = explore("type", "scope", "state=OH", show="row")
    shown = page(client, address)
    swapped = page(client, find_link(shown, 'id="swap-axes"'))
    one, two = CrossTable(shown), CrossTable(swapped)
    assert {(column, row): cell.text for (row, column), cell in one.cells.items()} == {
        place: cell.text for place, cell in two.cells.items()
    }
    assert find_link(swapped, 'id="swap-axes"') == address


def test_the_rule_is_switched_on_with_everything_else_kept(client):
    address = explore("type", "scope", "type=award&state=OH", show="row")
    shown = page(client, address)
    address = address.replace("type=award&state=OH", "state=OH&type=award")
    assert switches(shown) == {rule.code: f"{address}&rule={rule.code}" for rule in Rule}
    under = page(client, switches(shown)["no-selection"])
    assert 'data-mark="rule"' in under.html
    assert switches(under)["no-selection"] == address
    assert switches(under)["no-credential"] == f"{address}&rule=no-credential&rule=no-selection"


def test_a_search_counts_what_browsing_counts(client):
    address = explore("type", "scope", "q=" + quote("“policy fellows” OR coach"))
    cells = read_table(client, address).cells
    assert cells["", ""].count == browsed(client, "/programs/?q=" + quote("“policy fellows” OR coach"))
    for cell in itertools.islice((cell for cell in cells.values() if cell.url), 6):
        assert browsed(client, cell.url) == cell.count
