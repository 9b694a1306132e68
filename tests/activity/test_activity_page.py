"""Who did what: one list over versions, reviews, decisions and logs, for Reviewers and Admins."""

import csv
import io
import uuid

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.urls import reverse
from django.utils import timezone

from catalog.activity.kinds import KINDS
from catalog.admin_common.log import EXPORT, log_action
from catalog.confirmations.services import ask_program
from catalog.links.services import start_run
from catalog.models import (
    AddedTerm,
    Coding,
    CodingDecision,
    Organization,
    PendingImport,
    Program,
    ProgramFamily,
    SuggestionKind,
    UnfinishedDraft,
    Verdict,
)
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.publishing.withdrawal import withdraw
from catalog.programs.services import approve, publish, reject, retire, save
from catalog.reviews.services import review
from catalog.suggestions.services import accept, suggest
from tests.accounts.test_permissions import differs
from tests.factories import change, make_user
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/activity/"


@pytest.fixture
def people(db):
    """An Editor and a Reviewer."""
    return {name: make_user(name, role) for name, role in (("ed", "Editor"), ("rev", "Reviewer"))}


@pytest.fixture
def rev(client, people):
    """A client logged in as the Reviewer."""
    client.force_login(people["rev"])
    return client


@pytest.fixture
def boss(client, admin_user):
    """A client logged in as a superuser."""
    client.force_login(admin_user)
    return client


def entries(client, query=""):
    """Kind, person and text of each entry."""
    shown = page(client, f"{ADDRESS}{query}")
    found = shown.all("[data-kind]")
    return [(entry["data-kind"], entry["data-person"], " ".join(entry.text.split())) for entry in found]


def kinds(client, query=""):
    return [kind for kind, _, _ in entries(client, query)]


def test_the_life_of_a_program_is_listed_newest_first_with_names_and_reasons(rev, people, new_record):
    program = save(None, new_record, people["ed"], "Found it.")
    reject(program.versions.get(), people["rev"], "No source.")
    save(program, new_record, people["ed"], "With a source.")
    approve(program.versions.get(number=2), people["rev"])
    program.refresh_from_db()
    retire(program, people["rev"], "It ended.")
    assert [(kind, person) for kind, person, _ in entries(rev)] == [
        ("retired", "rev"),
        ("published", "rev"),
        ("changed", "ed"),
        ("rejected", "rev"),
        ("created", "ed"),
    ]
    texts = [text for _, _, text in entries(rev)]
    assert all(new_record.name in text for text in texts)
    assert "No source." in texts[3]
    assert "Found it." in texts[4]


def make_everything(people, new_record):
    """One action of every kind that Reviewers see."""
    ed, rev = people["ed"], people["rev"]
    program = Program.objects.get(slug="nyc-big-apple-awards")
    save_draft(None, "Half done", {}, ed)
    first = save(None, new_record, ed)
    save(first, change(new_record, founded=1990), ed)
    publish(None, change(new_record, slug="by-rev", name="By Rev"), rev)
    second = save(None, change(new_record, slug="no", name="No"), ed)
    reject(second.versions.get(), rev, "No.")
    retire(Program.objects.get(slug="by-rev"), rev, "Gone.")
    save(program, change(program.record, founded=1980), ed)
    withdraw(program.versions.get(state="pending"), ed)
    log_action(ed, Program, "Old draft", DELETION, "Discarded the draft.")
    log_action(ed, PendingImport, "Import of fall.xlsx", CHANGE, "2 new.", 1)
    log_action(ed, Program, "Export of 3 programs", EXPORT, "As CSV.")
    log_action(ed, Organization, "Trust", CHANGE, "Website.", program.sponsor_id)
    log_action(ed, ProgramFamily, "Teach Plus", CHANGE, "Renamed.", 1)
    log_action(ed, AddedTerm, "Outdoor learning", ADDITION, "Added.", 1)
    log_action(ed, UnfinishedDraft, "Something new", CHANGE, "Of a kind that nobody thought of.", 1)
    review(program, ed, Verdict.CANT_TELL, note="Called them.")
    ask_program(program, ed)
    accept(suggest({"kind": SuggestionKind.OTHER, "text": "Thanks."}, uuid.uuid4(), "10.0.0.1"), ed, "Read.")
    coding = next(coding for coding in Coding.objects.filter(coder="B") if differs(coding))
    CodingDecision.objects.create(coding=coding, user=rev, supports={}, reason="As A says.", time=timezone.now())
    Coding.objects.filter(pk=coding.pk).update(user=ed, time=timezone.now())
    start_run(ed)


def test_every_kind_is_listed_and_each_filter_finds_its_own(rev, people, new_record):
    make_everything(people, new_record)
    public = {code for code, kind in KINDS.items() if not kind.admins_only}
    assert set(kinds(rev)) == public
    for code in public:
        assert set(kinds(rev, f"?kind={code}")) == {code}


def test_every_link_leads_somewhere(boss, people, new_record):
    make_everything(people, new_record)
    links = {link["href"] for link in page(boss, ADDRESS).all("[data-kind] a")}
    assert len(links) > 10
    for link in links:
        assert boss.get(link).status_code == 200, link


def test_filters_by_person_and_by_day(rev, people, new_record):
    program = save(None, new_record, people["ed"])
    approve(program.versions.get(), people["rev"])
    assert kinds(rev, f"?person={people['ed'].pk}") == ["created"]
    today = timezone.localdate().isoformat()
    assert kinds(rev, f"?since={today}&until={today}") == ["published", "created"]
    program.versions.update(time="2026-01-31T12:00Z", published="2026-02-01T12:00Z")
    assert kinds(rev, "?since=2026-01-31&until=2026-01-31") == ["created"]
    assert kinds(rev, "?since=2026-02-01&until=2026-02-28") == ["published"]


@pytest.mark.parametrize(
    "query",
    [
        "?person=999999999999999999999999",
        "?person=x%00",
        "?kind=none",
        "?kind=signed-in",
        "?since=yesterday",
        "?since=9999-12-31",
        "?until=0001-01-01",
        "?since=2026-02-01&until=2026-01-01",
    ],
)
def test_an_invalid_filter_is_named_and_nothing_is_filtered(rev, people, new_record, query):
    save(None, new_record, people["ed"])
    response = rev.get(f"{ADDRESS}{query}")
    if response.status_code == 200:
        shown = ParsedPage(response.content.decode())
        assert shown.has(".errorlist")
        assert shown.has("[data-kind=created]")
    else:
        assert response.status_code == 400
    assert rev.get(f"/admin/activity.csv{query}").status_code == 400


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "x"])
def test_any_page_number_shows_a_page(rev, people, new_record, number):
    save(None, new_record, people["ed"])
    assert kinds(rev, f"?page={number}") == ["created"]


def test_sign_ins_and_accounts_are_for_admins(client, people, admin_user):
    AccessLog.objects.create(username="ed", ip_address="10.0.0.1", user_agent="", path_info="/")
    AccessFailureLog.objects.create(username="nobody", ip_address="10.0.0.2", user_agent="", path_info="/", locked_out=True)
    log_action(admin_user, type(admin_user), "ed", CHANGE, "Role.", people["ed"].pk)
    client.force_login(people["rev"])
    assert kinds(client) == []
    client.force_login(admin_user)
    assert {(kind, person) for kind, person, _ in entries(client)} == {
        ("signed-in", "ed"),
        ("signed-in", "rev"),
        ("signed-in", admin_user.username),
        ("locked", "nobody"),
        ("account", admin_user.username),
    }
    assert kinds(client, f"?person={people['ed'].pk}") == ["signed-in"]


def test_a_wrong_password_is_listed(client, people, admin_user):
    client.post(reverse("admin:login"), {"username": "ed", "password": "wrong"})
    client.force_login(admin_user)
    assert ("failed", "ed") in [entry[:2] for entry in entries(client)]


def test_long_lists_have_pages_that_keep_the_filters(rev, people, new_record):
    for number in range(51):
        save_draft(None, f"Draft {number}", {}, people["ed"])
    first = page(rev, f"{ADDRESS}?kind=drafted")
    assert first.one("#activity-count")["data-count"] == "51"
    assert len(first.all("[data-kind]")) == 50
    assert kinds(rev, first.one("a[rel=next]")["href"]) == ["drafted"]


def test_the_file_has_the_same_rows_and_no_formulas(rev, people, new_record):
    save(None, change(new_record, name="=HYPERLINK(1)"), people["ed"], "So.")
    address = page(rev, f"{ADDRESS}?kind=created").one("#activity-count a")["href"]
    response = rev.get(address)
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    [row] = rows
    assert (row["person"], row["detail"]) == ("ed", "So.")
    assert row["about"] == "'=HYPERLINK(1)"
    assert row["page"].startswith("http://testserver/admin/programs/")


def test_an_export_is_logged_and_reading_the_page_is_not(rev, people):
    address = reverse("admin:catalog_program_export")
    rev.get(address)
    assert kinds(rev) == []
    rev.post(address, {"format": "csv"})
    assert kinds(rev) == ["exported"]
    assert kinds(rev, "?kind=exported") == ["exported"]


def test_the_number_of_queries_does_not_grow_with_the_list(rev, people, new_record, django_assert_max_num_queries):
    for number in range(30):
        save(None, change(new_record, slug=f"new-{number}", name=f"New {number}"), people["ed"])
    rev.get("/admin/")  # the counts of the menu stay until something changes
    with django_assert_max_num_queries(32):
        rev.get(ADDRESS)
