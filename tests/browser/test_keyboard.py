"""The keyboard alone reaches and works everything, and always shows where it is."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, box, count, shows, value_count

pytestmark = pytest.mark.browser

# everything a pointer could work, in the order of the page
WORKABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(one => !one.disabled && one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}))
  .map((one, number) => { one.dataset.stop = number; return one.outerHTML.slice(0, 120) })"""
# where the focus is, and whether it shows: an outline, or the ring around a region of the diagram; on the screen
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const drawn = one.matches(".venn-region, .tile") && one.querySelector("path, rect");
  const ring = drawn && parseFloat(getComputedStyle(drawn).strokeWidth) >= 5;
  return {
    stop: one.dataset.stop === undefined ? null : Number(one.dataset.stop),
    shows: !!ring || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
FOCUSED = "document.activeElement.id"


@pytest.mark.parametrize("address", ["/", "/programs/", "/types/fellowship/", "/programs/acte-teacher-of-the-year/"])
def test_tab_reaches_the_skip_link_first_and_it_leads_to_the_content(wide, address):
    wide.goto(address)
    wide.keyboard.press("Tab")
    skip = wide.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    wide.keyboard.press("Enter")
    assert wide.evaluate(FOCUSED) == "main"
    wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.closest('main') !== null")


def test_past_the_filters_a_second_skip_link_leads_to_the_results(wide):
    wide.goto("/programs/?form=award")
    wide.keyboard.press("Tab")
    wide.keyboard.press("Tab")
    skip = wide.get_by_role("link", name="Skip to results")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    wide.keyboard.press("Enter")
    expect(wide.locator("#result-count")).to_be_focused()
    wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.closest('.results') !== null")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/programs/?form=award&form=fellowship&pays=nothing&pays=unstated&per_page=10",
        "/programs/acte-teacher-of-the-year/",
        "/programs/?view=table&per_page=5",
        "/programs/?view=map",
        "/find/",
        "/shortlist/?p=acte-teacher-of-the-year",
    ],
    ids=["home", "browse", "program", "table", "map", "find", "shortlist"],
)
@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_tab_reaches_everything_in_order_and_the_focus_shows(request, screen, address):
    page = request.getfixturevalue(screen)
    page.goto(address)
    # on a phone, open filters hold the focus: see the test of their own
    page.evaluate("document.querySelectorAll(innerWidth > 800 ? '#filter-fold' : '#none').forEach(fold => { fold.open = true })")
    workable = page.evaluate(WORKABLE)
    for number, what in enumerate(workable):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == {"stop": number, "shows": True, "onScreen": True}, what


def test_a_checkbox_with_space(wide):
    wide.goto("/programs/")
    fits = value_count(wide, "form", "award")
    box(wide, "form", "award").focus()
    wide.keyboard.press("Space")
    shows(wide, fits)
    assert wide.evaluate(FOCUSED) == "f-form-award"
    wide.keyboard.press("Tab")
    assert wide.evaluate(FOCUSED) == "f-form-council"
    wide.keyboard.press("Shift+Tab")
    wide.keyboard.press("Space")
    at(wide, "/programs/")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_fold(wide, key):
    wide.goto("/programs/")
    fold = wide.locator("#facet-delivery")
    fold.locator("> summary").focus()
    wide.keyboard.press(key)
    expect(fold).to_have_attribute("open", "")
    wide.keyboard.press("Tab")
    assert wide.evaluate("document.activeElement.name") == "delivery"
    wide.keyboard.press("Shift+Tab")
    wide.keyboard.press(key)
    expect(fold).not_to_have_attribute("open", "")


def test_a_chip_hands_the_focus_to_the_result_line(wide):
    wide.goto("/programs/?form=award&state=OH")
    wide.get_by_role("link", name="Remove filter: What it is: Award").focus()
    wide.keyboard.press("Enter")
    at(wide, "/programs/?state=OH")
    expect(wide.locator("#result-count")).to_be_focused()


def test_the_sort_with_an_arrow(wide):
    wide.goto("/programs/")
    wide.locator("#sort").focus()
    wide.keyboard.press("ArrowDown")
    at(wide, "/programs/?sort=deadline")
    expect(wide.locator("#sort")).to_be_focused()


@pytest.mark.parametrize(
    ("link", "address"),
    [("#view-table", "/programs/?view=table"), ("#page-next", "/programs/?page=2"), ("#page-2", "/programs/?page=2")],
)
def test_views_and_pages_with_enter(wide, link, address):
    wide.goto("/programs/")
    wide.locator(link).focus()
    wide.keyboard.press("Enter")
    at(wide, address)


def test_a_region_of_the_diagram_with_enter(wide):
    wide.goto("/types/")
    region = wide.locator(".region-distinguished-role")
    says = int(region.locator(".venn-count").text_content())
    region.focus()
    wide.keyboard.press("Enter")
    at(wide, "/programs/?type=distinguished-role")
    assert count(wide) == says


def test_the_filters_of_a_narrow_screen(narrow):
    narrow.goto("/programs/")
    narrow.locator("#filter-fold > summary").focus()
    narrow.keyboard.press("Enter")
    fits = value_count(narrow, "form", "award")
    box(narrow, "form", "award").focus()
    narrow.keyboard.press("Space")
    shows(narrow, fits)
    narrow.locator("#apply").focus()
    narrow.keyboard.press("Enter")
    expect(narrow.locator("#filters")).to_be_hidden()
    expect(narrow.locator("#result-count")).to_be_focused()


def test_open_filters_on_a_phone_hold_the_focus_and_close_on_escape(narrow):
    narrow.goto("/programs/?form=award")
    summary = narrow.locator("#filter-fold > summary")
    behind = "document.activeElement.closest('body > header, .results') !== null"
    summary.click()
    for key in ("Shift+Tab", "Shift+Tab", "Tab", "Tab", "Tab"):
        narrow.keyboard.press(key)
        assert not narrow.evaluate(behind)
    box(narrow, "form", "role").check()
    narrow.wait_for_url("**form=role**")
    assert not narrow.evaluate(behind)
    narrow.keyboard.press("Escape")
    expect(narrow.locator("#filters")).to_be_hidden()
    expect(summary).to_be_focused()
    assert narrow.locator("[inert]").count() == 0


def test_the_menu_closes_on_escape_and_gives_the_focus_back(narrow):
    narrow.goto("/")
    menu = narrow.locator("#menu-more > summary")
    menu.focus()
    narrow.keyboard.press("Enter")
    narrow.keyboard.press("Tab")
    narrow.keyboard.press("Escape")
    expect(narrow.locator("#menu-more a").first).to_be_hidden()
    expect(menu).to_be_focused()
