"""Pages while the script that swaps results is on its way: nobody waits for it long, and nothing is sent twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at

pytestmark = pytest.mark.browser

LIST = "/programs/?form=award"
SCRIPT = "**/htmx-2*.js"


@pytest.fixture
def held(wide):
    """The requests for the script, which no server answers until a test lets it."""
    routes = []
    wide.route(SCRIPT, lambda route: routes.append(route))
    wide.goto(LIST)
    return routes


def test_a_link_leads_on_though_the_script_never_comes(wide, held):
    wide.locator("#page-2").click()
    at(wide, f"{LIST}&page=2")
    assert held


def test_a_search_is_sent_though_the_script_never_comes(wide, held):
    wide.get_by_role("combobox", name="Search the programs").fill("mentor")
    wide.keyboard.press("Enter")
    expect(wide.locator("#q")).to_have_value("mentor")
    wide.wait_for_url("**/programs/?*q=mentor*")
    assert held


def test_a_double_click_on_the_way_is_one_request(wide, held):
    sent = []
    wide.on("request", lambda one: sent.append(one.url) if "page=2" in one.url else None)
    wide.locator("#page-2").dblclick()
    while not held:
        wide.wait_for_timeout(20)
    held[0].continue_()
    at(wide, f"{LIST}&page=2")
    assert len(sent) == 1
