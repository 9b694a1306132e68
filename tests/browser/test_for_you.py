"""What a teacher says about themselves: kept in the browser, shown on each page, added to links."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ANSWERS = "state=OH&grade=middle&focus=mathematics&experience_max=6"
PROGRAM = "/programs/acte-teacher-of-the-year/"


@pytest.fixture
def known(wide):
    """A page of a browser that remembers a math teacher in Ohio."""
    wide.goto("/")
    wide.get_by_label("Grades I teach").select_option("middle")
    wide.get_by_label("Subject I teach").select_option("mathematics")
    wide.get_by_label("State I teach in").select_option("OH")
    wide.get_by_label("Years I have taught").fill("6")
    wide.get_by_role("button", name="Show programs").click()
    wide.wait_for_url("**/find/?*")
    return wide


def line(page):
    return page.get_by_role("complementary", name="For you")


def test_every_teachers_page_says_for_whom_it_answers(known):
    for address in ("/programs/", PROGRAM, "/deadlines/", "/states/tx/", "/find/?state=TX"):
        known.goto(address)
        for words in ("Ohio", "middle school", "6 years"):
            expect(line(known)).to_contain_text(words)
    for address in ("/", "/find/"):  # the sentence says it
        known.goto(address)
        expect(known.get_by_label("State I teach in")).to_have_value("OH")
        expect(line(known)).to_be_hidden()
    known.goto("/types/")
    expect(line(known)).to_have_count(0)
    assert not known.context.cookies()


def test_spanish_pages_know_the_answers_given_in_english(known):
    known.goto("/es/deadlines/")
    shown = known.locator("#for-you-words span")
    expect(shown).to_contain_text("Ohio")
    expect(shown).to_have_attribute("lang", "en")
    assert known.locator('.site-nav a[href^="/es/find/?"]').get_attribute("href") == f"/es/find/?{ANSWERS}"
    known.goto("/es/")  # its form has the answers in Spanish words
    expect(shown).to_have_attribute("lang", "es")
    expect(known.locator("#say-state")).to_have_value("OH")


def test_the_other_language_keeps_the_filters_chosen_since_the_page_was_opened(wide):
    wide.goto("/find/")
    wide.get_by_label("State I teach in").select_option("OH")
    wide.wait_for_url("**/find/?state=OH")
    wide.locator(".site-language a").click()
    wide.wait_for_url("**/es/find/?state=OH")


def test_links_to_programs_and_lists_carry_the_answers(known):
    known.goto("/programs/?q=acte")
    expect(known.locator(f'a[href^="{PROGRAM}?{ANSWERS}"]').first).to_be_visible()
    deadlines = known.locator('.site-nav a[href^="/deadlines/"]').get_attribute("href")
    assert deadlines == "/deadlines/?state=OH&grade=middle&grade=unstated&experience_max=6"


def test_a_page_opened_without_answers_offers_them_and_keeps_its_address(known):
    known.goto(PROGRAM)
    known.get_by_role("link", name="Apply here").click()
    known.wait_for_url(f"**{PROGRAM}?{ANSWERS}")
    expect(known.get_by_role("link", name="Apply here")).to_be_hidden()


def test_an_address_that_says_something_else_is_left_alone(known):
    known.goto("/deadlines/?state=TX")
    expect(known.get_by_role("link", name="Apply here")).to_be_hidden()
    assert known.locator('.due a[href*="state=OH"]').count() == 0


def test_it_is_off_and_deleted_in_one_click(known):
    known.goto("/programs/")
    line(known).get_by_role("button", name="Turn off").click()
    assert known.locator('a[href*="state=OH"]:not(#for-you a)').count() == 0
    line(known).get_by_role("button", name="Turn on").click()
    assert known.locator('.card a[href*="state=OH"]').count() > 0
    line(known).get_by_role("button", name="Delete").click()
    expect(line(known)).to_be_hidden()
    assert known.evaluate("localStorage.length") == 0


def test_nothing_is_kept_without_the_box(wide):
    wide.goto("/find/")
    wide.get_by_label("Remember my answers in this browser").uncheck()
    wide.get_by_label("State I teach in").select_option("OH")
    wide.wait_for_url("**/find/?state=OH")
    assert wide.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("kept", ["", "null", "[]", '{"values": {"state": "<b>"}}', '{"values": 5, "words": {}}'])
def test_damaged_answers_are_ignored(wide, kept):
    wide.goto("/programs/")
    wide.evaluate("kept => localStorage.setItem('about-me', kept)", kept)
    wide.reload()
    expect(line(wide)).to_be_hidden()
