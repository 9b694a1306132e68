"""Seven people, each with a question: a true answer in at most six taps, on a phone with script and on a wide screen without.

What is true comes from the records, by code that the pages do not use, or by the judgment that has its own tests.
"""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.programs.dates.currency import currency_of
from catalog.programs.money.line import money_order
from tests.browse import oracle
from tests.browser.reading import count, slugs

pytestmark = pytest.mark.browser

MOST_TAPS = 6


class Visitor:
    """Somebody at a browser, whose taps are counted: to choose or to type something is one."""

    def __init__(self, page):
        self.page, self.taps = page, 0
        page.goto("/")

    def choose(self, label, code):
        self.taps += 1
        self.page.get_by_label(label, exact=True).select_option(code)

    def type(self, label, text):
        self.taps += 1
        self.page.get_by_label(label).fill(text)

    def press(self, role, name):
        self.tap(self.page.get_by_role(role, name=name, exact=True))

    def tap(self, what):
        self.taps += 1
        what.click()

    def open_first(self, within="#main"):
        """Open the first program of a list, and return its slug."""
        card = self.page.locator(f"{within} .card").first
        slug = card.get_attribute("data-slug")
        self.tap(card.locator(".card-name a"))
        self.page.wait_for_url(f"**/programs/{slug}/**")
        return slug

    def focus(self, role, name):
        """Move there with the Tab key alone, by role and accessible name."""
        wanted = self.page.get_by_role(role, name=name)
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if wanted.first.evaluate("one => one === document.activeElement"):
                return
        pytest.fail(f"The Tab key does not reach {role} “{name}”")


@pytest.fixture
def visitor(either):
    visitor = Visitor(either)
    yield visitor
    assert visitor.taps <= MOST_TAPS


@pytest.fixture(scope="module")
def by_slug(records):
    return {record.slug: record for record in records}


def current(records, chosen):
    """The slugs of the programs with these values that may still run."""
    today = timezone.localdate()
    return {record.slug for record in records if oracle.fits(record, chosen, {}) and not oracle.is_older(record, today)}


def answers_truly(page, record, teacher):
    """The open program page gives the judgment for this teacher, and whether the program was seen running."""
    today = timezone.localdate()
    expect(page.locator(".enter [data-outcome]")).to_have_attribute("data-outcome", judge(record, teacher, today).code)
    expect(page.locator("[data-badge]")).to_have_attribute("data-badge", currency_of(record, today).code)


def test_a_math_teacher_in_toledo(visitor, by_slug):
    visitor.choose("Grades I teach", "middle")
    visitor.choose("Subject I teach", "mathematics")
    visitor.choose("State I teach in", "OH")
    visitor.type("Years I have taught", "6")
    visitor.press("button", "Show programs")
    record = by_slug[visitor.open_first()]
    teacher = Teacher("OH", Decimal(6), "middle", "mathematics")
    answers_truly(visitor.page, record, teacher)
    assert judge(record, teacher, timezone.localdate()).code != "closed"
    assert "mathematics" in record.focus


def test_a_rural_teacher_in_montana_who_wants_a_cheap_online_masters(visitor, records, by_slug):
    visitor.type("Search the programs", "cheap online master's Montana")
    visitor.press("button", "Search")
    visitor.page.wait_for_url("**/programs/?*sort=cost")
    chosen = {"credential": ["masters"], "delivery": ["online"], "state": ["MT"]}
    fitting = {record.slug for record in records if oracle.fits(record, chosen, {})}
    assert count(visitor.page) == len(fitting)
    assert set(slugs(visitor.page)) <= fitting
    first = visitor.page.locator("[data-group]").first.locator("[data-slug]")
    costs = [money_order(by_slug[slug]) for slug in first.evaluate_all("all => all.map(one => one.dataset.slug)")]
    assert costs == sorted(costs)
    answers_truly(visitor.page, by_slug[visitor.open_first()], Teacher("MT"))


def test_a_mentor_to_be_in_texas(visitor, records, by_slug):
    visitor.choose("State I teach in", "TX")
    visitor.choose("What I want", "role")
    visitor.press("button", "Show programs")
    fitting = current(records, {"form": ["role"], "state": ["TX"]})
    shown = visitor.page.locator("#match-count")
    expect(shown).to_have_attribute("data-count", str(len(fitting)))
    assert set(slugs(visitor.page)) <= fitting
    record = by_slug[visitor.open_first()]
    assert "TX" in record.serves_states
    answers_truly(visitor.page, record, Teacher("TX"))


def test_a_special_education_teacher_in_new_york_who_wants_to_be_nominated(visitor, records, by_slug):
    visitor.choose("Subject I teach", "special_education")
    visitor.choose("State I teach in", "NY")
    visitor.choose("What I want", "award")
    visitor.press("button", "Show programs")
    visitor.page.wait_for_url("**/find/?*")
    awards = current(records, {"form": ["award"], "state": ["NY"]})
    assert set(slugs(visitor.page)) <= awards
    about = {slug for slug in awards if "special_education" in by_slug[slug].focus}
    anyone = {slug for slug in awards if not set(by_slug[slug].focus) & set(SUBJECTS)}
    expect(visitor.page.locator("#match-count")).to_have_attribute("data-count", str(len(about) + len(anyone)))
    slug = visitor.open_first()
    assert slug in (about or anyone)
    answers_truly(visitor.page, by_slug[slug], Teacher("NY", focus="special_education"))


def test_a_blind_teacher_with_the_keyboard_and_names(visitor, records, by_slug):
    page = visitor.page
    for name, typed in (("State I teach in", "Ohio"), ("What I want", "a fellowship")):
        visitor.focus("combobox", name)
        page.keyboard.type(typed)
        visitor.taps += 1
    for role, name in (("button", "Show programs"), ("link", "Skip to the programs")):
        visitor.focus(role, name)
        page.keyboard.press("Enter")
        visitor.taps += 1
        page.wait_for_url("**/find/?form=fellowship&state=OH**")
    fitting = current(records, {"form": ["fellowship"], "state": ["OH"]})
    expect(page.get_by_role("status")).to_contain_text(str(len(fitting)))
    record = by_slug[slugs(page)[0]]
    visitor.focus("link", record.name)
    page.keyboard.press("Enter")
    visitor.taps += 1
    page.wait_for_url(f"**/programs/{record.slug}/**")
    answers_truly(page, record, Teacher("OH"))
    expect(page.get_by_role("group", name="Answer:")).to_have_count(1)


def test_a_teacher_who_searches_in_spanish(visitor, records, by_slug):
    visitor.type("Search the programs", "bilingüe")
    visitor.press("button", "Search")
    visitor.page.wait_for_url("**/programs/?q=*")
    fitting = {record.slug for record in records if "bilingual" in record.model_dump_json().lower()}
    assert set(slugs(visitor.page)) == fitting
    answers_truly(visitor.page, by_slug[visitor.open_first()], Teacher())


def test_a_principal_prints_one_page(visitor, by_slug):
    visitor.tap(visitor.page.locator(".door a").filter(has_text="For my school"))
    record = by_slug[visitor.open_first()]
    assert {"partner_school", "team"} & set(record.prerequisites)
    visitor.press("link", "Print one page for my principal")
    sheet = visitor.page.locator(f'[data-sheet="{record.slug}"]')
    expect(sheet.get_by_role("heading", level=1)).to_have_text(record.name)
    for row in ("dates", "days", "cost", "gains"):
        expect(sheet.locator(f'[data-row="{row}"]')).to_be_visible()
    expect(sheet).to_contain_text(record.sponsor)
