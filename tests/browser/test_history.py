"""Two people in the admin: an editor's change is published by a reviewer, and an older version is restored."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import WIDE

pytestmark = pytest.mark.browser

SLUG = "acte-teacher-of-the-year"
PUBLIC = f"/programs/{SLUG}/"
EVIDENCE = "Winners spend the following year as paid mentors of new teachers."


@pytest.fixture
def admin_of(open_page, catalog_folder):
    """Opens the admin for one of two people: Maria is an Editor, Judith a Reviewer."""

    @contextmanager
    def opened(name):
        with open_page(viewport=WIDE) as page:
            yield create_and_log_in(page, catalog_folder, name, {"maria": "Editor", "judith": "Reviewer"}[name])

    return opened


def test_a_change_goes_from_an_editor_to_the_public_and_back(admin_of):
    with admin_of("maria") as page:
        page.goto(f"/admin/catalog/program/?q={SLUG}")
        page.locator("#result_list .field-name_column a").first.click()
        page.locator("#id_place_present").check()
        page.locator("#id_place_evidence").fill(EVIDENCE)
        page.locator("#id_place_source").fill(page.locator("#id_sources-0-url").input_value())
        page.locator("#id_reason").fill("The 2026 handbook describes a mentoring year.")
        expect(page.get_by_role("button", name="Save and publish")).to_have_count(0)
        page.get_by_role("button", name="Send for review").click()
        expect(page.locator(".messagelist")).to_contain_text("The public sees the published version")
        page.goto("/admin/pending/")
        page.locator("#content").get_by_role("link", name="ACTE Teacher of the Year", exact=True).click()
        expect(page.locator("[data-approvers]")).to_be_visible()

    with admin_of("judith") as page:
        page.goto("/admin/pending/")
        expect_accessible(page)
        page.locator("#content").get_by_role("link", name="ACTE Teacher of the Year", exact=True).click()
        expect(page.locator(".type-line")).to_contain_text("Award (Recognize)")
        expect(page.locator(".type-line")).to_contain_text("Distinguished role (Place + Recognize)")
        expect(page.locator("#differing tr[data-field='supports.place.evidence'] td").last).to_have_text(EVIDENCE)
        expect_accessible(page)
        pending = page.url

        # a rejection without a reason is refused at its field
        page.get_by_role("button", name="Reject version").click()
        expect(page.locator("#id_decision_error")).to_contain_text("Enter a reason")
        page.goto(pending)
        page.get_by_label("Note or reason").fill("Seen on the page")
        page.get_by_role("button", name="Publish version").click()
        expect(page.locator(".messagelist")).to_contain_text("was published")

        page.goto(PUBLIC)
        expect(page.locator(".rule-main")).to_contain_text("Distinguished role")
        expect(page.locator(".retyped")).to_contain_text("The 2026 handbook describes a mentoring year.")
        page.goto("/changes/?kind=type")
        expect(page.locator(".log-entry").first).to_contain_text(EVIDENCE)

        # the version that was loaded comes back whole
        page.goto(pending)
        expect(page.locator("#content")).to_contain_text("No version of this program is awaiting review.")
        page.get_by_role("link", name="History").click()
        expect(page.locator("#versions tbody tr").first).to_contain_text("Published by judith: Seen on the page")
        expect_accessible(page)
        page.get_by_role("link", name="Version 1", exact=True).click()
        expect(page.locator("#differing")).to_contain_text(EVIDENCE)
        expect_accessible(page)
        page.get_by_label("Reason").fill("The handbook is of another program.")
        page.get_by_role("button", name="Restore and publish").click()
        expect(page.locator(".messagelist")).to_contain_text("Version 1 was restored and is public.")
        page.goto(PUBLIC)
        expect(page.locator(".rule-main")).to_contain_text("Award")
        expect(page.locator(".retyped li").first).to_contain_text("Version 1 restored: The handbook is of another program.")
