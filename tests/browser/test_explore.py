"""Cross-tables, what-if and citations in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import shows

pytestmark = pytest.mark.browser


def open_a_cell(page):
    page.goto("/explore/")
    page.get_by_label("Rows").select_option("form")
    page.get_by_label("Columns").select_option("delivery")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile("rows=form&cols=delivery"))
    cell = page.locator("tr[data-row=fellowship] td[data-column=hybrid]")
    number = int(cell.get_attribute("data-count"))
    assert number
    cell.get_by_role("link").click()
    shows(page, number)
    assert "form=fellowship" in page.url
    assert "delivery=hybrid" in page.url


def test_a_cell_opens_as_many_programs_as_it_shows(wide):
    open_a_cell(wide)


def test_bars_begin_where_their_labels_end(wide):
    wide.goto("/explore/?rows=type&show=total")
    for row in wide.locator("table.cross tbody tr").all():
        label, bar = row.locator(".with-glyph > span").first.bounding_box(), row.locator("td.bar svg").bounding_box()
        assert label["x"] + label["width"] <= bar["x"]


def test_on_a_phone_the_table_is_a_list(narrow):
    open_a_cell(narrow)
    narrow.goto("/explore/?rows=form&cols=focus")
    assert narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    cell = narrow.locator("tr[data-row=award] td[data-column=science]")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Science"'


def test_a_cell_opens_its_programs_without_javascript(no_script):
    open_a_cell(no_script)


def test_the_keyboard_alone_makes_a_table(wide):
    wide.goto("/explore/")
    wide.get_by_label("Rows").focus()
    wide.keyboard.type("Del")
    for _ in range(5):  # columns, what cells show, base, intervals
        wide.keyboard.press("Tab")
    expect(wide.get_by_role("button", name="Show")).to_be_focused()
    wide.keyboard.press("Enter")
    wide.wait_for_url(re.compile("rows=delivery|rows=deadline_month"))
    expect(wide.locator("table.cross")).to_be_visible()


def test_what_if_shows_the_curve_flow_table_and_programs(wide):
    wide.goto("/explore/whatif/")
    expect(wide.locator("#curve-figure svg.figure")).to_be_visible()
    wide.get_by_label("No credential rule").check()
    wide.get_by_role("button", name="Show", exact=True).click()
    moved = wide.locator("#whatif-result").get_attribute("data-moved")
    assert wide.locator(".whatif-programs li").count() == int(moved)
    wide.get_by_label("Second coder’s codes").check()
    wide.get_by_role("button", name="Show", exact=True).click()
    expect(wide.locator("#whatif-result")).to_have_attribute("data-rules", "no-credential second-coder")
    remaining = wide.locator("#curve-all tr[aria-current]").get_attribute("data-total")
    wide.locator("#whatif-browse").click()
    expect(wide.locator("#result-count")).to_have_attribute("data-count", remaining)


def test_a_citation_is_copied_and_its_address_keeps_its_count(wide):
    wide.goto("/programs/?state=OH")
    wide.locator("#cite-these").click()
    frozen = wide.locator(".cite[data-release]:not([data-release=''])")
    version = frozen.get_attribute("data-release")
    number = int(frozen.get_attribute("data-count"))
    button = frozen.get_by_role("button", name="Copy: APA")
    button.click()
    expect(frozen.get_by_role("button", name=re.compile("Copied|Press Ctrl"))).to_be_visible()
    frozen.locator(".cite-address a").click()
    shows(wide, number)
    expect(wide.locator("[data-mark=release]")).to_contain_text(f"{version}: {number};")


def test_a_figure_is_in_the_page_and_can_be_downloaded(wide):
    for address in ("/explore/?rows=type", "/explore/whatif/"):
        wide.goto(address)
        expect(wide.locator("svg.figure")).to_have_accessible_name(re.compile("."))
        for form in ("svg", "png", "pdf"):
            link = wide.locator(f"[data-file={form}]").get_attribute("href")
            assert wide.request.get(link).headers["content-disposition"].endswith(f'.{form}"')


# the width between the margins, in CSS pixels: Letter and A4, landscape and upright
PAPER = {"Letter": 965, "A4": 1032, "Letter upright": 725, "A4 upright": 703}
TABLES = ["rows=type&cols=sponsor_type", "rows=home_state&cols=state", "rows=type&cols=focus&show=row", "rows=focus"]


@pytest.mark.parametrize("query", [*TABLES, "rows=home_state&cols=state&show=column"])
def test_a_table_prints_whole_and_in_black(wide, query):
    wide.goto(f"/explore/?{query}")
    wide.emulate_media(media="print")
    for paper, width in PAPER.items():
        wide.set_viewport_size({"width": width, "height": 700})
        table = wide.locator("table.cross")
        assert table.bounding_box()["width"] <= width, paper
        assert wide.locator("html").evaluate("page => page.scrollWidth") <= width, paper
        cells = table.locator("td[data-count]")
        colors = cells.evaluate_all("cells => [...new Set(cells.map(cell => getComputedStyle(cell).color))]")
        assert colors == ["rgb(0, 0, 0)"], paper
        cut = cells.evaluate_all("cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).length")
        assert cut == 0, paper
    expect(wide.locator(".cross-form:visible")).to_have_count(0)
    expect(wide.locator(".exploring .printed")).to_contain_text(f"/explore/?{query}")
