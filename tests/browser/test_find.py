"""The finder, with and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, count

pytestmark = pytest.mark.browser


def counted(page):
    return int(page.locator("#counted").get_attribute("data-count"))


def test_with_script_the_count_follows_every_choice(wide):
    wide.goto("/find/")
    before = counted(wide)
    wide.evaluate("window.marked = true")
    wide.get_by_label("Fellowship").check()
    expect(wide.locator("#counted")).not_to_have_attribute("data-count", str(before))
    expect(wide.get_by_label("Fellowship")).to_be_focused()
    assert wide.evaluate("window.marked")
    fits = counted(wide)
    wide.get_by_role("link", name="See them now").click()
    assert count(wide) == fits


def test_on_a_phone_the_count_stays_in_sight(narrow):
    for step in range(1, 5):
        narrow.goto(f"/find/?step={step}")
        expect(narrow.locator("#counted strong")).to_be_in_viewport(ratio=1)
        expect(narrow.get_by_role("link", name="See them now")).to_be_in_viewport(ratio=1)
        narrow.locator(".question input:visible, .question select").first.focus()
        expect(narrow.locator("#counted strong")).to_be_in_viewport(ratio=1)
    narrow.goto("/find/?step=2&form=fellowship")
    before = narrow.locator("#kept").inner_text()
    narrow.get_by_label("Middle").check()
    expect(narrow.locator("#kept")).to_contain_text("do not state the grades they are for")
    assert narrow.locator("#kept").inner_text() != before


def test_four_questions_end_on_an_ordinary_selection(no_script):
    no_script.goto("/find/")
    no_script.get_by_label("Fellowship").check()
    no_script.get_by_role("button", name="Next").click()
    at(no_script, "/find/?form=fellowship&step=2")
    no_script.get_by_label("My state or territory").select_option(label="Ohio")
    no_script.get_by_label("Middle").check()
    no_script.get_by_role("button", name="Next").click()
    no_script.get_by_label("Stipend").check()
    no_script.get_by_role("button", name="Back").click()
    expect(no_script.get_by_label("Middle")).to_be_checked()
    no_script.get_by_role("button", name="Next").click()
    expect(no_script.get_by_label("Stipend")).to_be_checked()
    no_script.get_by_role("button", name="Next").click()
    no_script.get_by_label("Years I have taught").fill("6")
    no_script.get_by_label("Years I have taught").press("Enter")
    expect(no_script.locator("#end")).to_be_visible()
    fits = counted(no_script)
    no_script.locator(".question .button").click()
    assert count(no_script) == fits > 0
    expect(no_script.get_by_text("was ignored")).to_have_count(0)
