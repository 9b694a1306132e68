"""Programs side by side in Chromium: what scrolls, what stays, with and without JavaScript, on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import scrolls_sideways
from tests.browser.reading import EIGHT, at, slugs

pytestmark = pytest.mark.browser

THREE = "/compare/?p=" + "&p=".join(EIGHT[:3])
ALL = "/compare/?p=" + "&p=".join(EIGHT)
SCROLLED = "one => [one.scrollLeft, one.scrollTop]"


def region(page):
    return page.get_by_role("region", name="Programs side by side")


def scroll(page, left, top):
    """Scroll the region, which must be able to go so far."""
    region(page).evaluate("(one, [left, top]) => one.scrollTo({left, top, behavior: 'instant'})", [left, top])
    assert region(page).evaluate(SCROLLED) == [left, top]


def pressed_until(page, key, condition):
    """Press a key until the region satisfies it: Chromium drops one that comes amid its own smooth scrolling."""
    for attempt in range(60):
        if attempt % 20 == 0:
            page.keyboard.press(key)
        if region(page).evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{key}: {condition}")


def box(locator):
    return locator.bounding_box()


def row_head(page, label):
    return page.get_by_role("rowheader", name=label).locator(".label")


def is_narrow(page):
    return page.viewport_size["width"] < 800


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_names_and_labels_stay_when_the_rest_scrolls(request, screen):
    page = request.getfixturevalue(screen)
    page.goto(ALL)
    heads = page.locator("thead th[data-slug]")
    label, cell = row_head(page, "Place"), page.get_by_role("row", name="Place").get_by_role("cell").first
    frame, name = box(region(page)), box(heads.nth(2))
    before, before_cell = box(label), box(cell)
    scroll(page, 150, 300)
    after, moved = box(label), box(heads.nth(2))
    # names: with their column sideways, never down
    assert moved["y"] == pytest.approx(name["y"], abs=1)
    assert moved["x"] == pytest.approx(name["x"] - 150, abs=1)
    assert frame["y"] <= moved["y"] <= frame["y"] + 2
    # labels: with their row down, never sideways
    assert after["x"] == pytest.approx(before["x"], abs=1)
    assert after["y"] == pytest.approx(before["y"] - 300, abs=1)
    assert frame["x"] <= after["x"] < frame["x"] + 40
    # the values go with both
    assert (box(cell)["x"], box(cell)["y"]) == pytest.approx((before_cell["x"] - 150, before_cell["y"] - 300), abs=1)
    assert not scrolls_sideways(page)


def test_labels_lie_over_the_values_and_names_over_both(wide):
    wide.goto(ALL)
    region(wide).evaluate("one => one.scrollIntoView()")
    scroll(wide, 400, 500)
    frame = box(region(wide))
    on_top = "([x, y]) => { const one = document.elementFromPoint(x, y).closest('th, td'); return one.className || one.scope }"
    assert wide.evaluate(on_top, [frame["x"] + 20, frame["y"] + 20]) == "corner"
    assert wide.evaluate(on_top, [frame["x"] + 400, frame["y"] + 20]) == "col"
    for down in range(200, 760, 40):
        assert wide.evaluate(on_top, [frame["x"] + 20, frame["y"] + down]) in ("row", "rowgroup")


def test_two_programs_fit_beside_each_other_on_a_phone(narrow):
    narrow.goto(ALL)
    frame = box(region(narrow))
    columns = [box(head) for head in narrow.locator("thead th[data-slug]").all()[:3]]
    assert all(column["width"] >= 150 for column in columns)
    assert columns[1]["x"] + columns[1]["width"] <= frame["x"] + frame["width"]
    assert columns[2]["x"] < frame["x"] + frame["width"], "the third must show that there is more"
    cells = narrow.get_by_role("row", name="Summary").get_by_role("cell").all()
    assert [box(cell)["x"] for cell in cells[:3]] == pytest.approx([column["x"] for column in columns], abs=1)
    assert box(row_head(narrow, "Summary"))["y"] < box(cells[0])["y"]


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_the_keyboard_scrolls_the_region_and_shows_where_it_is(request, screen):
    page = request.getfixturevalue(screen)
    page.goto(ALL)
    page.locator(".views a").last.focus()
    page.keyboard.press("Tab")
    expect(region(page)).to_be_focused()
    assert region(page).evaluate("one => getComputedStyle(one).outlineStyle") != "none"
    for key, condition in (
        ("ArrowRight", "one => one.scrollLeft > 0"),
        ("PageDown", "one => one.scrollTop > 0"),
        ("End", "one => one.scrollTop + one.clientHeight >= one.scrollHeight - 1"),
    ):
        pressed_until(page, key, condition)


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_no_link_has_the_focus_hidden_under_names_and_labels(request, screen):
    page = request.getfixturevalue(screen)
    page.goto(ALL)
    names, labels = box(page.locator("thead"))["height"], 0 if is_narrow(page) else box(page.locator(".corner"))["width"]
    links = page.locator("tbody a")
    links.last.focus()
    for _ in range(links.count() - 1):
        page.keyboard.press("Shift+Tab")
        link, frame = page.evaluate(
            "[document.activeElement, document.querySelector('.compare-scroll')].map(one => one.getBoundingClientRect().toJSON())"
        )
        assert link["top"] >= frame["top"] + names - 1
        assert link["bottom"] <= frame["bottom"]
        assert link["right"] > frame["left"] + labels
        assert link["left"] < frame["right"]


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
    link = wide.get_by_label("Its address").input_value()
    assert link == f"{site}{THREE}&only=differences"
    wide.goto(link)
    assert slugs(wide) == list(EIGHT[:3])


def test_on_paper_nothing_is_cut_off_and_no_control_stands(wide):
    wide.set_viewport_size({"width": 1030, "height": 700})  # A4 landscape within its margins
    wide.goto(ALL)
    wide.emulate_media(media="print")
    fits = region(wide).evaluate("one => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]")
    assert fits == [0, 0]
    for control in wide.locator(".views, .remove, #add, #link, .send .button").all():
        expect(control).to_be_hidden()
    expect(wide.locator(".printed")).to_have_text(wide.url)
    head = wide.locator("thead")
    assert head.evaluate("one => getComputedStyle(one).display") == "table-header-group", "repeated on every page"
    assert head.locator("th").nth(1).evaluate("one => getComputedStyle(one).position") == "static"
