"""Suggesting a correction in the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at

pytestmark = pytest.mark.browser


def test_a_correction_is_sent_from_a_program_page(no_script):
    no_script.goto("/programs/nyc-big-apple-awards/")
    no_script.get_by_role("link", name="Suggest a correction", exact=True).click()
    expect(no_script.get_by_label("A correction to a program")).to_be_checked()
    no_script.get_by_role("button", name="Send to the editors").click()
    expect(no_script.locator("#summary")).to_be_visible()
    no_script.locator('a[href="#text"]').click()
    expect(no_script.get_by_label("What should be different?")).to_be_focused()
    no_script.keyboard.type("Charter school teachers may enter as well.")
    expect(no_script.get_by_label("Leave this empty")).not_to_be_in_viewport()
    no_script.get_by_role("button", name="Send to the editors").click()
    at(no_script, "/suggest/thanks/")
    expect(no_script.get_by_role("heading", name="Thank you")).to_be_visible()


def test_back_from_the_thanks_leads_to_the_form_though_it_was_refused_once(no_script):
    no_script.goto("/suggest/?program=nyc-big-apple-awards")
    no_script.get_by_label("What should be different?").fill("short")
    no_script.get_by_role("button", name="Send to the editors").click()
    expect(no_script.get_by_label("What should be different?")).to_have_value("short")
    no_script.get_by_label("What should be different?").fill("Librarians may enter as well.")
    no_script.get_by_role("button", name="Send to the editors").click()
    at(no_script, "/suggest/thanks/")
    no_script.go_back()
    at(no_script, "/suggest/")
    expect(no_script.get_by_role("button", name="Send to the editors")).to_be_visible()
