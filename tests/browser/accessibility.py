"""Checks that axe-core finds nothing wrong on a page and that the page does not scroll sideways."""

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE

# each width and each color scheme once; ALL_LOOKS where a page is dense enough to differ in every combination
LOOKS = ((WIDE, "light"), (NARROW, "dark"))
ALL_LOOKS = (*LOOKS, (WIDE, "dark"), (NARROW, "light"))
# Django's own bars are not ours to judge
_DJANGO = [[".breadcrumbs"], ["#header"], ["#nav-sidebar"], ["#toggle-nav-sidebar"]]
# preloading would put the admin's style sheets into the page, which its own policy refuses
_OPTIONS = {"resultTypes": ["violations"], "preload": False}
_FADE = 250  # milliseconds that the admin's links take to change color with the scheme
_axe = Axe()


def find_violations(page):
    """What axe-core finds on the page as it is now, one line for each element."""
    context = {"exclude": _DJANGO} if _is_admin(page) else None
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in _axe.run(page, context=context, options=_OPTIONS).response["violations"]
        for node in found["nodes"]
    ]


def scrolls_sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def unfold(page):
    """Open every fold of the page."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")


def expect_accessible(page, looks=LOOKS):
    """Fail if axe-core finds a violation in one of these looks, or the page scrolls sideways; ends wide and light.

    Admin pages are judged with every fold open.
    """
    admin = _is_admin(page)
    if admin:
        unfold(page)
    for size, scheme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        if admin:
            page.wait_for_timeout(_FADE)
        assert not scrolls_sideways(page), size
        assert find_violations(page) == [], (size, scheme)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")


def _is_admin(page):
    return "/admin/" in page.url
