"""An Editor changes several programs at once, and a Reviewer rejects the change as one, both by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in

pytestmark = pytest.mark.browser

CHOSEN = 3


def press(locator, key="Enter"):
    locator.focus()
    locator.press(key)


@pytest.fixture
def preview(wide, catalog_folder):
    """The preview of a bulk edit of an Editor: the first programs with a past deadline get another status and focus."""
    page = create_and_log_in(wide, catalog_folder, "bulk-editor", "Editor")
    page.goto("/admin/catalog/program/?deadline=past&status=active")
    expect_accessible(page)
    for number in range(CHOSEN):
        press(page.locator(".action-select").nth(number), "Space")
    page.get_by_label("Action:").select_option("edit_chosen")
    press(page.get_by_role("button", name="Go"))
    expect(page.locator(".chosen")).to_have_attribute("data-count", str(CHOSEN))
    expect_accessible(page)
    page.locator("#id_status").select_option("suspended")
    page.locator("#id_focus_do").select_option("add")
    press(page.get_by_label("Rural schools"), "Space")
    press(page.locator("[name=preview]"))
    expect(page.locator("tr[data-program]")).to_have_count(CHOSEN)
    return page


def test_a_bulk_edit_is_previewed_saved_and_rejected_as_one(preview, open_page, catalog_folder):
    expect_accessible(preview)
    preview.go_back()
    expect(preview.locator("#id_status")).to_have_value("suspended")
    preview.go_forward()
    preview.get_by_label("Reason").fill("Their pages say that they pause.")
    press(preview.get_by_role("button", name="Save the change"))
    expect(preview).to_have_url(re.compile(r"/admin/bulk-edit/\d+/$"))
    expect_accessible(preview)
    with open_page() as other:
        reviewer = create_and_log_in(other, catalog_folder, "bulk-reviewer", "Reviewer")
        reviewer.goto("/admin/pending/")
        press(reviewer.locator("[data-bulk-edit] a"))
        expect(reviewer.locator("[name=_publish]")).to_be_visible()
        expect_accessible(reviewer)
        press(reviewer.locator("[name=_reject]"))
        expect(reviewer.get_by_role("alert")).to_be_visible()
        reviewer.get_by_label("Note or reason").fill("They still run.")
        press(reviewer.locator("[name=_reject]"))
        expect(reviewer.locator("#nothing-waits")).to_be_visible()


def test_on_a_narrow_screen_a_link_leads_to_the_folded_filters(narrow, catalog_folder):
    page = create_and_log_in(narrow, catalog_folder)
    page.goto("/admin/catalog/program/")
    press(page.locator(".to-filters"))
    expect(page.locator("#changelist-filter")).to_be_in_viewport()
    press(page.locator('[data-filter-title="deadline"] summary'))
    press(page.get_by_role("link", name=re.compile("^Past")))
    expect(page).to_have_url(re.compile("deadline=past"))
    expect(page.locator('[data-filter-title="deadline"][open]')).to_have_count(1)
