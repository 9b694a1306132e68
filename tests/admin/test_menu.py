"""The admin's menu and the header: what each role sees, and counts that are right after every action."""

import uuid

import pytest
from django.utils import timezone

from catalog.accounts.roles import ADMIN, EDITOR, REVIEWER, VIEWER
from catalog.admin.menu.entries import ENTRIES, list_menu, list_waiting
from catalog.admin.menu.work import WorkCounts
from catalog.coding.disagreements import open_disagreements
from catalog.duplicates.selectors import open_pairs
from catalog.duplicates.services import keep_apart
from catalog.models import Coding, CodingDecision, LinkCheck, Program, ProgramVersion, Suggestion, Verdict
from catalog.programs.publishing.approval import count_approvable, may_approve
from catalog.programs.publishing.drafts import delete_draft, save_draft
from catalog.programs.services import approve, reject, retire, save
from catalog.reviews.review_queue import this_week
from catalog.reviews.services import review, undo_review
from catalog.suggestions.services import accept, suggest
from tests.factories import change
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db

DAILY = ["week", "programs", "pending", "drafts", "suggestions", "duplicates", "links", "import", "organizations"]
SEEN = {
    VIEWER: ["programs", "pending", "drafts", "suggestions", "links", "organizations", "disagreements"],
    EDITOR: [*DAILY, "vocabulary", "coding", "disagreements"],
    REVIEWER: [*DAILY, "vocabulary", "activity", "coding", "disagreements", "families"],
    ADMIN: [*DAILY, "vocabulary", "activity", "coding", "disagreements", "families"],
}


def count(user, key):
    """The number at an entry of the menu, as the user's next page shows it."""
    [number] = [item.count for section in list_menu(WorkCounts(user), "/admin/") for item in section.items if item.key == key]
    return number


def waiting(user):
    """What the header of the user's next page says, by its kind."""
    return {link.key: (link.count, link.words) for link in list_waiting(WorkCounts(user))}


def published(place=0):
    return Program.objects.filter(publication="published").order_by("pk")[place]


def propose(user, place=0, **fields):
    """Write a pending change; return it."""
    program = published(place)
    save(program, change(program.versions.get(state="published").record, **fields), user)
    return program.versions.get(state="pending")


@pytest.mark.parametrize("role", SEEN)
def test_each_role_sees_the_pages_that_it_may_open(client, make_user, role):
    client.force_login(make_user("somebody", role))
    links = page(client, "/admin/").all("#menu a")
    assert [link["data-entry"] for link in links] == SEEN[role]
    for link in links:
        assert client.get(link["href"]).status_code == 200, link["href"]


def test_a_superuser_also_sees_people(editor_client):
    shown = page(editor_client, "/admin/")
    assert shown.data("#menu a", "entry") == list(ENTRIES)
    assert ENTRIES["people"].url in [link["href"] for link in shown.all("#menu a")]


def test_people_who_are_not_logged_in_see_no_menu(client):
    shown = page(client, "/admin/login/")
    assert not shown.has("#menu, #waiting-for-you, #user-tools")


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/admin/week/", "week"),
        ("/admin/catalog/program/", "programs"),
        ("/admin/catalog/program/add/", "programs"),
        ("/admin/catalog/program/import/", "import"),
        ("/admin/pending/", "pending"),
        ("/admin/catalog/suggestion/?state=all", "suggestions"),
        ("/admin/disagreements/", "disagreements"),
        ("/admin/auth/user/add/", "people"),
        ("/admin/password_change/", None),
        ("/admin/", None),
    ],
)
def test_the_menu_marks_the_page_that_it_is_on(editor_client, address, key):
    shown = page(editor_client, address)
    marked = shown.all('#menu [aria-current="page"]')
    assert [link["data-entry"] for link in marked] == ([key] if key else [])
    assert shown.has("#menu .menu-fold[open]") == (key == "disagreements")


def test_research_is_folded_below_the_daily_pages(editor_client):
    folded = page(editor_client, "/admin/").all("#menu .menu-fold a")
    assert [link["data-entry"] for link in folded] == ["coding", "disagreements", "families", "releases"]


def test_an_entry_says_what_it_counts(editor, editor_client):
    propose(editor, founded=1999)
    save_draft(None, "Begun", {}, editor)
    shown = page(editor_client, "/admin/")
    assert plain_text(shown.one("[data-entry=pending] .visually-hidden")) == ": 1 change"
    assert shown.one("[data-entry=drafts]")["data-count"] == "1"
    assert not shown.has("[data-entry=programs] .count")


def test_the_pages_of_the_admin_use_the_same_counts(editor, editor_client):
    """The menu, the header, and the tiles of the start page."""
    propose(editor, founded=1999)
    shown = page(editor_client, "/admin/")
    entry = shown.one("[data-entry=pending]")["data-count"]
    assert entry == "1"
    assert plain_text(shown.one('.admin-figures a[href="/admin/pending/"] .number')) == entry
    assert shown.one("[data-waiting=approvable]")["data-count"] == entry


def test_the_counts_follow_changes_and_decisions(editor, make_user):
    ann = make_user("ann", EDITOR)
    version = propose(ann, founded=1999)
    assert (count(ann, "pending"), count(editor, "pending")) == (1, 1)
    reject(version, editor, "No page shows it.")
    assert count(ann, "pending") == 0
    assert waiting(ann)["rejected"] == (1, "rejection of your work")
    again = propose(ann, founded=1998)
    assert waiting(ann) == {}
    approve(again, editor)
    assert count(editor, "pending") == 0


def test_the_week_follows_each_answer(editor):
    before = count(editor, "week")
    assert before == len(this_week().programs)
    found = review(Program.objects.get(pk=this_week().programs[0].key), editor, Verdict.CANT_TELL)
    assert count(editor, "week") == before - 1
    undo_review(found.review, editor)
    assert count(editor, "week") == before
    retire(Program.objects.get(pk=this_week().programs[1].key), editor)
    assert count(editor, "week") == len(this_week().programs) - this_week().done


def test_drafts_suggestions_and_duplicates_follow_each_action(editor):
    draft = save_draft(None, "Begun", {}, editor)
    assert count(editor, "drafts") == 1
    delete_draft(draft.pk, draft.number)
    assert count(editor, "drafts") == 0
    suggest({"kind": "other", "text": "It moved."}, uuid.uuid4(), "127.0.0.1")
    assert count(editor, "suggestions") == 1
    accept(Suggestion.objects.get(), editor)
    assert count(editor, "suggestions") == 0
    pair = open_pairs()[0]
    before = count(editor, "duplicates")
    keep_apart(pair.first, pair.second, editor)
    assert count(editor, "duplicates") == before - 1 == len(open_pairs())


def test_dead_links_follow_each_check_and_leave_out_unused_addresses(editor):
    now = timezone.now()
    link = LinkCheck.objects.create(url=published().record.sources[0].url, checked=now, outcome="dead")
    LinkCheck.objects.create(url="https://nobody.example.org/", checked=now, outcome="dead")
    assert (count(editor, "links"), len(WorkCounts(editor).programs_with_dead_link) >= 1) == (1, True)
    LinkCheck.objects.filter(pk=link.pk).update(outcome="ok", checked=timezone.now())
    assert count(editor, "links") == 0


def test_disagreements_follow_each_decision(editor):
    before = count(editor, "disagreements")
    assert before == len(open_disagreements()) > 0
    coding = Coding.objects.get(pk=open_disagreements()[0].coding)
    CodingDecision.objects.create(coding=coding, user=editor, supports={}, reason="Read again.", time=timezone.now())
    assert count(editor, "disagreements") == before - 1


def test_a_page_counts_with_few_queries(editor, make_user, django_assert_max_num_queries):
    ann = make_user("ann", EDITOR)
    propose(editor, founded=1999)
    for user in (ann, editor):
        count(user, "week")
        waiting(user)
        user.get_all_permissions()  # each page reads them, with two queries
        with django_assert_max_num_queries(5):
            work = WorkCounts(user)
            assert list_menu(work, "/admin/")
            list_waiting(work)


def test_the_header_says_what_waits_for_whom(make_user, settings):
    settings.OFFICE_OF_ONE = False
    ann, rita, vera = make_user("ann", EDITOR), make_user("rita", REVIEWER), make_user("vera", VIEWER)
    for place in range(2):
        propose(ann, place, founded=1999)
    propose(rita, 2, founded=1999)
    suggest({"kind": "other", "text": "It moved."}, uuid.uuid4(), "127.0.0.1")
    assert waiting(rita) == {"approvable": (2, "changes to review"), "suggestions": (1, "suggestion")}
    assert waiting(ann) == {"approvable": (1, "change to confirm"), "suggestions": (1, "suggestion")}
    assert waiting(vera) == {}


def test_the_number_to_publish_agrees_with_the_rule_for_each_change(make_user, settings):
    settings.OFFICE_OF_ONE = False
    people = [make_user("ann", EDITOR), make_user("bea", EDITOR), make_user("rita", REVIEWER), make_user("sam", REVIEWER)]
    ann, _, rita, sam = people
    for place, authors in enumerate([[ann], [rita], [ann, rita], [rita, ann], [rita, sam], [None]]):
        for number, author in enumerate(authors):
            propose(author, place, founded=1990 + number)
    reject(propose(ann, 6, founded=1999), rita, "No.")
    propose(rita, 6, founded=1998)
    pending = ProgramVersion.objects.filter(state="pending")
    for user in people:
        assert count_approvable(user) == sum(may_approve(user, version) for version in pending), user
    settings.OFFICE_OF_ONE = True
    assert count_approvable(rita) == pending.count()


def test_a_role_that_changes_changes_what_waits(make_user, settings):
    settings.OFFICE_OF_ONE = False
    ann, rita = make_user("ann", EDITOR), make_user("rita", REVIEWER)
    propose(rita, founded=1999)
    assert "approvable" in waiting(ann)
    rita.groups.clear()
    assert "approvable" not in waiting(ann)


def test_a_list_names_the_column_of_each_cell(editor_client):
    row = page(editor_client, "/admin/catalog/program/").all("#result_list tbody tr")[0]
    assert row.select_one(".field-sponsor")["data-label"] == "Sponsor"
    assert not row.select_one(".action-checkbox").has_attr("data-label")


def test_a_page_of_an_error_keeps_the_menu(editor_client):
    shown = page(editor_client, "/admin/nonsense/", 404)
    assert shown.has("#menu")
    assert shown.one("#error")["data-status"] == "404"
