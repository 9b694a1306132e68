"""A coder is assigned programs and codes one by keyboard; a reviewer decides a disagreement; the public pages follow."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in

pytestmark = pytest.mark.browser

GEMS = "GEMS-Net Teacher Leaders and Teachers-in-Residence"
SENTENCE = "The page tells of it in a sentence of its own."


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for a person who codes and decides, in an office of one."""
    create_and_log_in(wide, catalog_folder, "coding-editor")
    wide.goto("/admin/coding/")
    return wide


def tab_to(page, name):
    """From the field in focus on to the next of this name, by the Tab key."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || document.activeElement.value") == name:
            return
    raise AssertionError(f"The Tab key does not reach {name}")


def test_programs_are_assigned_and_one_is_coded_by_keyboard(page):
    page.get_by_role("button", name="Assign me 5 programs").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("5 programs assigned to you at random")
    expect_accessible(page)
    assigned = page.locator("ol.tasks a")
    expect(assigned).to_have_count(5)
    name = assigned.first.inner_text()
    assigned.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1").last).to_have_text(f"Code {name}")

    # sent too early: errors at the fields, nothing lost
    page.locator("#id_prepare_evidence").fill(SENTENCE)
    page.get_by_role("button", name="Save this coding").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".errornote")).to_contain_text("Nothing was saved")
    expect(page.locator("#id_prepare_evidence")).to_have_value(SENTENCE)
    expect_accessible(page)

    # from the first answer on by keyboard alone
    page.locator("#id_prepare_present_0").focus()
    page.keyboard.press("ArrowDown")  # no; its sentence was kept
    tab_to(page, "place_present")
    page.keyboard.press("Space")  # yes
    tab_to(page, "place_evidence")
    page.keyboard.type(SENTENCE)
    tab_to(page, "recognize_present")
    page.keyboard.press("ArrowDown")  # no
    tab_to(page, "recognize_evidence")
    page.keyboard.type(SENTENCE)
    tab_to(page, "page")
    page.keyboard.press("Space")  # the first source
    tab_to(page, "confidence")
    page.keyboard.press("Space")  # high
    tab_to(page, "Save this coding")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text(f"“{name}” is coded and saved. 4 more to code.")

    page.goto("/admin/coding/")
    done = page.locator("section[aria-labelledby=done] li")
    expect(done).to_have_count(1)
    expect(done).to_contain_text("Place")
    done.get_by_role("link").click()
    expect(page.locator("#content-main")).to_contain_text("as person H1")
    expect_accessible(page)
    page.get_by_role("link", name="The program’s public page").click()
    expect(page.locator(".second-coding", has_text="person H1")).to_have_count(1)
    page.goto("/methods/")
    expect(page.locator('.comparison[data-coders="A-H1"] h3')).to_contain_text("Coder A (language model) and person H1")


def test_a_disagreement_is_decided_and_the_public_is_told_why(page):
    page.goto("/admin/disagreements/")
    expect_accessible(page)
    row = page.get_by_role("row").filter(has_text=GEMS).filter(has_text="Coder B")
    row.get_by_role("link", name=GEMS).click()
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".errorlist")).to_have_count(2)
    expect_accessible(page)
    page.get_by_label("Absent, as coder B coded").check()
    page.locator("[name=reason]").fill("The workshops are for all teachers.")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".messagelist")).to_contain_text("The record was updated and published.")
    expect(page.locator("section[aria-labelledby=decided]")).to_contain_text("The record agrees.")
    page.goto("/programs/uri-gems-net-teacher-leaders/")
    expect(page.locator(".rule-main")).to_contain_text("Leadership role")
    expect(page.locator(".decision")).to_have_text(
        re.compile("prepare is absent, as coder B coded.*The workshops are for all", re.S)
    )
    expect_accessible(page)
