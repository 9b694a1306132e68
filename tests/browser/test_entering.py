"""Editors at work on a program's form: from nothing to published, a change, a collision, all by keyboard, without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible, find_violations
from tests.browser.admin import create_and_log_in, log_in
from tests.browser.conftest import WIDE

pytestmark = pytest.mark.browser

PUBLIC = "/programs/browser-made-academy/"
SOURCE = "https://academy.example.org/about"
EVIDENCE = {
    "prepare": "A year of seminars teaches fellows to lead other adults.",
    "place": "Each fellow serves as a paid mentor in a partner school.",
    "recognize": "No award, title or credential is described.",
}


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for an editor who is logged in."""
    return create_and_log_in(wide, catalog_folder)


def fill_in(page, slug="browser-made-academy", name="Browser-Made Academy"):
    """Everything a program needs but its supports and their evidence."""
    page.locator("#id_name").fill(name)
    unfold(page, "#id_slug")
    page.locator("#id_slug").fill(slug)
    page.locator("#id_sponsor").fill(f"{name} Trust")
    page.locator("#id_sponsor_type").select_option("nonprofit")
    page.locator("#id_summary").fill("An academy that prepares experienced teachers to mentor newer colleagues.")
    page.locator("input[name=form][value=institute]").check()
    page.locator("#id_form_basis").select_option("name")
    page.locator("#id_scope").select_option("national")
    page.locator("#id_serves_basis").select_option("stated")
    page.locator("input[name=audience]").first.check()
    page.locator("#id_status").select_option("active")
    page.locator("#id_confidence").select_option("high")
    page.locator("#id_sources-0-url").fill(SOURCE)
    page.locator("#id_sources-0-title").fill("About the academy")
    page.locator("#id_sources-0-read").fill("2026-11-20")


def unfold(page, field):
    """Open the fold that holds a field."""
    page.locator(f"details:not([open]):has({field}) > summary").click()


def fill_in_supports(page):
    """Prepare and place, each with evidence and source."""
    for support, sentence in EVIDENCE.items():
        page.locator(f"#id_{support}_evidence").fill(sentence)
        page.locator(f"#id_{support}_source").fill(SOURCE)
    page.locator("#id_prepare_present").check()
    page.locator("#id_place_present").check()


def error_at(page, field):
    """The message at a field."""
    return page.locator(f".field-{field} .errorlist").first


def publish(page):
    page.get_by_role("button", name="Save and publish").click()


def status(page, address):
    return page.request.get(address).status


def test_an_editor_enters_publishes_and_changes_a_program(page):
    page.goto("/admin/catalog/program/add/")
    fill_in(page)
    expect(page.locator("#derived")).to_contain_text("none yet")

    # evidence but no support: nothing is saved
    for support, sentence in EVIDENCE.items():
        page.locator(f"#id_{support}_evidence").fill(sentence)
        page.locator(f"#id_{support}_source").fill(SOURCE)
    publish(page)
    expect(page.locator(".errornote")).to_contain_text("Nothing was saved. Please correct the errors below.")
    expect(error_at(page, "prepare_present")).to_contain_text("at least one of prepare, place and recognize")
    assert status(page, PUBLIC) == 404

    # the type follows while supports are ticked
    page.locator("#id_prepare_present").check()
    expect(page.locator("#derived")).to_contain_text("Community of practice (Prepare)")
    page.locator("#id_place_present").check()
    expect(page.locator("#derived")).to_contain_text("Professional advancement (Prepare + Place)")

    # supports but not the evidence of one: nothing either, and what was typed is kept
    page.locator("input[name=models]").first.check()
    page.locator("#id_place_evidence").fill("")
    publish(page)
    expect(error_at(page, "place_evidence")).to_contain_text("Required")
    expect(page.locator("#record .errorlist")).to_have_count(1)
    expect(page.locator("#id_sources-0-title")).to_have_value("About the academy")
    page.locator(".errornote a").click()
    expect(page.locator("#id_place_evidence")).to_be_in_viewport()
    assert status(page, PUBLIC) == 404

    # complete: a draft is not public, a published program is
    page.locator("#id_place_evidence").fill(EVIDENCE["place"])
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist")).to_contain_text("saved as Professional advancement (Prepare + Place)")
    assert status(page, PUBLIC) == 404
    publish(page)
    expect(page.locator(".messagelist")).to_contain_text("published as Professional advancement (Prepare + Place)")
    form = page.url
    page.get_by_role("link", name="View on site").click()
    expect(page.locator("h1")).to_have_text("Browser-Made Academy")
    expect(page.locator(".support.place")).to_contain_text(EVIDENCE["place"])
    expect(page.locator(".rule-main")).to_contain_text("Professional advancement")

    # a pending change is for editors until it is published
    page.goto(form)
    changed = "Now a two-year academy for experienced teachers who mentor newer colleagues."
    page.locator("#id_summary").fill(changed)
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist")).to_contain_text("The public sees the published version")
    expect(page.locator("#content-main")).to_contain_text("a pending change")
    expect(page.locator("#id_summary")).to_have_value(changed)
    page.goto(PUBLIC)
    expect(page.locator(".lead")).to_contain_text("An academy that prepares")
    page.goto(form)
    publish(page)
    page.goto(PUBLIC)
    expect(page.locator(".lead")).to_contain_text(changed)


def test_a_likely_duplicate_shows_while_it_is_typed_and_before_it_is_saved(page):
    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").fill("Big Apple Award")
    page.locator("#id_sponsor").fill("New York City Department of Education")
    page.locator("#id_website").fill("https://www.schools.nyc.gov/get-involved/big-apple-awards")
    page.locator("#id_website").blur()
    page.goto("/admin/catalog/program/?q=nyc-big-apple-awards")
    page.locator("#result_list tbody th a").first.click()
    known = {name: page.locator(f"#id_{name}").input_value() for name in ("name", "sponsor", "website")}
    page.goto("/admin/catalog/program/add/")
    fill_in(page, "other-big-apple", known["name"])
    page.locator("#id_sponsor").fill(known["sponsor"])
    page.locator("#id_sponsor").blur()
    expect(page.locator("#alike")).to_contain_text(known["name"])
    fill_in_supports(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".errornote")).to_contain_text("Possible duplicates in the catalog")
    page.get_by_label("I have checked: this is a different program").check()
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist")).to_contain_text("was saved as")


def test_two_editors_change_one_program_and_nothing_is_lost(page, open_page, catalog_folder):
    page.goto("/admin/catalog/program/add/")
    fill_in(page, "collision-academy", "Collision Academy")
    fill_in_supports(page)
    publish(page)
    expect(page.locator(".messagelist")).to_contain_text("was published")
    form = page.url
    with open_page(viewport=WIDE) as other:
        create_and_log_in(other, catalog_folder)
        other.goto(form)
        # the first saves while the second is still typing
        page.locator("#id_money_note").fill("$5,000 a year")
        page.locator("#id_founded").fill("1990")
        publish(page)
        other.locator("#id_founded").fill("1991")
        other.locator("#id_eligibility").fill("Teachers with five years of experience.")
        publish(other)
        expect(other.locator("#conflict")).to_be_focused()
        expect(other.locator("#their-changes tbody tr")).to_have_count(2)
        expect(other.locator("#their-changes [data-both]")).to_have_attribute("data-field", "founded")
        expect(other.locator("#id_money_note")).to_have_value("$5,000 a year")
        expect(other.locator("#id_founded")).to_have_value("1991")
        expect(other.locator("#id_eligibility")).to_have_value("Teachers with five years of experience.")
        other.locator("#conflict [type=submit]").click()
        expect(other.locator(".messagelist")).to_contain_text("was published")
    page.goto(form)
    expect(page.locator("#id_money_note")).to_have_value("$5,000 a year")
    expect(page.locator("#id_founded")).to_have_value("1991")


def test_a_session_that_ends_loses_nothing(page, catalog_folder):
    page.goto("/admin/catalog/program/add/")
    fill_in(page, "patient-academy", "Patient Academy")
    fill_in_supports(page)
    page.get_by_role("button", name="Another source").click()
    page.locator("#id_sources-2-url").fill("https://third.example.org/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send for review").click()
    log_in(page)
    page.goto("/admin/catalog/program/add/")
    expect(page.locator(".kept")).to_contain_text("was not saved")
    assert find_violations(page) == []
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#id_name")).to_have_value("Patient Academy")
    expect(page.locator("#id_place_evidence")).to_have_value(EVIDENCE["place"])
    expect(page.locator("#id_place_present")).to_be_checked()
    expect(page.locator("#id_sources-2-url")).to_have_value("https://third.example.org/")
    page.locator("#id_sources-2-url").fill("")
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist")).to_contain_text("saved as Professional advancement")
    page.goto("/admin/catalog/program/add/")
    expect(page.locator("#id_name")).to_have_value("")
    expect(page.locator(".kept")).to_have_count(0)


def test_leaving_the_form_unsaved_is_asked_about(page):
    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").fill("Half typed")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert asked == ["beforeunload"]


def test_lists_are_narrowed_and_grow_by_keyboard(page):
    page.goto("/admin/catalog/program/add/")
    find = page.get_by_label("Find in: Open to teachers in")
    page.locator("#id_serves_states summary").press("Enter")
    expect(find).to_be_focused()
    find.fill("ohi")
    expect(page.locator("#id_serves_states label:visible")).to_have_text(["Ohio"])
    find.press("Enter")
    expect(page.locator("input[name=serves_states][value=OH]")).to_be_checked()
    page.get_by_role("button", name="Another partner").press("Enter")
    page.keyboard.type("Third Trust")
    expect(page.get_by_label("Partner 3")).to_have_value("Third Trust")
    page.get_by_role("button", name="Another source").press("Enter")
    page.keyboard.type("https://third.example.org/")
    expect(page.locator("#id_sources-2-url")).to_have_value("https://third.example.org/")
    page.keyboard.press("Tab")
    assert "https://third.example.org/" in page.locator("#sources-known option").evaluate_all("all => all.map(o => o.value)")


def test_without_script_a_program_is_entered_all_the_same(no_script, catalog_folder):
    page = create_and_log_in(no_script, catalog_folder)
    slug = f"plain-academy-{page.viewport_size['width']}"
    page.goto("/admin/catalog/program/add/")
    fill_in(page, slug, f"Plain Academy {page.viewport_size['width']}")
    fill_in_supports(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist")).to_contain_text("saved as Professional advancement (Prepare + Place)")


def test_axe_finds_nothing_on_the_form(page):
    page.goto("/admin/catalog/program/?q=nyc-big-apple-awards")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("#derived")).to_be_visible()
    expect_accessible(page)
    page.locator("#id_slug").fill("?")
    publish(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect_accessible(page)


def test_a_draft_is_saved_sent_and_discarded_by_keyboard_alone(page):
    def press(name):
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")

    page.goto("/admin/catalog/program/add/")
    page.locator("#id_name").focus()
    page.keyboard.type("Begun Academy")
    page.keyboard.press("Enter")  # sends nothing
    expect(page.locator("#draft-note")).to_have_count(0)
    press("Save draft")
    expect(page.locator("#draft-note")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("Begun Academy")
    expect(page.locator(".kept")).to_have_count(0)
    expect_accessible(page)
    press("Send for review")
    expect(page.locator(".errornote")).to_be_focused()
    page.keyboard.press("Tab")
    first = page.locator(".errornote a").first
    expect(first).to_be_focused()
    target = first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_in_viewport()
    press("Save draft")
    expect(page.locator("#draft-note")).to_be_visible()
    page.goto("/admin/pending/")
    link = page.locator("[data-draft] a", has_text="Begun Academy")
    link.focus()
    page.keyboard.press("Enter")
    page.locator("a.discard").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#discard-question")).to_be_visible()
    expect_accessible(page)
    press("Discard draft")
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("[data-draft] a", has_text="Begun Academy")).to_have_count(0)
