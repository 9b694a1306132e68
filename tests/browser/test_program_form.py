"""The program form is short to walk: by keyboard, on a phone, without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser
ADD = "/admin/catalog/program/add/"


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request, open_page, catalog_folder):
    """The admin for an editor who is logged in, on a wide screen and on a phone."""
    with open_page(viewport=request.param) as page:
        yield create_and_log_in(page, catalog_folder)


def is_covered(page, field):
    """Whether the save bar lies over a field."""
    bar, box = page.locator(".save-bar").bounding_box(), page.locator(field).bounding_box()
    return box["y"] + box["height"] > bar["y"]


def open_sections(page):
    """The section list in sight: at the side, or unfolded at the top."""
    if page.viewport_size["width"] >= WIDE["width"]:
        return page.locator(".sections-beside")
    page.locator(".sections-folded > summary").press("Enter")
    return page.locator(".sections-folded")


def test_a_section_is_reached_by_its_link_and_its_fields_are_never_covered(page):
    page.goto(ADD)
    sections = open_sections(page)
    sections.get_by_role("link", name="How fresh").press("Enter")
    expect(page.locator("#section-how-fresh")).to_be_in_viewport()
    page.locator("#id_status").focus()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
    for _ in range(12):
        page.keyboard.press("Tab")
    expect(page.locator("#id_status")).to_be_focused()
    assert not is_covered(page, "#id_status")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect_accessible(page)


def test_the_section_list_follows_what_is_typed(page):
    page.goto(ADD)
    missing = open_sections(page).locator("[data-section=section-what-it-is] [data-missing]")
    expect(missing).to_have_text("3")
    page.locator("#id_name").fill("Lead Now")
    expect(missing).to_have_text("2")
    page.locator("#id_sponsor").fill("A Trust")
    page.locator("#id_sponsor_type").select_option("nonprofit")
    expect(missing).to_be_hidden()


def test_the_fold_of_the_states_says_what_it_holds(page):
    page.goto(ADD)
    fold = page.locator("#id_serves_states summary")
    expect(fold).to_have_text("None chosen: nationwide")
    fold.press("Enter")
    expect(page.locator("#id_serves_states").get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("ohi")
    page.keyboard.press("Enter")
    expect(fold).to_have_text("Ohio")


def test_one_source_serves_all_three_supports_and_a_button_enters_the_usual_sentence(page):
    page.goto(ADD)
    page.locator("#id_sources-0-url").fill("https://lead.example.org/")
    page.locator("#id_sources-0-for_all").check()
    for support in ("prepare", "place", "recognize"):
        expect(page.locator(f"#id_{support}_source")).to_have_value("https://lead.example.org/")
    page.locator("#id_sources-1-for_all").check()
    expect(page.locator("#id_sources-0-for_all")).not_to_be_checked()
    usual = page.locator(".support.place button")
    usual.press("Enter")
    expect(page.locator("#id_place_evidence")).not_to_have_value("")
    expect(usual).to_be_hidden()
    page.locator("#id_prepare_present").check()
    expect(page.locator(".support.prepare button")).to_be_hidden()


def test_a_preview_opens_in_a_new_tab_and_the_form_stays(page):
    page.goto("/admin/catalog/program/?q=nyc-big-apple-awards")
    page.locator("#result_list tbody th a").first.click()
    page.locator("#id_name").fill("Big Apple Preview")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.locator("h1")).to_have_text("Big Apple Preview")
    expect(opened.value.locator("#preview-note")).to_be_visible()
    expect_accessible(opened.value)
    opened.value.close()
    page.bring_to_front()
    expect(page.locator("#id_name")).to_have_value("Big Apple Preview")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert asked == ["beforeunload"]


def test_without_script_sections_folds_and_the_save_bar_work(no_script, catalog_folder):
    page = create_and_log_in(no_script, catalog_folder)
    page.goto(ADD)
    page.locator("#id_name").press("Enter")
    assert page.url.endswith(ADD)
    open_sections(page).get_by_role("link", name="Deadline").click()
    expect(page.locator("#section-deadline")).to_be_in_viewport()
    page.locator("#id_serves_states summary").click()
    page.locator("input[name=serves_states][value=OH]").check()
    page.locator("#id_name").fill(f"Scriptless Academy {page.viewport_size['width']}")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#draft-note")).to_be_visible()
    expect(page.locator("#id_serves_states .holds")).to_have_text("Ohio")


def test_a_support_that_no_page_shows_is_entered_by_one_button(page):
    page.goto(ADD)
    place = page.locator("fieldset.support.place")
    place.locator("[name=place_absence]").select_option("stated_absent")
    place.get_by_role("button", name="No page shows it").click()
    expect(place.locator("[name=place_absence]")).to_have_value("silent")
    expect(place.locator("[name=place_evidence]")).not_to_have_value("")
    # what the pages say of an absent support is no question for one that is given
    place.locator("[name=place_present]").check()
    expect(place.locator("[name=place_absence]")).to_be_hidden()
    place.locator("[name=place_present]").uncheck()
    expect(place.locator("[name=place_absence]")).to_be_visible()
