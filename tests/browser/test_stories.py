"""Three stories from beginning to end, on a phone with script and on a wide screen without."""

from contextlib import contextmanager

import icalendar
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW
from tests.browser.reading import at, count, shows, slugs

pytestmark = pytest.mark.browser


@pytest.fixture
def page(either):
    return either


@pytest.fixture
def colleague(open_page):
    """Somebody else, with another browser."""

    @contextmanager
    def opened(address):
        with open_page(viewport=NARROW) as page:
            page.goto(address)
            yield page

    return opened


def save(page, slug):
    """Press Save; without script that leads to the list, and its link back here."""
    page.locator(f"#keep-{slug}").click()
    if page.locator("#added").count():
        page.locator("#added a").click()


def test_a_science_teacher_in_ohio_looks_for_a_funded_fellowship(page):
    """Middle school, six years in: open programs, no confirmed date, near matches, a calendar reminder."""
    page.goto("/")
    page.get_by_label("Grades I teach").select_option("middle")
    page.get_by_label("State I teach in").select_option(label="Ohio")
    page.get_by_label("Years I have taught").fill("6")
    page.get_by_label("What I want").select_option(label="a fellowship")
    page.get_by_role("button", name="Show programs").click()
    page.wait_for_url("**/find/?form=fellowship&state=OH&grade=middle&experience_max=6")
    page.locator(".see-all a").first.click()
    assert count(page) > 0
    expect(page.get_by_role("heading", name="Nationwide")).to_be_visible()

    # a program page answers from these choices
    page.get_by_role("link", name="Albert Einstein Distinguished Educator Fellowship").click()
    verdicts = {
        name: page.locator(f"[data-question={name}]").get_attribute("data-verdict") for name in ("state", "experience", "grade")
    }
    assert verdicts == {"state": "yes", "experience": "yes", "grade": "yes"}
    expect(page.locator("[data-asks~=deadline]")).to_be_visible()
    save(page, "albert-einstein-distinguished-educator-fellowship")
    page.locator('.site-nav a[href="/shortlist/"]').click()

    with page.expect_download() as download:
        page.get_by_role("link", name="Deadlines for your calendar").click()
    [event] = icalendar.Calendar.from_ical(download.value.path().read_bytes()).walk("VEVENT")
    assert str(event["summary"]).startswith("Check: Albert Einstein Distinguished Educator Fellowship: usually due in November")
    assert event.walk("VALARM")


def test_her_deadlines_say_that_none_is_confirmed(page):
    page.goto("/find/?form=fellowship&state=OH&grade=middle&receives=stipend&experience_max=6")
    page.get_by_role("link", name="See deadlines").click()
    expect(page.locator(".none-coming")).to_be_visible()
    expect(page.locator("#remind-all")).to_be_visible()


def test_compare_three_masters_programs_and_send_them(page, colleague):
    page.goto("/programs/?form=degree&credential=masters&q=teacher+leadership")
    three = slugs(page)[:3]
    for slug in three:
        save(page, slug)
    page.locator('.site-nav a[href="/shortlist/"]').click()
    page.get_by_role("link", name="Compare them side by side").click()
    at(page, "/compare/?" + "&".join(f"p={slug}" for slug in three))
    expect(page.get_by_role("columnheader").filter(has=page.get_by_role("link", name="Remove"))).to_have_count(3)
    page.get_by_role("link", name="Differences only").click()
    address = page.locator("#link").inner_text()
    with colleague(address) as other:
        expect(other.get_by_role("heading", name="Compare 3 programs")).to_be_visible()
        assert "only=differences" in other.url


def test_misspell_and_recover(page):
    page.goto("/")
    page.locator("#q").fill("sciense felowship")
    page.get_by_role("button", name="Search", exact=True).click()
    shows(page, 0)
    page.get_by_role("link", name="science fellowship", exact=True).click()
    at(page, "/programs/?q=science+fellowship")
    shows(page, 28)
    expect(page.locator("mark").first).to_be_visible()
