"""An editor does this week's programs by keyboard alone, and sees their progress."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import find_violations
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW
from tests.processes import serving_prepared

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def catalog_folder(prepared):
    """A catalog of this story's own, so that its answers affect no other story."""
    return prepared("week")


@pytest.fixture(scope="module")
def site(catalog_folder):
    with serving_prepared(catalog_folder, OFFICE_OF_ONE="1", TODAY="2026-11-25") as served:
        yield served.url


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for an editor who is logged in."""
    return create_and_log_in(wide, catalog_folder)


def follow(page, name):
    """Go to a link by Tab alone and follow it."""
    link = page.get_by_role("link", name=name).first
    for _ in range(120):
        if link.evaluate("link => link === document.activeElement"):
            press(page, "Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach “{name}”")


def heading(page):
    return page.locator("#content h1").inner_text()


def press(page, key):
    """Strike a key that answers, and wait for the next page."""
    before = page.url
    page.keyboard.press(key)
    expect(page).not_to_have_url(before)
    page.wait_for_load_state()


def test_a_week_by_keyboard_alone(page):
    follow(page, "Programs reviewed this week")
    expect(page.locator("#progress")).to_have_text("0 of 12 reviewed")
    names = page.locator(".week-list h2").all_inner_texts()
    follow(page, "Start:")
    assert heading(page) == names[0]

    # a key opens a source beside the screen, and another goes to the year; there keys are text
    with page.context.expect_page() as opened:
        page.keyboard.press("1")
    opened.value.close()
    page.bring_to_front()
    page.keyboard.press("y")
    expect(page.locator("#id_year")).to_be_focused()
    page.keyboard.type("sect")
    assert heading(page) == names[0]
    page.keyboard.press("Enter")
    expect(page.locator(".review-answer .errorlist")).to_have_text("Enter a year such as 2026.")
    page.keyboard.press("y")
    page.keyboard.press("Control+a")
    page.keyboard.type("2026")
    button = page.get_by_role("button", name="Still running")
    for _ in range(15):  # over the deadline, the website and the note to the first answer
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text(f"“{names[0]}”: Still running. Seen operating in 2026. Published.")
    assert heading(page) == names[1]
    expect(page.locator(".review-why")).to_contain_text("2 of 12 this week, 1 done")

    # an answer given by mistake is undone
    press(page, "e")
    press(page, "u")
    expect(page.locator(".messagelist")).to_contain_text("Your answer was undone")
    assert heading(page) == names[1]
    press(page, "t")
    assert heading(page) == names[2]
    press(page, "e")
    assert heading(page) == names[3]
    press(page, "c")
    expect(page.locator("#id_name")).to_have_value(names[3])
    page.get_by_role("button", name="Send for review and back to this week").focus()
    press(page, "Enter")  # saving leads on, also without a change
    for name in names[4:]:
        assert heading(page) == name
        press(page, "s")
    expect(page.locator("#progress")).to_have_text("11 of 12 reviewed, 1 change to enter")
    expect(page.locator(".week-list .answer strong")).to_have_text(
        ["✓ Still running", "✓ Can't tell", "✓ Ended", "Change to enter", *["✓ Still running"] * 8]
    )
    follow(page, "Home")
    expect(page.locator(".admin-figures .week .number")).to_have_text("11 of 12")
    expect(page.locator(".admin-figures .week .note")).to_have_text("1 found changed, still to enter")

    # the public sees it, without a name
    page.goto("/programs/?q=" + names[0])
    page.locator("[data-slug] a").first.click()
    expect(page.locator('[data-review="still_true"]')).to_be_attached()
    expect(page.locator("#main")).to_contain_text("Last seen operating: 2026")


def test_keys_can_be_turned_off_and_stay_off(page):
    page.goto("/admin/week/acte-teacher-of-the-year/")
    box = page.get_by_label("Single-key shortcuts")
    expect(box).to_be_checked()
    expect(page.locator(".answers kbd").first).to_be_visible()
    box.uncheck()
    expect(page.locator(".answers kbd").first).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("s")
        page.wait_for_timeout(100)
        expect(page.locator(".messagelist")).to_have_count(0)
        page.reload()
        expect(box).not_to_be_checked()
    box.check()
    press(page, "s")
    expect(page.locator(".messagelist")).to_contain_text("Still running.")


def test_it_all_works_without_script(no_script, catalog_folder):
    page = create_and_log_in(no_script, catalog_folder)
    page.goto("/admin/week/acte-teacher-of-the-year/")
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_role("button", name="Can't tell").click()
    expect(page.locator(".messagelist")).to_contain_text("“ACTE Teacher of the Year”: Can't tell.")


def test_the_list_can_be_searched_on_a_phone(page):
    page.set_viewport_size(NARROW)
    page.goto("/admin/catalog/program/")
    box = page.get_by_role("textbox", name="Search programs")
    assert box.bounding_box()["width"] > 100
    box.fill("knowles")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(3)


def test_retiring_asks_for_a_reason_on_a_page_axe_finds_nothing_on(page):
    page.goto("/admin/catalog/program/?q=acte-teacher-of-the-year")
    page.locator("#result_list input[name=_selected_action]").check()
    page.locator("select[name=action]").select_option("retire_chosen")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("#content")).to_contain_text("Retired programs leave the public pages")
    assert find_violations(page) == []


def test_a_key_goes_to_the_website_and_typing_replaces_it(page):
    page.goto("/admin/week/acte-teacher-of-the-year/")
    page.keyboard.press("w")
    expect(page.locator("#id_website")).to_be_focused()
    page.keyboard.type("https://new.example.org/")
    expect(page.locator("#id_website")).to_have_value("https://new.example.org/")
