"""Two programs become one: an editor merges them by keyboard, a reviewer publishes, and a teacher's saved list follows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import at
from tests.processes import serving_prepared

pytestmark = pytest.mark.browser

GONE, STAYS = "teach-plus-colorado-charter-teacher-policy-fellowship", "teach-plus-colorado-policy-fellowship"
GONE_NAME, STAYS_NAME = "Colorado Charter Teacher Policy Fellowship", "Teach Plus Colorado Policy Fellowship"


@pytest.fixture(scope="module")
def catalog_folder(prepared):
    """A catalog of its own: other stories count all programs."""
    return prepared("merging")


@pytest.fixture(scope="module")
def site(catalog_folder):
    """The address of that catalog, in which two people publish."""
    with serving_prepared(catalog_folder, TRUSTED_PROXIES="1") as served:
        yield served.url


@pytest.fixture
def editor(open_page, catalog_folder):
    with open_page(viewport=WIDE, java_script_enabled=False) as page:
        yield create_and_log_in(page, catalog_folder, "merging-editor", "Editor")


@pytest.fixture
def reviewer(open_page, catalog_folder):
    with open_page(viewport=NARROW, color_scheme="dark") as page:
        yield create_and_log_in(page, catalog_folder, "merging-reviewer", "Reviewer")


@pytest.fixture
def teacher(open_page):
    with open_page(viewport=WIDE) as page:
        yield page


def fits(page):
    """Whether nothing scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_two_programs_become_one(editor, reviewer, teacher):
    # a teacher saves the program that will go, with a note
    teacher.goto(f"/programs/{GONE}/")
    teacher.locator(f'[data-keep="{GONE}"]').first.click()
    teacher.goto("/shortlist/")
    teacher.locator("[data-note] summary").click()
    teacher.get_by_label(f"Your note: {GONE_NAME}").fill("Ask about the stipend.")

    # the editor compares the likely pair, without JavaScript
    editor.goto("/admin/duplicates/")
    pair = editor.locator("section.pair").filter(has_text=GONE_NAME)
    pair.get_by_role("link", name="Merge …").press("Enter")
    expect(editor).to_have_url(re.compile(r"/admin/duplicates/merge/\d+/\d+/$"))
    survivor = editor.get_by_role("group", name="Which program survives?")
    survivor.get_by_label(STAYS_NAME).press("Space")
    expect(survivor.get_by_label(STAYS_NAME)).to_be_checked()
    editor.get_by_role("group", name="Program", exact=True).get_by_label(STAYS_NAME).check()
    editor.get_by_role("group", name="Focus").get_by_label(STAYS_NAME).check()
    expect(editor.get_by_role("group", name="Sources").get_by_label(STAYS_NAME)).to_be_checked()  # it has all of both
    editor.get_by_label("Reason").fill("One fellowship under two names.")
    editor.get_by_label("Reason").press("Enter")  # nothing but the form's only button
    expect(editor.locator(".messagelist")).to_contain_text("awaits review")
    expect(editor.locator("#absorbs")).to_contain_text(GONE_NAME)
    expect(editor.get_by_role("button", name="Publish")).to_have_count(0)

    # nothing is public yet
    teacher.goto(f"/programs/{GONE}/")
    at(teacher, f"/programs/{GONE}/")

    # the reviewer publishes both parts at once, on a phone
    reviewer.goto("/admin/pending/")
    expect(reviewer.locator("[data-absorbs]")).to_contain_text(GONE_NAME)
    reviewer.get_by_role("link", name=STAYS_NAME).click()
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Merge")
    expect_accessible(reviewer)
    assert fits(reviewer)
    reviewer.get_by_role("button", name="Publish version").click()
    expect(reviewer.locator(".messagelist")).to_contain_text("was published")

    # the old address, the saved list with its note, and the change log lead to the survivor
    teacher.goto(f"/programs/{GONE}/")
    at(teacher, f"/programs/{STAYS}/")
    teacher.goto(f"/es/programs/{GONE}/")
    at(teacher, f"/es/programs/{STAYS}/")
    teacher.goto("/shortlist/")
    expect(teacher.get_by_label(f"Your note: {STAYS_NAME}")).to_have_value("Ask about the stipend.")
    teacher.goto(f"/programs/{STAYS}/")
    expect(teacher.locator(f'[data-keep="{STAYS}"]').first).to_have_attribute("aria-pressed", "true")
    teacher.goto("/changes/?kind=retired")
    teacher.get_by_role("link", name=STAYS_NAME).click()
    at(teacher, f"/programs/{STAYS}/")


def test_the_pages_are_accessible_wide_and_narrow(open_page, catalog_folder):
    for viewport, scheme in ((WIDE, "light"), (NARROW, "dark")):
        with open_page(viewport=viewport, color_scheme=scheme) as page:
            create_and_log_in(page, catalog_folder, "merging-reviewer", "Reviewer")
            page.goto("/admin/catalog/program/?q=la-teacher-leader-advisors")
            page.get_by_role("link", name="Louisiana Teacher Leader Advisors", exact=True).click()
            page.get_by_role("link", name="Merge with another program …").click()
            page.get_by_label("Name, sponsor or address").fill("knowles")
            page.get_by_role("button", name="Search").click()
            expect(page.locator('main [data-count="3"]')).to_be_visible()
            expect_accessible(page)
            assert fits(page)
            page.get_by_role("link", name="Louisiana Teacher Leaders").click()
            expect_accessible(page)
            assert fits(page)
            page.get_by_role("link", name="All of “Louisiana Teacher Leaders”").click()
            expect(page.get_by_role("group", name="Summary").get_by_label("Louisiana Teacher Leaders")).to_be_checked()


def test_one_program_retires_in_favor_of_another(reviewer, teacher):
    reviewer.goto("/admin/catalog/program/?q=knowles-senior-fellows-program")
    reviewer.get_by_role("link", name="Knowles Senior Fellows Program", exact=True).click()
    reviewer.get_by_role("link", name="Retire …").click()
    expect_accessible(reviewer)
    assert fits(reviewer)
    reviewer.get_by_role("button", name="Retire this program").click()
    expect(reviewer.get_by_label("Reason")).to_have_accessible_description(re.compile("Enter a reason"))
    reviewer.get_by_label("Reason").fill("Part of the fellows program now.")
    reviewer.get_by_label("Continued by").fill("knowles-teaching-fellows-program")
    reviewer.get_by_role("button", name="Retire this program").click()
    expect(reviewer.locator("#successor")).to_contain_text("Knowles Teaching Fellows Program")
    teacher.goto("/programs/knowles-senior-fellows-program/")
    at(teacher, "/programs/knowles-teaching-fellows-program/")
