"""The table and the map in the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, count, shows

pytestmark = pytest.mark.browser


def test_columns_are_chosen_in_place(wide):
    wide.goto("/programs/?form=award&view=table")
    wide.locator("#columns > summary").click()
    wide.get_by_label("You pay").check()
    expect(wide.get_by_role("columnheader", name="You pay")).to_be_visible()
    wide.locator("#column-delivery").uncheck()
    expect(wide.get_by_role("columnheader", name="Delivery")).to_have_count(0)
    expect(wide.locator("#columns")).to_have_attribute("open", "")


def test_columns_are_chosen_without_script(no_script, records):
    no_script.goto("/programs/?form=award&view=table")
    no_script.locator("#columns > summary").click()
    no_script.get_by_label("You pay").check()
    no_script.locator("#columns").get_by_role("button", name="Apply").click()
    expect(no_script.locator("td[data-label='You pay']").first).to_be_visible()
    assert count(no_script) == sum("award" in record.form for record in records)


def test_the_head_and_the_names_stay_while_the_table_scrolls(wide):
    columns = "&".join(
        f"column={code}" for code in ("form", "type", "state", "sponsor_type", "delivery", "pays", "receives", "entry", "focus")
    )
    wide.goto(f"/programs/?view=table&{columns}")
    region = wide.get_by_role("region", name="Programs, 1–25")
    head, name = wide.locator(".rows thead th").first, wide.locator(".rows tbody th[scope=row]").nth(8)
    top, left = head.bounding_box()["y"], name.bounding_box()["x"]
    region.evaluate("box => { box.scrollTop = 300; box.scrollLeft = 200 }")
    assert region.evaluate("box => box.scrollTop") == 300
    assert region.evaluate("box => box.scrollLeft") > 0
    assert abs(head.bounding_box()["y"] - top) < 1
    assert abs(name.bounding_box()["x"] - left) < 1


def test_on_a_phone_the_table_comes_as_a_list(narrow):
    narrow.goto("/programs/?view=table&per_page=5")
    expect(narrow.locator(".rows thead")).not_to_be_in_viewport()
    cell = narrow.locator("td[data-label='Open to']").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Open to"'


def test_a_tile_leads_to_its_programs(wide, records):
    awards = [r for r in records if "award" in r.form and (r.scope == "national" or "OH" in r.serves_states)]
    wide.goto("/programs/?form=award&view=map")
    tile = wide.locator(f"#tile-OH[data-count='{len(awards)}']")
    tile.focus()
    wide.keyboard.press("Enter")
    shows(wide, len(awards))
    at(wide, "/programs/?form=award&state=OH")


def test_on_a_phone_the_map_comes_as_a_list(no_script):
    no_script.goto("/programs/?view=map")
    if no_script.viewport_size["width"] > 800:
        expect(no_script.locator("svg.tiles")).to_be_visible()
        no_script.locator("#map-table > summary").click()
    else:
        expect(no_script.locator("svg.tiles")).to_be_hidden()
    row = no_script.locator("#map-table tr").filter(has=no_script.locator("th a", has_text="Ohio"))
    fits = int(row.locator("td").first.inner_text())
    row.locator("th a").click()
    at(no_script, "/programs/?state=OH")
    assert count(no_script) == fits
