"""The table in chosen columns, and the map of tiles."""

import html
import re

import pytest

from catalog.browse.selection import COLUMNS, USUAL_COLUMNS
from catalog.schema.vocabulary import vocabulary
from catalog.site.browse.state_map import PLACES

pytestmark = pytest.mark.django_db


def page(client, query):
    response = client.get(f"/programs/?{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def heads(text):
    return re.findall(r'<th scope="col">([^<]+)</th>', text)[1:]


def test_the_table_has_the_usual_columns_unless_others_are_chosen(client):
    assert heads(page(client, "view=table")) == [COLUMNS[code] for code in USUAL_COLUMNS]
    text = page(client, "view=table&column=founded&column=pays&column=colour")
    assert heads(text) == ["You pay", "Founded"]
    assert "“colour” is not a value" in text


def test_every_column_shows_its_fact(client):
    text = page(client, "view=table&per_page=100&" + "&".join(f"column={code}" for code in COLUMNS))
    row = re.search(r'<tr data-slug="acte-teacher-of-the-year">(.*?)</tr>', text, re.DOTALL)[1]
    cells = {
        label: " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for label, cell in re.findall(r'<td data-label="([^"]+)">(.*?)</td>', row, re.DOTALL)
    }
    assert list(cells) == list(COLUMNS.values())
    assert cells["Type"] == "Award (Recognize)"
    assert cells["Open to"] == "Nationwide"
    assert cells["How you enter"] == "Application"
    assert cells["You pay"] == "Not stated"
    assert cells["Leads to"] == "None"


def test_chosen_columns_stay_when_the_view_changes(client):
    text = page(client, "view=table&column=pays")
    assert 'href="/programs/?column=pays"' in text
    assert 'href="/programs/?column=pays&view=map"' in text
    assert '<input type="hidden" name="column" value="pays">' in page(client, "column=pays")


def tiles(text):
    found = re.findall(
        r'<a href="([^"]+)"[^>]*aria-label="([^"]+)" data-state="(\w\w)" data-count="(\d+)" data-naming="(\d+)"', text
    )
    return {code: (url, label, int(count), int(naming)) for url, label, code, count, naming in found}


def test_every_state_and_territory_has_a_place_of_its_own():
    assert PLACES.keys() == set(vocabulary("state").by_code)
    assert len(set(PLACES.values())) == len(PLACES)


@pytest.mark.parametrize(
    "query", ["", "form=fellowship", "state=OH&sponsor_type=nonprofit", "q=science", "scope=national", "scope=local"]
)
def test_a_tile_tells_and_links_exactly_its_programs(client, records, query):
    text = page(client, f"{query}&view=map".lstrip("&"))
    found = tiles(text)
    assert len(found) == len(PLACES)
    facet = dict(re.findall(r'data-facet="state" data-value="(\w\w)" data-count="(\d+)"', text))
    by_slug = {record.slug: record for record in records}
    for code in ("OH", "CA", "PR"):
        url, label, count, naming = found[code]
        assert int(facet[code]) == count
        pages = [client.get(f"{url}&per_page=100&page={number}").content.decode() for number in range(1, 2 + (count - 1) // 100)]
        slugs = re.findall(r'class="card" data-slug="([\w-]+)"', "".join(pages))
        assert len(slugs) == count
        assert sum(code in by_slug[slug].serves_states for slug in slugs) == naming
        assert f"{code} {count} {naming} by name" in label


def test_ohio_reads_as_designed(client):
    assert tiles(page(client, "view=map"))["OH"][1] == "OH 152 7 by name, Ohio"


def test_the_map_has_its_figures_as_a_table(client):
    text = page(client, "view=map&form=award")
    rows = re.findall(r'<th scope="row">\s*<a href="([^"]+)"[^>]*>[^<]+</a>\s*</th>\s*<td>(\d+)</td>\s*<td>(\d+)</td>', text)
    assert rows == [(url, str(count), str(naming)) for url, _, count, naming in tiles(text).values()]


@pytest.mark.parametrize(("columns", "limited"), [("", 1), ("&column=experience", 0)])
def test_a_program_for_fewer_years_than_asked_says_so_where_no_column_does(client, columns, limited):
    text = page(client, f"view=table&experience_max=20&q=Klingenstein{columns}")
    row = re.search(r'<tr data-slug="klingenstein-summer-institute">(.*?)</tr>', text, re.DOTALL)[1]
    assert row.count('data-limit="experience"') == limited
    assert "5 years" in row
