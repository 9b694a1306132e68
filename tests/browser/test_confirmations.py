"""A program confirms its entry: an editor asks, the program answers without script, the editor takes its values over."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import at

pytestmark = pytest.mark.browser
SLUG = "al-teacher-mentor-program"


def test_a_program_is_asked_answers_and_is_dated_on_its_page(open_page, catalog_folder):
    with open_page(viewport=WIDE) as editor, open_page(viewport=NARROW, java_script_enabled=False) as program:
        create_and_log_in(editor, catalog_folder, "confirmations-editor", "Editor")
        editor.goto("/admin/confirmations/")
        expect_accessible(editor)
        editor.goto(f"/admin/confirmations/{SLUG}/")
        editor.get_by_role("button", name="Ask the program").click()
        expect_accessible(editor)
        expect(editor.get_by_role("button", name="Copy")).to_be_visible()
        link = editor.locator("#letter-link").get_attribute("href")

        program.goto(link)
        program.get_by_role("button", name="Send to the editors").click()
        program.locator("#summary a").click()
        expect(program.get_by_label("Yes, it is running")).to_be_focused()
        program.keyboard.press("Space")
        program.get_by_label("Amounts and what teachers get").fill("A stipend of $1,000.")
        expect(program.get_by_label("Leave this empty")).not_to_be_in_viewport()
        program.get_by_role("button", name="Send to the editors").click()
        at(program, "/confirm/thanks/")

        editor.goto("/admin/catalog/suggestion/?origin__exact=program")
        editor.get_by_role("link", name="Is it still running?").click()
        expect_accessible(editor)
        editor.get_by_role("button", name="Accept").click()
        expect(editor.locator("[name=money_note]")).to_have_value("A stipend of $1,000.")
        program.goto(f"/programs/{SLUG}/")
        expect(program.locator("dd [data-confirmed]")).to_be_attached()
        program.goto(link)
        expect(program.locator("[data-state=answered]")).to_be_visible()


def test_the_page_for_the_program_is_accessible(open_page, catalog_folder):
    with open_page(viewport=WIDE) as page:
        create_and_log_in(page, catalog_folder, "confirmations-editor", "Editor")
        page.goto("/admin/confirmations/uri-gems-net-teacher-leaders/")
        page.get_by_role("button", name="Ask the program").click()
        page.goto(page.locator("#letter-link").get_attribute("href"))
        expect_accessible(page)
        page.get_by_role("button", name="Send to the editors").click()
        expect(page.locator("#summary")).to_be_visible()
        expect_accessible(page)
