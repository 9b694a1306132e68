"""A session ends while an editor works: nothing that was typed is lost, and a second click does nothing twice."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import NAME, PASSWORD, create_and_log_in
from tests.browser.test_import_story import filled, send, template

pytestmark = pytest.mark.browser

IMPORT = "/admin/catalog/program/import/"


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for an editor who is logged in."""
    return create_and_log_in(wide, catalog_folder)


def lose_session(page):
    page.context.clear_cookies(name="sessionid")


def log_in_here(page):
    """Log in on the page that asks for it, which then leads on."""
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def preview(page, records, slug, year, name):
    """Show the preview of a file that changes the year in which one program began."""
    from catalog.programs.table_row import editor_row

    row = editor_row(next(record for record in records if record.slug == slug))
    send(page, filled(template(page), {**row, "founded": str(year)}), name)
    expect(page.locator("form.confirm")).to_be_visible()


def test_a_session_that_ends_between_preview_and_import(page, records):
    preview(page, records, "acte-teacher-of-the-year", 1961, "lost.xlsx")
    page.get_by_label("Reason").fill("Read again on their history page.")
    lose_session(page)
    page.get_by_role("button", name="Import 1 program").click()
    log_in_here(page)

    # the preview is back, with a warning, and so is the reason
    expect(page.locator(".messagelist .warning")).to_be_visible()
    assert page.url.partition("?")[0].endswith(IMPORT)
    expect(page.get_by_label("Reason")).to_have_value("")
    expect(page.locator("div.kept")).to_be_visible()
    expect_accessible(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Reason")).to_have_value("Read again on their history page.")
    page.get_by_role("button", name="Import 1 program").click()
    expect(page.locator(".messagelist .success")).to_contain_text("lost.xlsx")
    page.goto(IMPORT)
    expect(page.locator("div.kept")).to_have_count(0)


def test_the_reason_for_a_rejection_survives_a_login(page):
    page.goto("/admin/catalog/program/?q=nyc-big-apple-awards")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_founded").fill("1987")
    page.get_by_role("button", name="Send for review").click()
    page.locator("#content-main .where a[href^='/admin/pending/']").click()
    page.wait_for_url("**/admin/pending/*/")  # with its scripts, which keep what is typed
    page.get_by_label("Note or reason").fill("The page says nothing of 1987.")
    lose_session(page)
    page.get_by_role("button", name="Reject").click()
    log_in_here(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Note or reason")).to_have_value("The page says nothing of 1987.")
    expect(page.get_by_label("Note or reason")).to_be_focused()
    page.get_by_role("button", name="Reject").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_login_in_another_tab_makes_the_form_wait_for_one_more_press(page):
    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").fill("Two Tabs Academy")
    other = page.context.new_page()
    lose_session(page)
    other.goto("/admin/")
    log_in_here(other)
    other.close()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".typed")).to_contain_text("Two Tabs Academy")
    expect_accessible(page)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Two Tabs Academy")


def test_without_script_what_was_typed_is_on_the_page(no_script, catalog_folder):
    page = create_and_log_in(no_script, catalog_folder)
    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").fill("No Script Academy")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#error")).to_have_attribute("data-signed-in", "no")
    expect(page.locator(".typed")).to_contain_text("No Script Academy")
    page.locator("#error").get_by_role("link", name="Log in").click()
    log_in_here(page)
    assert page.url.endswith("/admin/catalog/program/add/")


def test_a_double_click_sends_once(page):
    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").fill("Double Click Academy")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Save draft").dblclick()
    expect(page.locator(".messagelist .success")).to_contain_text("Double Click Academy")
    assert len([url for url in sent if "/add/" in url]) == 1


def test_the_help_of_a_page_is_its_chapter(page):
    page.goto("/admin/week/")
    page.get_by_role("link", name="Help", exact=True).click()
    expect(page.locator(".guide")).to_have_attribute("data-chapter", "the-weekly-queue")
    expect_accessible(page)
    page.get_by_role("link", name="Data dictionary").click()
    expect(page).to_have_url(re.compile("/admin/guide/data-dictionary/"))
