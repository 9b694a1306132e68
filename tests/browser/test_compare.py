"""Programs side by side in Chromium: one page without inner scrolling, with and without JavaScript, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import scrolls_sideways
from tests.browser.reading import EIGHT, at, slugs

pytestmark = pytest.mark.browser

THREE = "/compare/?p=" + "&p=".join(EIGHT[:3])
ALL = "/compare/?p=" + "&p=".join(EIGHT)


def box(locator):
    return locator.bounding_box()


@pytest.mark.parametrize("screen", ["wide", "narrow"])
@pytest.mark.parametrize("address", [THREE, ALL])
def test_the_page_scrolls_and_nothing_within_it_does(request, screen, address):
    page = request.getfixturevalue(screen)
    page.goto(address)
    assert not scrolls_sideways(page)
    inner = (
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible').length"
    )
    assert page.locator("main *:not(.vh, input, select)").evaluate_all(inner) == 0


def test_names_stay_in_sight_while_the_rows_scroll(wide):
    wide.goto(THREE)
    head = wide.locator("thead th[data-slug]").first
    wide.get_by_role("row", name="Summary").scroll_into_view_if_needed()
    wide.mouse.wheel(0, 600)
    wide.wait_for_function("window.scrollY > 500")
    assert box(head)["y"] == pytest.approx(0, abs=2)
    assert box(wide.locator("thead .sponsor").first)["y"] > 0


def test_no_link_has_the_focus_hidden_under_the_names(wide):
    wide.goto(THREE)
    links = wide.locator(".compare-table:not(details *) tbody a")
    links.last.focus()
    for _ in range(links.count() - 1):
        wide.keyboard.press("Shift+Tab")
        top = wide.evaluate("document.activeElement.getBoundingClientRect().top")
        assert top >= box(wide.locator("thead").first)["height"] - 1


def test_on_a_phone_each_row_is_a_list_that_names_the_programs(narrow):
    narrow.goto(THREE)
    row = narrow.locator('tr[data-row="money"], tr.differing').first
    label, cells = row.locator(".label"), row.get_by_role("cell")
    tops = [box(label)["y"], *(box(cell)["y"] for cell in cells.all())]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4
    for cell, name in zip(cells.all(), narrow.locator("thead .name").all(), strict=True):
        expect(cell.locator(".of")).to_be_visible()
        expect(cell.locator(".of")).to_contain_text(name.inner_text())


def test_rows_for_researchers_fold(narrow):
    narrow.goto(THREE)
    kind = narrow.locator("details.research [data-row=type]")
    expect(narrow.locator("[data-row=summary]")).to_be_visible()
    expect(kind).to_be_hidden()
    narrow.locator("details.research summary").press("Enter")
    expect(kind).to_be_visible()
    assert not scrolls_sideways(narrow)


def test_on_a_phone_a_name_stands_next_to_each_value(narrow):
    narrow.goto(ALL)
    cell = narrow.locator("tr.differing td").first
    name, value = box(cell.locator(".of")), box(cell.locator(".says"))
    assert name["x"] + name["width"] <= value["x"]
    assert name["y"] == pytest.approx(value["y"], abs=6)


def test_the_address_and_the_text_can_be_copied(wide):
    wide.goto(THREE)
    for name in ("Its address", "The programs in a few lines"):
        for fold in wide.locator(".send summary").all():
            fold.click()
        button = wide.get_by_role("button", name=f"Copy: {name}")
        button.click()
        expect(wide.get_by_role("button", name="Copied")).to_have_count(1)
        wide.reload()


def test_the_switch_and_the_removal_work_without_script(no_script):
    no_script.goto(THREE)
    rows = no_script.locator("tbody tr:not(.group-row)")
    differing = no_script.locator("tbody tr.differing")
    whole, some = rows.count(), differing.count()
    assert 0 < some < whole
    expect(differing.first.get_by_role("rowheader")).to_contain_text("≠")
    no_script.get_by_role("link", name="Differences only").click()
    at(no_script, f"{THREE}&only=differences")
    expect(rows).to_have_count(some)
    expect(no_script.get_by_role("link", name="Differences only")).to_have_attribute("aria-current", "true")
    no_script.get_by_role("link", name="Remove ACTE Teacher of the Year").click()
    at(no_script, f"/compare/?p={EIGHT[0]}&p={EIGHT[2]}&only=differences")
    assert slugs(no_script) == [EIGHT[0], EIGHT[2]]
    no_script.get_by_role("link", name="All rows").click()
    expect(rows).to_have_count(whole)


def test_programs_are_added_one_by_one_without_script(no_script, site):
    no_script.goto("/compare/")
    for typed in ("big apple awards", f" {site}/programs/{EIGHT[1]}/ ", EIGHT[2]):
        no_script.get_by_label("Add a program").fill(typed)
        no_script.get_by_role("button", name="Add").click()
    at(no_script, THREE)
    assert slugs(no_script) == list(EIGHT[:3])
    no_script.goto(ALL)
    expect(no_script.get_by_label("Add a program")).to_have_count(0)


def test_the_address_to_send_leads_back(wide, site):
    wide.goto(THREE + "&only=differences")
    link = wide.locator("#link").inner_text()
    assert link == f"{site}{THREE}&only=differences"
    wide.goto(link)
    assert slugs(wide) == list(EIGHT[:3])


def test_on_paper_nothing_is_cut_off_and_no_control_stands(wide):
    wide.set_viewport_size({"width": 1030, "height": 700})  # A4 landscape within its margins
    wide.goto(ALL)
    wide.emulate_media(media="print")
    assert not scrolls_sideways(wide)
    assert wide.locator(".compare-table").first.evaluate("one => getComputedStyle(one).display") == "table"
    for control in wide.locator(".views, .remove, #add, #link, .send .button").all():
        expect(control).to_be_hidden()
    expect(wide.locator(".printed")).to_have_text(wide.url)
    head = wide.locator("thead").first
    assert head.evaluate("one => getComputedStyle(one).display") == "table-header-group", "repeated on every page"
    assert head.locator("th").nth(1).evaluate("one => getComputedStyle(one).position") == "static"
