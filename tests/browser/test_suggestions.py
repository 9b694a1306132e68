"""A suggestion's way: a visitor sends it, an editor decides on it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import at

pytestmark = pytest.mark.browser

SLUG, CORRECTION = "nyc-big-apple-awards", "Librarians with a teaching license may enter as well."
MISSING = ("It has run for ten years in all five boroughs.", "Why is the Big Apple Award not listed here?")
LIST = "/admin/catalog/suggestion/"


@pytest.fixture
def editor(open_page, catalog_folder):
    """The list of suggestions as somebody with the role Editor sees it."""
    with open_page(viewport=WIDE) as page:
        create_and_log_in(page, catalog_folder, "suggestions-editor", "Editor")
        page.goto(LIST)
        at(page, LIST)
        yield page


@pytest.fixture
def visitor(open_page):
    with open_page(viewport=NARROW, java_script_enabled=False) as page:
        yield page


def send(page, text, slug="", missing=""):
    """Suggest something, as a visitor does: about the program of this slug, or one that is missing."""
    page.goto(f"/suggest/?program={slug}" if slug else "/suggest/")
    if missing:
        page.get_by_label("A program that is missing").check()
        page.get_by_label("Which program?").fill(missing)
    page.get_by_label("What should be different?").fill(text)
    page.get_by_label("Your e-mail address").fill("teacher@example.org")
    page.get_by_role("button", name="Send to the editors").click()
    at(page, "/suggest/thanks/")


def open_suggestion(page, text):
    page.goto(LIST)
    page.get_by_role("link", name=text).click()
    expect(page.locator(".suggestion-text")).to_have_text(text)


def test_a_correction_goes_from_a_visitor_to_the_program_and_is_accepted(visitor, editor):
    send(visitor, CORRECTION, slug=SLUG)
    open_suggestion(editor, CORRECTION)
    expect_accessible(editor)
    expect(editor.locator(".suggestion-facts")).to_contain_text("teacher@example.org")
    here = editor.url
    editor.get_by_role("link", name="Open the program with this suggestion").click()
    expect(editor).to_have_url(re.compile(r"/admin/catalog/program/\d+/change/\?suggestion=\d+$"))
    editor.goto(here)

    # to reject, a reason is needed
    editor.get_by_role("button", name="Reject").click()
    expect(editor.get_by_label("What was done")).to_have_accessible_description(re.compile("Enter a reason"))
    expect_accessible(editor)
    editor.get_by_label("What was done").fill("Their page says so; entered.")
    editor.get_by_role("button", name="Accept").click()
    at(editor, LIST)
    expect(editor.locator(".messagelist")).to_contain_text("The suggestion was accepted.")
    expect(editor.get_by_role("link", name=CORRECTION)).to_have_count(0)
    editor.goto(here)
    expect(editor.locator(".suggestion-state")).to_contain_text("Accepted by suggestions-editor")
    expect(editor.locator(".suggestion-state")).to_contain_text("Their page says so; entered.")
    expect(editor.get_by_text("teacher@example.org")).to_have_count(0)
    expect(editor.get_by_role("button", name="Accept")).to_have_count(0)


def test_a_missing_program_that_is_there_already_is_rejected_with_others(visitor, editor):
    for text in MISSING:
        send(visitor, text, missing="Big Apple Award")
    open_suggestion(editor, MISSING[0])
    expect(editor.locator(".suggestion-alike")).to_contain_text("Big Apple Awards")
    expect_accessible(editor)
    editor.get_by_role("link", name="Start a draft from this").click()
    expect(editor).to_have_url(re.compile(r"/admin/catalog/program/add/\?name=Big\+Apple\+Award&suggestion=\d+$"))
    editor.goto(f"{LIST}?kind__exact=missing")
    for text in MISSING:
        editor.get_by_role("row").filter(has_text=text).get_by_role("checkbox").check()
    editor.get_by_label("Action:").select_option("reject_selected")
    editor.get_by_role("button", name="Go").click()
    expect(editor.locator("#content")).to_contain_text("2 suggestions will be rejected for one reason:")
    expect_accessible(editor)
    editor.get_by_label("Reason").fill("The catalog has it: Big Apple Awards.")
    editor.get_by_role("button", name="Reject").click()
    expect(editor.locator(".messagelist")).to_contain_text("2 rejected.")
