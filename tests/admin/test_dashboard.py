"""The start page of the admin: each figure is the number of rows of its list, and users see only their own lists."""

import uuid

import pytest
from django.utils import timezone

from catalog.accounts.roles import ADMIN, EDITOR, REVIEWER, VIEWER
from catalog.admin.dashboard import figures
from catalog.admin.menu.work import WorkCounts
from catalog.coding.disagreements import open_disagreements
from catalog.coding.reliability import load_comparisons, with_first
from catalog.duplicates.selectors import open_pairs
from catalog.models import Coding, CodingDecision, LinkCheck, Program, Verdict
from catalog.organizations.services import propose_details
from catalog.programs.services import reject, retire, save
from catalog.reviews.review_queue import this_week
from catalog.reviews.services import review
from catalog.suggestions.services import suggest
from tests.factories import change
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(editor, a_record):
    """A catalog in which every list has something to do."""
    programs = list(Program.objects.order_by("pk")[:6])
    for program in programs[:2]:
        save(program, change(program.versions.get(state="published").record, founded=1999), editor)
    save(None, change(a_record, slug="a-draft", name="Quite Another Draft"), editor)
    for number in range(3):
        suggest({"kind": "other", "text": f"Suggestion {number}"}, uuid.uuid4(), "127.0.0.1")
    now = timezone.now()
    LinkCheck.objects.create(url=programs[3].record.sources[0].url, checked=now, outcome="dead")
    LinkCheck.objects.create(url="https://nobody.example.org/", checked=now, outcome="dead")
    for entry in this_week().programs[:2]:
        review(Program.objects.get(pk=entry.key), editor, Verdict.CANT_TELL)


def figure_of(user, label):
    [figure] = [figure for figure in figures(WorkCounts(user)) if figure.label == label]
    return figure


def listed(client, url):
    """How many rows a list of the admin has."""
    return client.get(url).context["cl"].result_count


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("New suggestions", 3),
        ("Programs with a dead link", None),
    ],
)
def test_a_figure_is_the_number_of_rows_of_its_list(editor_client, editor, busy, label, number):
    figure = figure_of(editor, label)
    assert figure.number == listed(editor_client, figure.url) > 0
    assert number in (None, figure.number)


def test_figures_of_pages_that_are_not_lists(editor_client, editor, busy):
    week = figure_of(editor, "Programs reviewed this week")
    assert (week.number, week.of) == (2, 12)
    assert page(editor_client, week.url).one("progress")["value"] == "2"
    duplicates = figure_of(editor, "Likely duplicates")
    assert duplicates.number == len(open_pairs()) == len(page(editor_client, duplicates.url).all("section.pair"))
    pending = figure_of(editor, "Pending changes and drafts to review")
    rows = page(editor_client, pending.url).all(".listing:not([aria-labelledby=rejected]) [data-program]")
    assert pending.number == len(rows) == 3
    differing = [pair for pair in with_first(load_comparisons()) if pair.differing]
    assert figure_of(editor, "Coding disagreements").number == len(differing) > 0


def test_authors_see_their_pending_and_rejected_proposals(client, make_user, busy, editor, a_record):
    ann = make_user("ann", EDITOR)
    client.force_login(ann)
    assert figure_of(ann, "Pending changes and drafts with reviewers").number == 3
    assert not [figure for figure in figures(WorkCounts(ann)) if figure.label.startswith("Your proposals")]
    drafts = [save(None, change(a_record, slug=f"anns-{number}", name=f"Ann's {number}"), ann) for number in range(3)]
    for draft in drafts[:2]:
        reject(draft.versions.get(), editor, "No public page shows it.")
    save(drafts[1], change(a_record, slug="anns-1", name="Ann's 1"), ann)
    mine = figure_of(ann, "Your proposals: 2 awaiting review, 1 rejected")
    shown = page(client, mine.url)
    assert mine.number == len(shown.all("[data-program]")) == 3
    rejected = shown.text_of("[aria-labelledby=rejected] tbody")
    assert "No public page shows it." in rejected
    assert str(editor) in rejected
    assert client.get(f"/admin/programs/{drafts[0].pk}/versions/1/").status_code == 200


def test_changes_to_enter_are_shown_with_the_week(editor_client, editor):
    review(Program.objects.get(pk=this_week().programs[0].key), editor, Verdict.CHANGED)
    week = figure_of(editor, "Programs reviewed this week")
    assert (week.number, week.detail) == (0, "1 found changed, still to enter")
    assert week.detail in editor_client.get("/admin/").content.decode()


def test_a_decided_disagreement_is_not_counted(editor):
    before = figure_of(editor, "Coding disagreements").number
    coding = Coding.objects.get(pk=open_disagreements()[0].coding)
    CodingDecision.objects.create(coding=coding, user=editor, supports={}, reason="Read again.", time=timezone.now())
    assert figure_of(editor, "Coding disagreements").number == before - 1


def test_the_page_shows_every_figure_as_a_link(editor_client, editor, busy):
    links = {link["href"]: plain_text(link) for link in page(editor_client, "/admin/").all(".admin-figures a:not(.note)")}
    for figure in figures(WorkCounts(editor)):
        number = f"{figure.number} of {figure.of}" if figure.of is not None else str(figure.number)
        assert links[figure.url] == f"{number} {figure.label}"


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (VIEWER, {"New suggestions", "Drafts", "Programs with a dead link"}),
        (EDITOR, {"Programs reviewed this week", "Likely duplicates", "Pending changes and drafts with reviewers"}),
        (REVIEWER, {"Pending changes and drafts to review", "Coding disagreements"}),
        (ADMIN, set()),
    ],
)
def test_each_role_sees_the_figures_that_it_may_open(client, make_user, role, labels):
    user = make_user("somebody", role)
    client.force_login(user)
    seen = {figure.label for figure in figures(WorkCounts(user))}
    assert labels <= seen
    assert (role == VIEWER) == ("Likely duplicates" not in seen) == ("Drafts" in seen)  # others have them among the changes
    assert (role in (REVIEWER, ADMIN)) == ("Pending changes and drafts to review" in seen)
    for figure in figures(WorkCounts(user)):
        if figure.url:
            assert client.get(figure.url).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_users_without_a_role_see_no_figures(client, make_user):
    client.force_login(make_user("guest"))
    assert not page(client, "/admin/").has(".admin-figures")


def test_a_pending_change_of_a_retired_program_is_counted(editor, a_record):
    program = Program.objects.first()
    retire(program, editor)
    save(program, change(program.versions.first().record, founded=1999), editor)
    assert figure_of(editor, "Pending changes and drafts to review").number == 1


@pytest.mark.parametrize(
    ("staff", "missing"), [([], ["second"]), ([VIEWER], ["second"]), ([EDITOR], []), ([REVIEWER], [])], ids=str
)
def test_an_admin_sees_that_fewer_than_two_people_can_publish(client, make_user, editor, settings, staff, missing):
    settings.OFFICE_OF_ONE = False
    for role in staff:
        make_user("somebody", role)
    client.force_login(editor)
    assert page(client, "/admin/").data("[data-missing]", "missing") == missing


def test_only_admins_see_that_and_not_in_an_office_of_one(client, make_user, editor, settings):
    client.force_login(editor)
    assert not page(client, "/admin/").has("[data-missing]")
    settings.OFFICE_OF_ONE = False
    editor.delete()
    client.force_login(make_user("somebody", REVIEWER))
    assert not page(client, "/admin/").has("[data-missing]")


def test_proposed_changes_of_organizations_count_among_your_proposals(client, make_user, editor):
    ann = make_user("ann", EDITOR)
    client.force_login(ann)
    named = Program.objects.filter(publication="published").first().sponsor
    propose_details(named, {"website": "https://new.example.org/"}, ann)
    mine = figure_of(ann, "Your proposals: 1 awaiting review, 0 rejected")
    assert mine.number == len(page(client, mine.url).all("[data-organization-change]")) == 1
