"""The search box: a combobox with script, a plain field without; a misspelt word is put right."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, count, shows, slugs

pytestmark = pytest.mark.browser


@pytest.fixture(params=["/", "/programs/"], ids=["home", "browse"])
def box(request, wide):
    wide.goto(request.param)
    return wide.get_by_role("combobox", name="Search the programs")


def test_suggestions_come_while_typing_and_the_keyboard_works_them(wide, box):
    box.press_sequentially("fellow")
    expect(wide.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(wide.get_by_role("group", name="What it is").get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    first = wide.get_by_role("listbox").get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(box).to_be_focused()
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(wide.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("Fellowship")
    box.press("Enter")
    at(wide, "/programs/?form=fellowship")


def test_a_suggestion_keeps_the_filters_that_are_chosen(wide):
    wide.goto("/programs/?q=award&state=OH")
    box = wide.get_by_role("combobox", name="Search the programs")
    box.fill("")
    box.press_sequentially("fellowsh")
    wide.get_by_role("group", name="What it is").get_by_role("option").click()
    at(wide, "/programs/?form=fellowship&state=OH")


def test_escape_closes_the_suggestions_and_keeps_the_text(wide, box):
    box.press_sequentially("ohio")
    expect(wide.get_by_role("listbox")).to_be_visible()
    box.press("Escape")
    expect(wide.get_by_role("listbox")).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("ohio")
    box.press("ArrowDown")  # and opens them again
    expect(wide.get_by_role("listbox")).to_be_visible()
    box.press("Tab")
    expect(wide.get_by_role("listbox")).to_have_count(0)


def test_a_suggestion_is_taken_with_the_pointer(wide, box):
    box.press_sequentially("big apple")
    wide.get_by_role("listbox").get_by_role("option").filter(has_text="Big Apple Awards").click()
    at(wide, "/programs/nyc-big-apple-awards/")


def test_a_suggestion_is_a_link_that_opens_in_a_new_tab_as_any_link(wide, box):
    box.press_sequentially("big apple")
    option = wide.get_by_role("listbox").get_by_role("option").filter(has_text="Big Apple Awards")
    expect(option).to_have_attribute("href", "/programs/nyc-big-apple-awards/")
    before = wide.url
    for options in ({"button": "middle"}, {"modifiers": ["ControlOrMeta"]}):
        with wide.context.expect_page() as opened:
            option.click(**options)
        opened.value.wait_for_url("**/programs/nyc-big-apple-awards/")
        opened.value.close()
        assert wide.url == before
    option.click(button="right")
    assert wide.url == before
    expect(option).to_be_visible()


def test_the_arrival_of_suggestions_is_announced_once_and_politely(wide, box):
    status = wide.locator("#completion-status")
    expect(status).to_have_role("status")
    expect(status).to_be_empty()
    box.press_sequentially("fellow")
    options = wide.locator(".completion")
    expect(options.first).to_be_visible()
    expect(status).to_contain_text(str(options.count()))
    box.press("Escape")
    expect(status).to_be_empty()


def test_enter_without_a_suggestion_searches(wide, box):
    box.press_sequentially("science fellowship")
    box.press("Enter")
    at(wide, "/programs/?q=science+fellowship")
    shows(wide, 28)
    expect(wide.locator("mark").first).to_be_visible()


def test_a_search_on_browse_changes_results_in_place_and_back_undoes_it(wide):
    wide.goto("/programs/?form=award")
    before = slugs(wide)
    wide.evaluate("window.marked = true")
    wide.locator("#q").fill("science")
    wide.locator("#search-button").click()
    at(wide, "/programs/?q=science&form=award")
    assert wide.evaluate("window.marked")
    expect(wide.locator("#sort option:checked")).to_have_text("Best match")
    wide.go_back()
    at(wide, "/programs/?form=award")
    expect(wide.locator("#q")).to_have_value("")
    assert slugs(wide) == before


def test_what_is_being_typed_survives_new_results(wide, records):
    wide.goto("/programs/")
    with wide.expect_request(lambda request: "form=award" in request.url):  # what is typed before it is sent goes with it
        wide.locator("#f-form-award").check()
    wide.locator("#q").press_sequentially("scien", delay=40)
    shows(wide, sum("award" in record.form for record in records))  # not searched for yet
    expect(wide.locator("#q")).to_have_value("scien")
    expect(wide.locator("#q")).to_be_focused()


def test_misspelt_and_put_right(wide):
    wide.goto("/")
    wide.locator("#q").fill("felowship")
    wide.locator("#q").press("Enter")
    shows(wide, 0)
    wide.get_by_role("link", name="fellowship", exact=True).click()
    at(wide, "/programs/?q=fellowship")
    assert count(wide) > 0
    expect(wide.locator("#q")).to_have_value("fellowship")


def test_misspelt_and_put_right_without_script(no_script):
    no_script.goto("/")
    box = no_script.get_by_role("searchbox", name="Search the programs")
    box.fill("felowship ohoi")
    no_script.get_by_role("button", name="Search").click()
    at(no_script, "/programs/?q=felowship+ohoi")
    assert count(no_script) == 0
    no_script.get_by_role("link", name="fellowship in Ohio").click()
    at(no_script, "/programs/?q=fellowship&state=OH")
    assert count(no_script) > 0


def test_no_results_lead_on_without_script(no_script):
    no_script.goto("/programs/?form=certification&state=AK&support=place")
    without = no_script.locator(".near-list a").first
    number = int(no_script.locator(".near-count").first.inner_text().split()[0])
    without.click()
    assert count(no_script) == number > 0


@pytest.mark.parametrize("view", ["list", "table", "map"])
def test_a_word_longer_than_the_screen_is_broken(narrow, view):
    narrow.goto(f"/programs/?q={'w' * 200}&view={view}")
    expect(narrow.locator(".chip").first).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 400
    narrow.goto(f"/programs/?q={'w' * 200}&{'c' * 150}={'v' * 150}")
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 400
