"""An editor at work: enters a program, is told what is missing, publishes it, changes it, publishes again."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import logged_in

pytestmark = pytest.mark.browser

PUBLIC = "/programs/browser-made-academy/"
EVIDENCE = {
    "prepare": "A year of seminars teaches fellows to lead other adults.",
    "place": "Each fellow serves as a paid mentor in a partner school.",
    "recognize": "No award, title or credential is described.",
}


@pytest.fixture
def page(wide, catalog_folder):
    """The desk of an editor who has logged in."""
    return logged_in(wide, catalog_folder)


def fill_in(page):
    """Everything a program needs but its supports and their evidence."""
    page.locator("#id_name").fill("Browser-Made Academy")
    page.locator("#id_slug").fill("browser-made-academy")
    page.locator("#id_sponsor").fill("Browser-Made Trust")
    page.locator("#id_sponsor_type").select_option("nonprofit")
    page.locator("#id_summary").fill("An academy that prepares experienced teachers to mentor newer colleagues.")
    page.locator("input[name=form][value=institute]").check()
    page.locator("#id_form_basis").select_option("name")
    page.locator("#id_scope").select_option("national")
    page.locator("input[name=audience]").first.check()
    page.locator("#id_status").select_option("active")
    page.locator("#id_confidence").select_option("high")
    page.locator("#id_sources-0-url").fill("https://academy.example.org/about")
    page.locator("#id_sources-0-title").fill("About the academy")
    page.locator("#id_sources-0-read").fill("2026-11-20")


def error_at(page, field):
    """The message at a field."""
    return page.locator(f".form-row:has(#id_{field}) .errorlist").first


def publish(page):
    page.get_by_role("button", name="Save and publish").click()


def status(page, address):
    return page.request.get(address).status


def test_an_editor_enters_publishes_and_changes_a_program(page):
    page.goto("/admin/")
    page.locator(".model-program").get_by_role("link", name="Add").click()
    fill_in(page)
    expect(page.locator(".derived-type")).to_contain_text("A program gives at least one support")

    # evidence but no support: nothing is saved
    for support, sentence in EVIDENCE.items():
        page.locator(f"#id_{support}_evidence").fill(sentence)
    publish(page)
    expect(page.locator(".errornote")).to_have_text("Nothing was saved. Please mend what is marked below.")
    expect(error_at(page, "prepare_present")).to_contain_text("at least one of prepare, place, recognize")
    assert status(page, PUBLIC) == 404

    # supports but not the evidence of one: nothing either, and what was typed is kept
    page.locator("#id_prepare_present").check()
    page.locator("#id_place_present").check()
    page.locator("input[name=models]").first.check()
    page.locator("#id_place_evidence").fill("")
    publish(page)
    expect(error_at(page, "place_evidence")).to_contain_text("Is empty")
    expect(page.locator(".errorlist")).to_have_count(1)
    expect(page.locator("#id_sources-0-title")).to_have_value("About the academy")
    expect(page.locator(".derived-type")).to_contain_text("Professional advancement (Prepare + Place)")
    assert status(page, PUBLIC) == 404

    # complete: the type is derived, a draft is not public, a published program is
    page.locator("#id_place_evidence").fill(EVIDENCE["place"])
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messagelist")).to_contain_text("saved as Professional advancement (Prepare + Place)")
    assert status(page, PUBLIC) == 404
    publish(page)
    expect(page.locator(".messagelist")).to_contain_text("published as Professional advancement (Prepare + Place)")
    desk = page.url
    page.get_by_role("link", name="View on site").click()
    expect(page.locator("h1")).to_have_text("Browser-Made Academy")
    expect(page.locator(".support.place")).to_contain_text(EVIDENCE["place"])
    expect(page.locator(".rule-main")).to_contain_text("Professional advancement")

    # a pending change is for editors until it is published
    page.goto(desk)
    changed = "Now a two-year academy for experienced teachers who mentor newer colleagues."
    page.locator("#id_summary").fill(changed)
    page.get_by_role("button", name="Save as pending change").click()
    expect(page.locator(".messagelist")).to_contain_text("the public goes on seeing the published version")
    expect(page.locator("#content-main")).to_contain_text("You are editing a pending change")
    expect(page.locator("#id_summary")).to_have_value(
        "Now a two-year academy for experienced teachers who mentor newer colleagues."
    )
    page.goto(PUBLIC)
    expect(page.locator(".lead")).to_contain_text("An academy that prepares")
    page.goto(desk)
    publish(page)
    page.goto(PUBLIC)
    expect(page.locator(".lead")).to_contain_text(changed)


def test_the_desk_opens_without_errors(page):
    for address in ("/admin/", "/admin/catalog/program/", "/admin/catalog/program/?q=teacher", "/admin/catalog/organization/"):
        page.goto(address)
        expect(page.locator("#content")).to_be_visible()
    page.goto("/admin/catalog/program/")
    page.locator("#result_list .field-name a").first.click()
    expect(page.locator(".derived-type strong")).to_be_visible()
    page.get_by_role("link", name="History").click()
    expect(page.locator("h1").last).to_contain_text("Change history")
