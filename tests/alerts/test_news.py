"""Which programs an alert names, and why."""

import datetime

import pytest

from catalog.alerts.changes import month_before
from catalog.confirmations.services import answer_request, ask_program
from catalog.models import Program
from catalog.programs.services import publish, retire
from catalog.suggestions.services import accept
from tests.alerts.helpers import change_program, find_reasons, make_alert
from tests.factories import change

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = TODAY


@pytest.fixture
def program(new_record, editor):
    """Publish a program that was seen running this year, with other values."""

    def make(**fields):
        values = {"evidence_year": 2026, "deadline_date": None, "deadline_month": None, "deadline_rolling": False}
        return publish(None, change(new_record, {**values, **fields}), editor)

    return make


def test_nothing_changed_is_no_news():
    assert find_reasons(make_alert()) == {}


def test_a_program_that_fits_is_new(program):
    everywhere, in_ohio = make_alert(), make_alert("home_state=OH")
    slug = program().slug
    assert find_reasons(everywhere) == {slug: ["added"]}
    assert find_reasons(in_ohio) == {}


def test_what_was_published_before_the_confirmation_is_not_news(program):
    program()
    assert find_reasons(make_alert()) == {}


def test_a_change_without_meaning_for_readers_is_not_news(program, editor):
    slug = program().slug
    alert = make_alert()
    change_program(slug, editor, summary="Other words for the same program, as long as they need to be.")
    assert find_reasons(alert) == {}


@pytest.mark.parametrize("status", ["ended", "suspended"])
def test_a_program_opens_again(program, editor, status):
    slug = program(status=status).slug
    alert = make_alert()
    change_program(slug, editor, status="active")
    assert find_reasons(alert) == {slug: ["reopened"]}


def test_a_retired_program_comes_back(program, editor):
    made = program()
    record = made.current.record
    retire(made, editor, "Gone")
    alert = make_alert()
    assert find_reasons(alert) == {}
    publish(Program.objects.get(pk=made.pk), record, editor, "Found again")
    assert find_reasons(alert) == {made.slug: ["back"]}


def test_a_date_is_confirmed_or_changed(program, editor):
    slug = program(deadline_month=3).slug
    alert = make_alert(f"p={slug}")
    change_program(slug, editor, deadline_date="2027-03-15", deadline_month=3)
    assert find_reasons(alert) == {slug: ["confirmed"]}
    again = make_alert(f"p={slug}", email="other@example.org")
    assert find_reasons(again) == {}
    change_program(slug, editor, deadline_date="2027-03-01", deadline_month=3)
    assert find_reasons(again) == {slug: ["confirmed"]}


def test_a_past_date_is_not_confirmed(program, editor):
    slug = program().slug
    alert = make_alert()
    change_program(slug, editor, deadline_date="2026-03-15", deadline_month=3)
    assert find_reasons(alert) == {}


@pytest.mark.parametrize("basis", ["stated", "assumed"])
def test_a_program_opens_to_the_state(program, editor, basis):
    slug = program(serves_states=["CA"], scope="state", locality=None, serves_basis="stated").slug
    alert = make_alert("state=OH")
    assert find_reasons(alert) == {}
    change_program(slug, editor, serves_states=["CA", "OH"], serves_basis=basis)
    assert find_reasons(alert) == {slug: ["open"]}


def test_a_program_fits_since_it_changed_otherwise(program, editor):
    slug = program(delivery="in_person").slug
    alert = make_alert("delivery=online")
    change_program(slug, editor, delivery="online")
    assert find_reasons(alert) == {slug: ["fits"]}


def test_programs_that_nobody_can_enter_are_not_news(program):
    alert, of_ended = make_alert(), make_alert("status=ended", email="other@example.org")
    slug = program(status="ended").slug
    assert find_reasons(alert) == {}
    assert find_reasons(of_ended) == {slug: ["added"]}


def test_a_search_and_a_sponsor_choose_as_on_the_page(program):
    search, other = make_alert("q=Unheardofword"), make_alert("sponsor=arizona-k12-center", email="other@example.org")
    slug = program(name="The Unheardofword Fellows").slug
    assert find_reasons(search) == {slug: ["added"]}
    assert find_reasons(other) == {}


def test_a_sponsor_that_is_gone_does_not_widen_the_alert(program, editor):
    made = program(sponsor="A Sponsor of One Program")
    alert = make_alert("sponsor=a-sponsor-of-one-program")
    record = change(made.current.record, slug="another-program", name="Another Program", sponsor="Somebody Else")
    retire(made, editor, "Gone")
    publish(None, record, editor)
    assert find_reasons(alert) == {}


@pytest.mark.parametrize(
    ("day", "due"), [("2026-12-20", ["due"]), ("2026-12-21", None), ("2026-11-20", ["due"]), ("2026-11-19", None)]
)
def test_a_confirmed_date_is_due_within_a_month(program, day, due):
    slug = program(deadline_date=day).slug
    reasons = find_reasons(make_alert(f"p={slug}", news=False, deadlines=True))
    assert reasons == ({slug: due} if due else {})


def test_a_usual_month_is_due_a_month_before_its_first_day(program, settings):
    slug = program(deadline_month=1).slug
    alert = make_alert(f"p={slug}", news=False, deadlines=True)
    assert find_reasons(alert) == {}
    settings.TODAY = datetime.date(2026, 12, 1)
    assert find_reasons(alert) == {slug: ["usual"]}


@pytest.mark.parametrize("fields", [{"status": "ended"}, {"status": "suspended"}, {"evidence_year": 2012}])
def test_no_reminder_of_a_program_that_is_over(program, settings, fields):
    settings.TODAY = datetime.date(2026, 12, 1)
    slug = program(deadline_month=1, **fields).slug
    assert find_reasons(make_alert(f"p={slug}", deadlines=True)) == {}


def test_a_reminder_comes_once(program, settings):
    slug = program(deadline_date="2026-12-20").slug
    alert = make_alert(f"p={slug}", deadlines=True)
    alert.reminded = TODAY
    assert find_reasons(alert) == {}


def test_a_date_that_is_confirmed_late_is_reminded_of_at_once(program, editor):
    slug = program(deadline_month=12).slug
    alert = make_alert(f"p={slug}", deadlines=True)
    alert.reminded = TODAY
    change_program(slug, editor, deadline_date="2026-12-10", deadline_month=12)
    assert find_reasons(alert) == {slug: ["due", "confirmed"]}


def test_a_list_follows_a_program_that_moves(program, editor):
    made = program()
    alert = make_alert(f"p={made.slug}")
    change_program(made.slug, editor, slug="its-new-address", deadline_date="2027-03-15")
    assert find_reasons(alert) == {"its-new-address": ["confirmed"]}


@pytest.mark.parametrize(
    ("day", "before"), [("2027-03-31", "2027-02-28"), ("2027-01-15", "2026-12-15"), ("2028-03-30", "2028-02-29")]
)
def test_a_month_before(day, before):
    assert month_before(datetime.date.fromisoformat(day)).isoformat() == before


def test_a_program_that_is_probably_over_is_no_news_until_it_confirms_that_it_runs(program, editor):
    everywhere = make_alert()
    made = program(evidence_year=2014, deadline_month=12)
    reminder = make_alert(f"p={made.slug}", deadlines=True)
    assert find_reasons(everywhere) == find_reasons(reminder) == {}
    accept(answer_request(ask_program(made, editor), {"running": "yes"}, ""), editor)
    assert find_reasons(everywhere) == {made.slug: ["added"]}
    assert find_reasons(reminder) == {made.slug: ["usual"]}
