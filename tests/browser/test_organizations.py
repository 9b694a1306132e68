"""An organization is renamed by two people: previewed and proposed by keyboard without script, then published."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import WIDE

pytestmark = pytest.mark.browser
OLD, NEW = "Adams State University", "Adams State University of Colorado"
LIST = "/admin/catalog/organization/"


def test_an_organization_is_renamed_and_its_programs_follow(open_page, catalog_folder):
    with open_page(viewport=WIDE, java_script_enabled=False) as editor, open_page(viewport=WIDE) as reviewer:
        create_and_log_in(editor, catalog_folder, "organizations-editor", "Editor")
        editor.goto(f"{LIST}?q=adams+state")
        editor.get_by_role("link", name=OLD).click()
        editor.get_by_role("link", name="Rename").click()
        editor.get_by_label("New name").fill(NEW)
        editor.keyboard.press("Enter")
        expect(editor.locator("[data-effect=published]")).to_have_attribute("data-count", "1")
        editor.get_by_role("button", name="Send for review").click()
        expect(editor.locator("[data-state=pending]")).to_be_visible()

        create_and_log_in(reviewer, catalog_folder, "organizations-reviewer", "Reviewer")
        reviewer.goto("/admin/pending/")
        reviewer.locator("[data-organization-change] a").click()
        expect_accessible(reviewer)
        reviewer.get_by_role("button", name="Publish the renaming").click()
        expect(reviewer.get_by_role("heading", name=NEW)).to_be_visible()
        reviewer.locator("[data-place=published] a").click()
        expect(reviewer.locator(f'[name=partners][value="{NEW}"]')).to_be_attached()


def test_the_pages_of_organizations_are_accessible(open_page, catalog_folder):
    with open_page(viewport=WIDE) as page:
        create_and_log_in(page, catalog_folder, "organizations-editor", "Editor")
        page.goto(f"{LIST}?q=teach+plus")
        expect_accessible(page)
        page.get_by_role("link", name="Teach Plus", exact=True).click()
        expect_accessible(page)
        page.get_by_role("link", name="Merge into another").click()
        page.get_by_label("Merge into").fill("Nobody")
        page.keyboard.press("Enter")
        expect(page.locator(".errorlist").first).to_be_visible()
        expect_accessible(page)
        page.get_by_label("Merge into").fill("National Education Association")
        page.keyboard.press("Enter")
        expect(page.locator("[data-effect]").first).to_be_visible()
        expect_accessible(page)
        page.goto("/admin/organizations/unused/")
        expect_accessible(page)
