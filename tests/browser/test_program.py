"""The program page: answers to a teacher, what they send on, one page in print."""

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


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(open_page, request, size):
    with open_page(viewport=size, java_script_enabled=request.param) as page:
        yield page


def test_a_teacher_asks_and_takes_back(page):
    page.goto(NATIONWIDE)
    expect(page.locator(".enter-profile")).to_have_count(0)
    page.get_by_label("State I teach in").select_option("OH")
    page.get_by_label("Years I have taught").fill("6")
    page.locator(".enter-form button").click()
    at(page, f"{NATIONWIDE}?state=OH&experience_max=6#enter")
    expect(page.get_by_role("heading", name="Can I enter?")).to_be_in_viewport()
    expect(page.locator(".enter-profile")).to_contain_text("Ohio, 6 years of teaching")
    expect(page.get_by_label("State I teach in")).to_have_value("OH")
    expect(page.locator('[data-question="state"] .enter-verdict')).to_have_text(re.compile(r"Yes"))
    page.get_by_role("link", name="Clear my answers").click()
    at(page, f"{NATIONWIDE}#enter")
    expect(page.locator(".enter-profile")).to_have_count(0)


def test_every_answer_reads_without_its_color(page):
    page.goto(f"/programs/ks-teacher-of-the-year/?{TOLD}")
    expect(page.locator(".enter-line.against")).to_be_visible()
    texts = page.locator(".enter-verdict").all_inner_texts()
    assert len(texts) == 7
    assert {re.sub(r"^\S\s*", "", text).strip() for text in texts} == {"Yes", "No", "Ask the program"}


def test_the_lines_for_a_colleague_can_be_read_whole_and_hold_no_answers(page):
    page.goto(f"{ACTE}?{TOLD}")
    field = page.get_by_label("The program in a few lines")
    expect(field).to_have_attribute("readonly", "")
    assert field.input_value().endswith(ACTE)
    assert "OH" not in field.input_value()
    assert page.get_by_role("link", name="Send by e-mail").get_attribute("href").startswith("mailto:?subject=ACTE%20Teacher")


def test_the_copy_button_stands_only_with_script(no_script):
    no_script.goto(ACTE)
    expect(no_script.locator("#share-copy")).to_be_hidden()


def test_the_copy_button_copies_and_says_so(open_page, size):
    with open_page(viewport=size, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{ACTE}?{TOLD}")
        button = page.locator("#share-copy")
        expect(button).to_have_text("Copy")
        button.click()
        expect(button).to_have_text("Copied")
        expect(button).to_be_focused()
        copied = page.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n")
        assert copied == page.locator("#share-text").input_value()


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


def test_print_holds_what_a_principal_needs(wide):
    wide.goto(f"/programs/hillsborough-peer-evaluators-mentors/?{TOLD}")
    wide.emulate_media(media="print")
    shown = [
        "h1", ".program-sponsor", ".card-kind .combo", ".lead", ".now", ".notice[data-status]", ".enter-line", ".enter-profile",
        ".enter-stated", ".enter-answers", ".evidence >> nth=0", ".evidence >> nth=2", '[data-field="pays"]',
        '[data-field="receives"]', '[data-field="duration_months"]', '[data-field="delivery"]', ".sources li >> nth=0",
        ".printed",
    ]  # fmt: skip
    for selector in shown:
        expect(wide.locator(selector)).to_be_visible()
    expect(wide.locator(".printed")).to_contain_text("Teacher Leadership Program Catalog · http")
    expect(wide.locator(".printed")).to_contain_text("/programs/hillsborough-peer-evaluators-mentors/ ·")
    for selector in (".enter-form", ".share", ".site-footer", ".site-header", ".changes", '[data-field="confidence"]'):
        expect(wide.locator(selector).first).to_be_hidden()
    wide.emulate_media(media="screen")
    expect(wide.locator(".printed")).to_be_hidden()
