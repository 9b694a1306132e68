"""The program page: one verdict, the way back, what a teacher sends on, one page in print and one for a principal."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.reading import at

pytestmark = pytest.mark.browser

ACTE = "/programs/acte-teacher-of-the-year/"
NATIONWIDE = "/programs/albert-einstein-distinguished-educator-fellowship/"  # says so
TOLD = "state=OH&experience_max=6&grade=middle&focus=science"


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def size(request):
    return request.param


@pytest.fixture
def page(either):
    return either


def test_a_teacher_asks_and_takes_back(page):
    page.goto(NATIONWIDE)
    expect(page.locator(".enter-profile")).to_have_count(0)
    page.get_by_label("State I teach in").select_option("OH")
    page.get_by_label("Years I have taught").fill("6")
    page.locator(".enter-form button").click()
    at(page, f"{NATIONWIDE}?state=OH&experience_max=6#verdict")
    expect(page.locator("#verdict")).to_be_focused()  # and so read out
    expect(page.locator("#verdict")).to_be_in_viewport()
    expect(page.locator("[data-fits]")).to_have_attribute("data-fits", "state experience")
    expect(page.get_by_label("State I teach in")).to_be_hidden()
    page.locator(".enter-about summary").click()
    expect(page.get_by_label("State I teach in")).to_have_value("OH")
    page.get_by_role("link", name="Clear my answers").click()
    at(page, f"{NATIONWIDE}#verdict")
    expect(page.locator(".enter-profile")).to_have_count(0)


def test_every_answer_reads_without_its_color(page):
    page.goto(f"/programs/ks-teacher-of-the-year/?{TOLD}")
    expect(page.locator("#verdict[data-outcome=closed]")).to_be_visible()
    for answer in page.locator(".enter-answer").all():
        words = re.sub(r"^\S\s*", "", answer.locator(".enter-verdict").inner_text()).strip()
        assert words.lower() == answer.get_attribute("data-verdict")


def test_the_first_screen_of_a_phone_answers_what_money_when_and_alive(narrow):
    for address in (NATIONWIDE, ACTE):
        narrow.goto(address)
        for part in ("h1", ".program-head [data-badge]", "[data-tile=money]", "[data-tile=due]", "[data-tile=running]"):
            box = narrow.locator(part).bounding_box()
            assert box["y"] + box["height"] <= NARROW["height"], part


def test_the_lines_for_a_colleague_can_be_read_whole_and_hold_no_answers(page):
    page.goto(f"{ACTE}?{TOLD}")
    page.locator(".share-text summary").click()
    field = page.locator("#share-text")
    expect(field).to_have_attribute("readonly", "")
    assert field.input_value().endswith(ACTE)
    assert "OH" not in field.input_value()
    mail = page.locator(".share").get_by_role("link", name="Send by e-mail")
    assert mail.get_attribute("href").startswith("mailto:?subject=ACTE%20Teacher")


def test_copy_buttons_come_with_script(no_script):
    no_script.goto(ACTE)
    expect(no_script.locator("button.copy")).to_have_count(0)


def test_copy_buttons_copy_the_message_and_say_so(open_page, size):
    with open_page(viewport=size, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{ACTE}?{TOLD}")
        page.locator(".enter-asks summary").click()
        page.locator("#letter").fill("Is it still running?")
        button = page.locator(".enter-asks button.copy")
        button.click()
        expect(button).to_have_text("Copied")
        expect(button).to_be_focused()
        assert page.evaluate("navigator.clipboard.readText()") == "Is it still running?"


def test_links_open_the_fold_for_researchers(page):
    page.goto(ACTE)
    expect(page.locator("#sources")).to_be_hidden()
    page.locator('.program-read a[href="#sources"]').click()
    expect(page.locator("#sources")).to_be_in_viewport()
    page.goto(f"{NATIONWIDE}#facts")
    expect(page.locator("#facts")).to_be_in_viewport()


def test_the_breadcrumb_leads_back_to_the_list_with_its_filters(narrow):
    address = "/programs/?form=fellowship&state=OH"
    narrow.goto(address)
    narrow.locator(".card a").first.click()
    back = narrow.locator(".crumbs a").first
    expect(back).to_have_attribute("href", address)
    narrow.locator("[data-similar] a").first.click()  # still the same list
    expect(back).to_have_attribute("href", address)
    back.click()
    at(narrow, address)


def test_the_breadcrumb_leads_to_the_list_in_the_language_of_the_page(narrow):
    address = "/programs/?form=fellowship&state=OH"
    narrow.goto(address)
    narrow.locator(".card a").first.click()
    for prefix in ("/es", ""):
        narrow.locator("footer a[data-language]").click()
        expect(narrow.locator("html")).to_have_attribute("lang", "es" if prefix else "en")
        expect(narrow.locator(".crumbs a").first).to_have_attribute("href", prefix + address)


def test_the_save_button_says_whether_it_is_pressed(wide):
    wide.goto(ACTE)
    button = wide.locator(".program-now [data-keep]")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    for each in wide.locator("[data-keep]").all():
        expect(each).to_have_attribute("aria-pressed", "true")


def test_the_page_for_a_principal_keeps_what_a_teacher_types(wide):
    wide.goto(ACTE)
    wide.get_by_role("link", name="Print one page for my principal").click()
    at(wide, f"{ACTE}one-page/")
    expect(wide.locator("#sheet-print")).to_be_visible()  # the script that keeps the note runs
    wide.get_by_role("textbox", name="My note to you").fill("Could we talk about this on Monday?")
    wide.get_by_label("Days away from class").fill("4")
    assert pages(wide.pdf(format="Letter")) == 1
    wide.reload()
    expect(wide.get_by_role("textbox", name="My note to you")).to_have_value("Could we talk about this on Monday?")
    expect(wide.get_by_label("Days away from class")).to_have_value("4")


def test_linked_data_can_be_read(wide):
    wide.goto(ACTE)
    data = json.loads(wide.locator('script[type="application/ld+json"]').text_content())
    assert data["name"] == "ACTE Teacher of the Year"


# ---------- print ----------

# the tallest in print, and the ended one that is
LONGEST = (
    "nyc-big-apple-awards",
    "ga-teacher-of-the-year",
    "mi-teacher-leadership-advisory-council",
    "us-ed-school-ambassador-fellowship",
    "minnesota-teacher-of-the-year",
    "ames-teacher-leadership-program",
    "collier-golden-apple",
    "humanities-texas-outstanding-teaching-awards",
    "henry-ford-teacher-innovator-awards",
    "albert-einstein-distinguished-educator-fellowship",
    "cu-boulder-ma-teacher-leadership",
    "connected-arts-networks-teacher-leaders",
)


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("slug", LONGEST)
def test_a_program_prints_on_one_letter_page(wide, slug):
    wide.goto(f"/programs/{slug}/?{TOLD}")
    assert pages(wide.pdf(format="Letter")) == 1
    wide.goto(f"/programs/{slug}/")
    assert pages(wide.pdf(format="Letter")) == 1


def test_the_page_count_can_tell_more_than_one(wide):
    wide.goto("/methods/")
    assert pages(wide.pdf(format="Letter")) > 1


@pytest.mark.parametrize("slug", LONGEST)
def test_the_page_for_a_principal_is_one_letter_page(no_script, slug):
    no_script.goto(f"/programs/{slug}/one-page/")
    assert pages(no_script.pdf(format="Letter")) == 1


def test_print_holds_what_a_teacher_needs(wide):
    wide.goto(f"/programs/hillsborough-peer-evaluators-mentors/?{TOLD}")
    wide.emulate_media(media="print")
    shown = [
        "h1",
        ".program-sponsor",
        ".card-kind",
        ".lead",
        ".tiles",
        ".notice[data-status]",
        "#verdict",
        ".enter-answers",
        ".printed",
    ]
    for selector in shown:
        expect(wide.locator(selector)).to_be_visible()
    expect(wide.locator(".printed")).to_contain_text("/programs/hillsborough-peer-evaluators-mentors/ ·")
    for selector in (".enter-form", ".share", ".similar", ".site-footer", ".site-header", "#researchers"):
        expect(wide.locator(selector).first).to_be_hidden()
    wide.emulate_media(media="screen")
    expect(wide.locator(".printed")).to_be_hidden()
