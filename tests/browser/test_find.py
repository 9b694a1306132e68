"""The finder, with and without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, count

pytestmark = pytest.mark.browser


def counted(page):
    return int(page.locator("#match-count").get_attribute("data-count"))


def test_with_script_the_programs_follow_every_choice(wide):
    wide.goto("/find/")
    before = counted(wide)
    wide.get_by_label("What I want").select_option(label="a fellowship")
    expect(wide.locator("#match-count")).not_to_have_attribute("data-count", str(before))
    expect(wide.locator(".card").first).to_contain_text("Fellowship")
    at(wide, "/find/?form=fellowship")
    wide.get_by_label("State I teach in").select_option(label="Ohio")
    at(wide, "/find/?form=fellowship&state=OH")


def test_on_a_phone_the_first_card_is_on_the_first_screen(narrow):
    narrow.goto("/find/?form=fellowship&state=OH&grade=middle&experience_max=6")
    expect(narrow.locator(".card-name").first).to_be_in_viewport()


def test_one_sentence_ends_on_an_ordinary_selection(no_script):
    no_script.goto("/")
    no_script.get_by_label("Grades I teach").select_option("middle")
    no_script.get_by_label("State I teach in").select_option(label="Ohio")
    no_script.get_by_label("Years I have taught").fill("6")
    no_script.get_by_label("What I want").select_option(label="a fellowship")
    no_script.get_by_role("button", name="Show programs").click()
    at(no_script, "/find/?form=fellowship&state=OH&grade=middle&experience_max=6")
    fits = counted(no_script)
    no_script.locator(".see-all a").click()
    assert count(no_script) >= fits > 0
    expect(no_script.get_by_text("was ignored")).to_have_count(0)
