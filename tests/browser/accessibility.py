"""Checks that axe-core finds nothing wrong on a page and that the page does not scroll sideways."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import NARROW, WIDE

# each width and each color scheme once; ALL_LOOKS where a page is dense enough to differ in every combination
LOOKS = ((WIDE, "light"), (NARROW, "dark"))
ALL_LOOKS = (*LOOKS, (WIDE, "dark"), (NARROW, "light"))
# the slow rules: they judge the elements that distinct.js marks
_COLORS = ["color-contrast", "link-in-text-block"]
# preloading would put the admin's style sheets into the page, which its own policy refuses
_OPTIONS = {"resultTypes": ["violations"], "preload": False, "selectors": False}
_AXE = f"""{Axe().axe_script};
axe.configure({{rules: {_COLORS}.map((id) => {{
  const parts = (axe.utils.getRule(id).selector ?? "*").split(",");
  return {{id, selector: parts.map((part) => `${{part}}[data-distinct]`).join()}};
}})}});"""
_MARK = Path(__file__).with_name("distinct.js").read_text()
_STILL = "document.styleSheets[0].insertRule('* { transition: none !important }')"


def find_violations(page, rules=()):
    """What axe-core finds on the page as it is now by these rules, by default all, one line for each element."""
    options = {**_OPTIONS, "runOnly": list(rules)} if rules else _OPTIONS
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE)
    page.evaluate(_MARK)
    found = page.evaluate("options => axe.run({include: [['html']]}, options)", options)
    return [
        f"{violation['id']}: {node['html']} {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
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
    if _is_admin(page):
        page.wait_for_load_state()  # with its style sheets
        unfold(page)
        page.evaluate(_STILL)  # its links change color slowly with the scheme
    judged = []
    for size, scheme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert not scrolls_sideways(page), size
        # in another scheme only colors differ
        found = find_violations(page, _COLORS if size in judged else ())
        assert not found, (size, scheme, *found)
        judged.append(size)
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")


def _is_admin(page):
    return "/admin/" in page.url
