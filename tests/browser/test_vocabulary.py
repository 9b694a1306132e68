"""A term that is missing: an Admin adds it, an Editor uses it, a Reviewer publishes, and the public filters by it."""

import csv
import io

import pytest
from playwright.sync_api import expect

from catalog.accounts.roles import EDITOR, REVIEWER
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
NAME = "Dakota Dreams Teacher Leadership Academy"


@pytest.fixture(
    params=[(WIDE, True, "Game-based learning"), (NARROW, False, "Outdoor learning")], ids=["wide-script", "phone-no-script"]
)
def story(request, open_page, catalog_folder):
    """Opens the admin as one person after the other, and a label that no other run uses."""
    screen, script, label = request.param

    def open_as(name, role=""):
        return open_page(viewport=screen, java_script_enabled=script), name, role

    return open_as, label


def test_a_new_focus_is_added_used_published_and_found(story, catalog_folder, open_page):
    open_as, label = story
    code = label.lower().replace("-", "_").replace(" ", "_")

    opened, name, role = open_as("editor")
    with opened as page:
        create_and_log_in(page, catalog_folder, name, role)
        if page.locator("#menu summary").first.is_visible():
            page.locator("#menu summary", has_text="Menu").click()
        page.get_by_role("link", name="Vocabularies").first.click()
        page.get_by_role("link", name="Add a term to Focus").click()
        page.get_by_label("Label", exact=True).fill(label)
        page.get_by_label("Definition").fill(f"The program is about {label.lower()}.")
        page.get_by_label("Reason").fill("Two programs are about it.")
        page.get_by_label("Label", exact=True).press("Enter")
        expect(page.locator("#preview-sentence")).to_have_text(f"Programs with a focus on {label.lower()}")
        expect(page.locator(".kept")).to_have_count(0)  # the form still holds what was typed
        page.get_by_role("button", name="Add term").click()
        expect(page.locator("#term-history tr[data-kind]")).to_have_count(1)

    opened, name, role = open_as("vocabulary-ed", EDITOR)
    with opened as page:
        create_and_log_in(page, catalog_folder, name, role)
        page.goto(f"/admin/catalog/program/?q={NAME}")
        page.locator("#result_list tbody th a").first.click()
        box = page.locator(f'input[name="focus"][value="{code}"]')
        box.check()
        page.locator('[name="reason"]').fill("Its page says so.")
        page.locator('[name="_save"]').click()
        page.wait_for_load_state()

    opened, name, role = open_as("vocabulary-rev", REVIEWER)
    with opened as page:
        create_and_log_in(page, catalog_folder, name, role)
        page.goto("/admin/pending/")
        page.get_by_role("link", name=NAME).first.click()
        page.locator('[name="_publish"]').click()
        page.wait_for_load_state()

    with open_page(viewport=WIDE) as page:
        page.goto("/programs/")
        assert page.locator(f'[data-facet="focus"][data-value="{code}"]').first.get_attribute("data-count") == "1"
        page.goto(f"/programs/?focus={code}")
        expect(page.locator("#result-count")).to_have_attribute("data-count", "1")
        rows = list(csv.DictReader(io.StringIO(page.request.get(f"/programs.csv?focus={code}").text().lstrip("\ufeff"))))
        assert [code in row["focus"].split("; ") for row in rows] == [True]
