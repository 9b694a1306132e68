"""Deadlines on a day when some are ahead: on a phone with JavaScript and on a wide screen without."""

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import ALL_LOOKS, expect_accessible, unfold
from tests.browser.reading import at, slugs
from tests.processes import serving_prepared

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(prepared):
    """The real catalog as it stood on March 1, 2022."""
    with serving_prepared(prepared("march"), TODAY="2022-03-01") as served:
        yield served.url


@pytest.fixture
def page(either):
    return either


def test_coming_dates_stand_first_and_months_follow(page):
    page.goto("/deadlines/")
    coming = page.locator("#coming")
    first = coming.locator(".due").first
    expect(first.locator("time")).to_have_attribute("datetime", "2022-03-07")
    expect(first).to_contain_text("Monday, in 6 days")
    expect(coming.locator("h3").first).to_contain_text("March 2022")
    expect(page.locator("#usual h3").first).to_contain_text("March")
    dates = coming.locator("time").evaluate_all("found => found.map(one => one.dateTime)")
    assert dates == sorted(dates)
    expect(coming).to_have_attribute("data-count", str(len(dates)))


def test_a_month_leads_down_the_page(page):
    page.goto("/deadlines/")
    page.locator(".due-strip").get_by_role("link", name="January").click()
    expect(page.locator("h3[id$='-2023-1']:target")).to_be_in_viewport()


def test_what_is_not_stated_unfolds(page):
    page.goto("/deadlines/?form=fellowship")
    names = page.locator("#unstated li")
    expect(names.first).to_be_hidden()
    page.locator("#unstated summary").click()
    expect(names.first).to_be_visible()
    expect(page.locator("#unstated")).to_have_attribute("data-count", str(names.count()))


def test_filters_are_taken_back_changed_and_kept(page):
    page.goto("/deadlines/?form=fellowship&state=OH")
    before = len(slugs(page))
    page.get_by_role("link", name="Remove filter: What it is: Fellowship").click()
    at(page, "/deadlines/?state=OH")
    assert len(slugs(page)) > before
    page.locator(".due-change a").click()
    at(page, "/programs/?state=OH")


def test_the_calendar_is_of_the_selection_shown(page, site):
    page.goto("/deadlines/?form=fellowship&state=OH")
    page.locator(".due-reminders summary").click()
    expect(page.locator(".due-reminders code").last).to_have_text(f"{site}/deadlines.ics?form=fellowship&state=OH&usual=1")
    answer = page.request.get(page.locator("#remind-all").get_attribute("href"))
    assert answer.ok
    assert "TRIGGER:-P30D" in answer.text()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(wide):
    wide.goto("/deadlines/?form=fellowship&state=OH&colour=red")
    unfold(wide)
    expect_accessible(wide, ALL_LOOKS)
