"""An Editor corrects what ages by keyboard alone: through the list, and in the weekly review of three programs."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.processes import serving_prepared

pytestmark = pytest.mark.browser
LIST = "/admin/catalog/program/?q=award&status=unknown&o=-7"


@pytest.fixture(scope="module")
def catalog_folder(prepared):
    """A catalog of this story's own, so that its changes affect no other story."""
    return prepared("quick-edit")


@pytest.fixture(scope="module")
def site(catalog_folder):
    with serving_prepared(catalog_folder, TODAY="2026-11-25") as served:
        yield served.url


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for an Editor, who may not publish."""
    return create_and_log_in(wide, catalog_folder, "ed", "Editor")


def tab_to(page, target):
    """Go to an element by Tab alone."""
    for _ in range(120):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def press(page, key):
    """Strike a key that leads on, and wait for the next page."""
    before = page.url
    page.keyboard.press(key)
    expect(page).not_to_have_url(before)
    page.wait_for_load_state()


def test_quick_edit_by_keyboard_from_the_list_to_the_next_program(page):
    page.goto(LIST)
    links = page.locator("#result_list a.quick-edit")
    addresses = [link.get_attribute("href") for link in links.all()]
    tab_to(page, links.first)
    press(page, "Enter")
    expect(page.locator("#position")).to_have_text(f"1 of {len(addresses)}")
    tab_to(page, page.locator("#id_status"))
    page.keyboard.type("Act")
    page.keyboard.press("Tab")
    page.keyboard.type("2026")
    tab_to(page, page.get_by_role("button", name="Save and next"))
    press(page, "Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("Sent to a reviewer.")
    expect(page).to_have_url(f"**{addresses[1]}".replace("**", page.url.split("/admin/")[0]))

    # an error is shown at its field; Enter in a field saves and leads on; Back leads to the list as it was
    tab_to(page, page.locator("#id_evidence_year"))
    page.keyboard.press("Control+a")
    page.keyboard.type("2031")
    page.keyboard.press("Enter")
    expect(page.locator(".field .errorlist")).to_be_visible()
    tab_to(page, page.locator("#id_evidence_year"))
    page.keyboard.press("Control+a")
    page.keyboard.type("2025")
    press(page, "Enter")
    expect(page.locator("#position")).to_have_text(f"3 of {len(addresses)}")
    tab_to(page, page.get_by_role("link", name="Back to the list"))
    press(page, "Enter")
    assert page.url.endswith(LIST)


def test_three_programs_of_the_week_by_keyboard(page):
    page.goto("/admin/week/")
    names = page.locator(".week-list h2").all_inner_texts()
    tab_to(page, page.get_by_role("link", name="Start:"))
    press(page, "Enter")
    heading = page.locator("#content h1")

    # one key says that it still runs, and settles the deadline that has passed
    expect(heading).to_have_text(names[0])
    expect(page.locator("#id_not_announced")).to_be_checked()
    press(page, "s")
    expect(page.locator(".messagelist .success")).to_contain_text("Still running. Seen operating in 2026. Sent to a reviewer.")

    # keys lead to the fields, where they are text
    expect(heading).to_have_text(names[1])
    page.keyboard.press("w")
    expect(page.locator("#id_website")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("https://new.example.org/")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    press(page, "s")

    # what was typed goes into the form, and saving there leads on to the fourth
    expect(heading).to_have_text(names[2])
    page.keyboard.press("y")
    page.keyboard.type("2024")
    tab_to(page, page.get_by_role("button", name="Changed"))
    press(page, "Enter")
    expect(page.locator("#id_evidence_year")).to_have_value("2024")
    page.get_by_role("button", name="Send for review and back to this week").focus()
    press(page, "Enter")
    expect(heading).to_have_text(names[3])
    page.goto("/admin/week/")
    expect(page.locator("#progress")).to_have_text("3 of 12 reviewed")


def test_it_works_without_script(no_script, catalog_folder):
    page = create_and_log_in(no_script, catalog_folder, "ed", "Editor")
    page.goto("/admin/catalog/program/?q=acte-teacher-of-the-year")
    page.get_by_role("link", name="Quick edit").first.click()
    width = page.viewport_size["width"]  # both widths change the same program
    page.get_by_label("Website").fill(f"https://moved.example.org/{width}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_contain_text("Sent to a reviewer.")
    page.goto("/admin/week/acte-teacher-of-the-year/")
    page.locator("#aging summary").click()
    page.get_by_label("About the deadline").fill(f"Closes in May ({width}).")
    page.get_by_role("button", name="Still running").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Sent to a reviewer.")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page):
    page.goto(LIST)
    page.locator("#result_list a.quick-edit").first.click()
    expect_accessible(page)
    page.locator("#id_website").fill("nowhere")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".field .errorlist")).to_be_visible()
    expect_accessible(page)
