"""How a test reads the browse page: what a visitor sees, and the figures the page carries as data."""

import re

from playwright.sync_api import Locator, Page, expect

# as many programs as the compare page shows, long names and an ended one among them
EIGHT = (
    "nyc-big-apple-awards",
    "acte-teacher-of-the-year",
    "sonoma-21csla-regional-academy",
    "nc-advanced-teaching-roles",
    "ky-distinguished-educators-star",
    "pittsburgh-career-ladder",
    "portland-state-mathematics-instructional-leader",
    "alice-buffett-outstanding-teacher-award",
)


def count(page: Page) -> int:
    """How many programs fit, as the page says."""
    return int(page.locator("#result-count").get_attribute("data-count"))


def shows(page: Page, number: int) -> None:
    """Wait until the page says that this many programs fit."""
    expect(page.locator("#result-count")).to_have_attribute("data-count", str(number))


def slugs(page: Page) -> list[str]:
    """The programs on the page, in order."""
    return page.locator("[data-slug]").evaluate_all("found => found.map(one => one.dataset.slug)")


def box(page: Page, facet: str, code: str) -> Locator:
    """The checkbox of one facet value."""
    return page.locator(f"#f-{facet}-{code}")


def value_count(page: Page, facet: str, code: str) -> int:
    """The count beside one facet value."""
    return int(page.locator(f'[data-facet="{facet}"][data-value="{code}"]').get_attribute("data-count"))


def counts(page: Page, facet: str) -> dict[str, int]:
    """Every count of one facet."""
    pairs = page.locator(f'[data-facet="{facet}"]').evaluate_all("all => all.map(one => [one.dataset.value, one.dataset.count])")
    return {code: int(number) for code, number in pairs}


def at(page: Page, address: str) -> None:
    """Wait until the address bar shows exactly this address of the site."""
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(address)}$"))
