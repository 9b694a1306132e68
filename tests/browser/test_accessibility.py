"""axe-core finds nothing on any page, wide or narrow, light or dark; no page scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "browse": "/programs/",
    "browse-filtered": "/programs/?form=award&state=OH&experience_max=3&colour=red",
    "browse-table": "/programs/?state=OH&view=table",
    "browse-nothing-found": "/programs/?form=certification&state=AK&support=place",
    "program": "/programs/acte-teacher-of-the-year/",
    "program-with-tied-sources": "/programs/sonoma-21csla-regional-academy/",
    "program-without-website": "/programs/al-teacher-mentor-program/",
    "types": "/types/",
    "type": "/types/fellowship/",
    "methods": "/methods/",
    "about": "/about/",
    "not-found": "/nowhere/",
}
SCREENS = [(size, scheme) for size in (WIDE, NARROW) for scheme in ("light", "dark")]
UNFOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"


def faults(page):
    """What axe-core finds on the page as it stands."""
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in Axe().run(page).response["violations"]
        for node in found["nodes"]
    ]


def sideways(page):
    """How many pixels the page can be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_a_page_as_it_opens(wide, address):
    wide.goto(address)
    for size, scheme in SCREENS:
        wide.set_viewport_size(size)
        wide.emulate_media(color_scheme=scheme)
        assert faults(wide) == [], (size, scheme)
        assert sideways(wide) <= 0, (size, scheme)


@pytest.mark.parametrize("name", ["home", "browse-filtered", "methods"])
def test_a_page_with_everything_folded_open(wide, name):
    wide.goto(PAGES[name])
    wide.evaluate(UNFOLD)
    for size, scheme in SCREENS:
        wide.set_viewport_size(size)
        wide.emulate_media(color_scheme=scheme)
        assert faults(wide) == [], (size, scheme)
        assert sideways(wide) <= 0, (size, scheme)
