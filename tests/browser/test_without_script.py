"""Everything works with JavaScript off, on a wide screen and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, box, count, slugs, value_count

pytestmark = pytest.mark.browser


@pytest.fixture
def page(no_script):
    no_script.goto("/programs/")
    return no_script


def is_narrow(page):
    return page.viewport_size["width"] < 800


def open_filters(page):
    """On a narrow screen the filters fold behind one button; on a wide one they stand open."""
    if is_narrow(page):
        expect(page.locator("#filters")).to_be_hidden()
        page.locator("#filter-fold > summary").click()
    expect(page.locator("#apply")).to_be_visible()


def test_filters_are_ticked_and_applied(page):
    open_filters(page)
    fits = value_count(page, "form", "award")
    box(page, "form", "award").check()
    page.locator("#apply").click()
    at(page, "/programs/?form=award")
    assert count(page) == fits

    open_filters(page)
    expect(box(page, "form", "award")).to_be_checked()
    fits = value_count(page, "state", "OH")
    page.locator("#s-state").select_option("OH")
    page.locator("#apply").click()
    at(page, "/programs/?form=award&state=OH")
    assert count(page) == fits


def test_folded_facets_and_more_filters_open(page):
    open_filters(page)
    page.locator("#more-filters > summary").click()
    page.locator("#facet-entry > summary").click()
    fits = value_count(page, "entry", "open")
    box(page, "entry", "open").check()
    page.locator("#apply").click()
    at(page, "/programs/?entry=open")
    assert count(page) == fits


def test_a_number_is_applied(page):
    open_filters(page)
    page.locator("#b-duration_max").fill("6")
    page.locator("#apply").click()
    at(page, "/programs/?duration_max=6")
    expect(page.locator(".chip")).to_have_count(1)


def test_a_narrow_screen_tells_how_many_filters_apply(no_script):
    no_script.goto("/programs/?form=award&state=OH&experience_max=3")
    if is_narrow(no_script):
        expect(no_script.locator("#filter-fold > summary")).to_have_text(re.compile(r"\(3\)"))
    else:
        expect(no_script.locator("#filter-fold > summary")).to_be_hidden()
        expect(no_script.locator("#s-state")).to_have_value("OH")


def test_chips_take_filters_back(no_script):
    no_script.goto("/programs/?form=award&state=OH")
    no_script.get_by_role("link", name="Remove filter: What it is: Award").click()
    at(no_script, "/programs/?state=OH")
    no_script.locator(".chips").get_by_role("link", name="Clear all").click()
    at(no_script, "/programs/")


def test_pages_follow_one_another(page):
    first = slugs(page)
    page.locator("#page-next").click()
    at(page, "/programs/?page=2")
    assert not set(first) & set(slugs(page))


def test_the_sort_is_applied(page):
    by_name = slugs(page)
    page.locator("#sort").select_option("founded")
    page.locator(".order button").click()
    at(page, "/programs/?sort=founded")
    assert slugs(page) != by_name


def test_the_table_is_one_link_away(page):
    listed = slugs(page)
    page.locator("#view-table").click()
    at(page, "/programs/?view=table")
    assert slugs(page) == listed


def test_programs_that_do_not_state_it_can_be_included(no_script):
    no_script.goto("/programs/?pays=nothing")
    before, silent = count(no_script), value_count(no_script, "pays", "unstated")
    if is_narrow(no_script):
        no_script.locator("#about-results > summary").click()
    no_script.locator(".notes a").click()
    assert count(no_script) == before + silent


def test_the_diagram_has_its_table_and_both_lead_to_the_programs(no_script):
    no_script.goto("/")
    table = no_script.locator("#venn-table table")
    expect(table).to_be_hidden()
    no_script.locator("#venn-table > summary").click()
    row = table.get_by_role("row").filter(has_text="Prepare + Place + Recognize")
    number = row.locator(".num").inner_text()
    row.get_by_role("link").click()
    assert count(no_script) == int(number)
