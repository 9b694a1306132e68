"""`python -m tests.benchmarks.entering`: clicks and keystrokes to enter one full program from its web page.

A practiced user works in a real Chromium from the page's address to *Send for review*. They walk the form from top to bottom,
use the Tab key where it soon leads to the next field, else the mouse; let the browser's list of sources complete an address;
choose from a menu by its first letters; and change only what the form has not filled in already. Each key counts, also Tab and
each of a chord. Reading the page is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from tests.links.bad_server import run_bad_server
from tests.processes import manage, serving

MOST_TABS = 3  # a field further away is clicked
NAME, PASSWORD = "writer", "a long passphrase"
SUMMARY = (
    "A yearlong fellowship in which experienced teachers study leadership together and are honored as Ridgeline Fellows by the"
    " foundation."
)
_HEAD = f"""<!doctype html><html lang="en"><head>
<title>Ridgeline Teacher Leadership Fellowship | Ridgeline Education Foundation</title>
<meta name="description" content="{SUMMARY}">
<link rel="canonical" href="/programs/fellowship">
</head><body>
"""
BARE = f"{_HEAD}<main><h1>Ridgeline Teacher Leadership Fellowship</h1><a href='/call.pdf'>Call for applications</a></main>"
STATED = f"""{_HEAD}<nav><a href="/">Home</a> <a href="/give">Give</a></nav>
<main><h1>Ridgeline Teacher Leadership Fellowship</h1>
<p>Since 2009 the foundation, with the Ohio Valley Teachers Network, has brought teachers together for a year of study.</p>
<p>Fellows meet at four weekend institutes and online in between, and learn to coach colleagues in mathematics and science.</p>
<h2>What fellows receive</h2>
<p>Each fellow receives a $5,000 stipend and $1,500 for travel.</p>
<p>There is no fee.</p>
<h2>Who may apply</h2>
<p>Public school teachers of grades 6 to 12 in Ohio, Kentucky and Indiana with at least five years of experience may apply.</p>
<h2>How to apply</h2>
<p>Applications are due March 15, 2027.</p>
<p>In 2026 the foundation named 24 fellows.</p>
</main><footer>Columbus, Ohio. A nonprofit organization.</footer></body></html>"""

# what the form must hold at the end; a list is of checkboxes. `source` stands for the page's own address
VALUES: dict[str, str | list[str]] = {
    "name": "Ridgeline Teacher Leadership Fellowship",
    "sponsor": "Ridgeline Education Foundation",
    "sponsor_type": "foundation",
    "partners": "Ohio Valley Teachers Network",
    "scope": "multistate",
    "home_state": "OH",
    "serves_states": ["OH", "KY", "IN"],
    "serves_basis": "stated",
    "summary": SUMMARY,
    "prepare_present": ["on"],
    "prepare_evidence": "Four weekend institutes and meetings online teach fellows to coach colleagues and to lead a department.",
    "prepare_source": "source",
    "place_evidence": "The pages read describe no role with duties toward other adults.",
    "place_source": "source",
    "recognize_present": ["on"],
    "recognize_basis": ["title"],
    "recognize_evidence": "A committee chooses 24 teachers a year for their work; those chosen are named Ridgeline Fellows.",
    "recognize_source": "https://news.ridgeline.example.org/2026/fellows",
    "form": ["fellowship"],
    "form_basis": "name",
    "models": ["course_based"],
    "practice": ["in_role"],
    "focus": ["mentoring_coaching", "mathematics", "science"],
    "functions": ["professional_learning"],
    "aims": ["organization"],
    "delivery": "hybrid",
    "duration_shortest": "12",
    "duration_longest": "12",
    "pays": "nothing",
    "receives": ["stipend", "travel"],
    "money_note": "Each fellow receives a $5,000 stipend and $1,500 for travel.",
    "entry": "application",
    "eligibility": (
        "Public school teachers of grades 6 to 12 in Ohio, Kentucky and Indiana with at least five years of experience may apply."
    ),
    "audience": ["aspiring"],
    "grade_bands": ["middle", "high"],
    "min_years_experience": "5",
    "prerequisites": ["license"],
    "deadline_month": "3",
    "deadline_date": "2027-03-15",
    "deadline_note": "Applications are due March 15, 2027.",
    "status": "active",
    "evidence_year": "2026",
    "founded": "2009",
    "sources-1-url": "https://news.ridgeline.example.org/2026/fellows",
    "sources-1-title": "Fellows of 2026",
    "sources-1-read": "today",
    "confidence": "high",
    "note": "The page names no school in which fellows must teach; the fellows of 2026 are from three states.",
}


@dataclass
class Hands:
    """A practiced user's mouse and keyboard, and how often each was used, in all and by field."""

    page: Page
    clicks: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    at: str = "begin"

    def click(self, target: Locator) -> None:
        self.clicks[self.at] += 1
        target.click()

    def press(self, chord: str, times: int = 1) -> None:
        self.keys[self.at] += times * len(chord.split("+"))
        for _ in range(times):
            self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        self.keys[self.at] += len(text)
        self.page.keyboard.type(text)

    def reach(self, target: Locator) -> None:
        """Put the focus on a field: by at most three Tabs, else by a click."""
        here = self.page.evaluate_handle("document.activeElement")
        for tabs in range(1, MOST_TABS + 1):
            self.page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                self.keys[self.at] += tabs
                return
        here.evaluate("element => element.focus()")
        self.click(target)


def enter(hands: Hands, address: str, today: str) -> None:
    """Go from the page's address to a program that waits for review."""
    page = hands.page
    page.goto("/admin/")
    page.goto("/admin/programs/begin/")
    hands.type(address)
    hands.press("Enter")
    page.wait_for_url("**/add/**")
    for name in _in_page_order(page):
        hands.at = name
        wanted = VALUES[name]
        if isinstance(wanted, list):
            _tick(hands, name, wanted)
        else:
            _fill(hands, name, {"source": address, "today": today}.get(wanted, wanted))
    hands.at = "send"
    assert not _differing(page), _differing(page)
    hands.click(page.get_by_role("button", name="Send for review"))
    page.wait_for_load_state()
    refused = page.locator(".errornote")
    if refused.count() or "/change/" not in page.url:
        raise RuntimeError(f"The program was not sent: {refused.all_inner_texts()}")


def _in_page_order(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all("#record [name]", "all => [...new Set(all.map(one => one.name))]")
    return [name for name in found if name in VALUES]


def _differing(page: Page) -> list[str]:
    """Return the fields of sets that hold more or less than they should, such as a wrong guess of the form."""
    sets = {name: codes for name, codes in VALUES.items() if isinstance(codes, list)}
    ticked = {name: page.locator(f"[name={name}]:checked").evaluate_all("all => all.map(one => one.value)") for name in sets}
    return [name for name, codes in sets.items() if sorted(ticked[name]) != sorted(codes)]


def _tick(hands: Hands, name: str, codes: list[str]) -> None:
    boxes = hands.page.locator(f"[name={name}]")
    for code in codes:
        box = boxes.and_(hands.page.locator(f"[value={code}]")) if code != "on" else boxes
        if not box.is_checked():
            _unfold(hands, box)
            hands.click(box)


def _fill(hands: Hands, name: str, wanted: str) -> None:
    target = hands.page.locator(f"[name='{name}']").first
    value = target.input_value()
    if value == wanted:
        return
    _unfold(hands, target)
    match target.evaluate("element => element.type"):
        case "select-one":
            hands.reach(target)
            _choose(hands, target, wanted)
        case "date":
            hands.reach(target)
            year, month, day = wanted.split("-")
            hands.type(f"{month}{day}{year}")
        case _:
            _write(hands, target, value, wanted)
    assert target.input_value() == wanted, (name, target.input_value())


def _write(hands: Hands, target: Locator, value: str, wanted: str) -> None:
    """Type a text, or what is missing; delete a tail that is too much; or let the browser's list complete it."""
    page, offered = hands.page, target.get_attribute("list")
    if offered and not value:
        options = page.locator(f"#{offered} option").evaluate_all("all => all.map(one => one.value)")
        if wanted in options:
            hands.reach(target)
            hands.press("ArrowDown", options.index(wanted) + 1)
            hands.press("Enter")
            if target.input_value() != wanted:  # this browser has no such list: as if it had
                target.fill(wanted)
            return
    usual = target.locator("xpath=ancestor::*[contains(@class, 'form-row')][1]").locator(f"button[title={json.dumps(wanted)}]")
    if usual.count() and usual.is_visible():  # a button enters the usual sentence
        hands.click(usual)
        return
    hands.reach(target)
    if value.startswith(wanted) and len(value) - len(wanted) < len(wanted):
        hands.press("End")
        hands.press("Backspace", len(value) - len(wanted))
        return
    if value:
        hands.press("Control+a")
    hands.type(wanted)


def _choose(hands: Hands, target: Locator, wanted: str) -> None:
    """Type the first letters of an option until it is chosen; a menu that a click has opened closes by Enter."""
    labels = {code: label.lower() for code, label in target.evaluate("one => [...one.options].map(o => [o.value, o.text])")}
    label = labels[wanted]
    letters = next(
        n for n in range(1, len(label) + 1) if next(c for c, of in labels.items() if of.startswith(label[:n])) == wanted
    )
    hands.type(label[:letters])
    if target.input_value() != wanted:
        hands.press("Enter")


def _unfold(hands: Hands, target: Locator) -> None:
    folded = target.locator("xpath=ancestor::details[not(@open)]")
    for number in range(folded.count()):
        hands.click(folded.nth(number).locator("summary").first)


@contextmanager
def _at_work(html: str) -> Iterator[tuple[Page, str]]:
    """A browser in which an Editor is signed in, and the address of the program's page."""
    with tempfile.TemporaryDirectory() as folder, run_bad_server() as server, sync_playwright() as playwright:
        server.pages["/programs/fellowship"] = html.encode()
        data = Path(folder)
        manage(data, "migrate", "--verbosity", 0)
        manage(data, "create_editor", NAME, "--role", "Editor", "--password-stdin", line=f"{PASSWORD}\n")
        with serving(data, ALLOW_PRIVATE_LINKS="1") as served:
            chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            context = browser.new_context(base_url=served.url, viewport={"width": 1320, "height": 900}, locale="en-US")
            page = context.new_page()
            page.goto("/admin/")
            page.get_by_label("Username").fill(NAME)
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_role("button", name="Log out").wait_for()
            yield page, f"{server.url}/programs/fellowship"
            browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", action="store_true", help="also print the counts of each field")
    parser.add_argument("--bare", action="store_true", help="the page states nothing but its title and description")
    chosen = parser.parse_args()
    with _at_work(BARE if chosen.bare else STATED) as (page, address):
        today = page.evaluate("new Date().toLocaleDateString('sv')")
        hands = Hands(page)
        enter(hands, address, today)
    if chosen.fields:
        for name in dict.fromkeys([*hands.clicks, *hands.keys]):
            print(f"{name:24}{hands.clicks[name]:4} clicks {hands.keys[name]:5} keystrokes")
    print(f"{hands.clicks.total()} clicks, {hands.keys.total()} keystrokes")


if __name__ == "__main__":
    main()
