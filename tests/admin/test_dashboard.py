"""The desk's start page: each figure is what the list behind it shows, and only of lists that one may see."""

import re
import uuid

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from catalog.accounts.roles import ADMIN, EDITOR, REVIEWER, VIEWER
from catalog.admin.dashboard import figures
from catalog.coding.disagreements import open_disagreements
from catalog.coding.reliability import load_comparisons, with_first
from catalog.duplicates.selectors import open_pairs
from catalog.models import Coding, CodingDecision, LinkCheck, Program, Verdict
from catalog.programs.services import reject, retire, save
from catalog.reviews.review_queue import this_week
from catalog.reviews.services import review
from catalog.suggestions.services import suggest
from tests.factories import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def busy(editor, a_record):
    """A desk on which something waits of every kind."""
    programs = list(Program.objects.order_by("pk")[:6])
    for program in programs[:2]:
        save(program, change(program.versions.get(state="published").record, founded=1999), editor)
    save(None, change(a_record, slug="a-draft", name="Quite Another Draft"), editor)
    for number in range(3):
        suggest({"kind": "other", "text": f"Suggestion {number}"}, uuid.uuid4(), "127.0.0.1")
    now = timezone.now()
    LinkCheck.objects.create(url=programs[3].record.sources[0].url, checked=now, outcome="dead")
    LinkCheck.objects.create(url="https://nobody.example.org/", checked=now, outcome="dead")
    for asked in this_week().programs[:2]:
        review(Program.objects.get(pk=asked.key), editor, Verdict.CANT_TELL)


def of(user, label):
    [figure] = [figure for figure in figures(user) if figure.label == label]
    return figure


def listed(client, url):
    """How many entries a list of the admin shows."""
    html = client.get(url).content.decode()
    return int(re.search(r"([\d,]+)\s+(program|suggestion)s?\b", re.search(r'class="paginator.*?</', html, re.DOTALL)[0])[1])


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("New suggestions", 3),
        ("Drafts", 1),
        ("Programs with a dead link", None),
    ],
)
def test_a_figure_is_what_its_list_shows(desk, editor, busy, label, number):
    figure = of(editor, label)
    assert figure.number == listed(desk, figure.url) > 0
    assert number in (None, figure.number)


def test_the_week_duplicates_and_disagreements_are_counted_as_their_pages_do(desk, editor, busy):
    week = of(editor, "Programs reviewed this week")
    assert (week.number, week.of) == (2, 12)
    assert "2 of 12 reviewed" in desk.get(week.url).content.decode()
    duplicates = of(editor, "Likely duplicates")
    assert duplicates.number == len(open_pairs()) == desk.get(duplicates.url).content.decode().count('<section class="pair"')
    pending = of(editor, "Pending changes and drafts to review")
    waiting = desk.get(pending.url).content.decode().split('id="rejected"')[0]
    assert pending.number == waiting.count("<tr data-program=") == 3
    differing = [pair for pair in with_first(load_comparisons()) if pair.differing]
    assert of(editor, "Coding disagreements").number == len(differing) > 0


def test_an_author_sees_what_waits_and_what_was_rejected_of_hers(client, django_user_model, busy, editor, a_record):
    ann = django_user_model.objects.create_user("ann", is_staff=True)
    ann.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(ann)
    assert of(ann, "Pending changes and drafts with reviewers").number == 3
    assert not [figure for figure in figures(ann) if figure.label.startswith("Your proposals")]
    drafts = [save(None, change(a_record, slug=f"anns-{number}", name=f"Ann's {number}"), ann) for number in range(3)]
    for draft in drafts[:2]:
        reject(draft.versions.get(), editor, "No public page shows it.")
    save(drafts[1], change(a_record, slug="anns-1", name="Ann's 1"), ann)
    mine = of(ann, "Your proposals: 2 awaiting review, 1 rejected")
    html = client.get(mine.url).content.decode()
    assert mine.number == html.count("<tr data-program=") == 3
    told = html.split('id="rejected"')[1]
    assert "No public page shows it." in told
    assert f'<td data-label="Rejected by">{editor}</td>' in told
    assert client.get(f"/admin/programs/{drafts[0].pk}/versions/1/").status_code == 200


def test_a_change_to_be_entered_is_told_beside_the_week(desk, editor):
    review(Program.objects.get(pk=this_week().programs[0].key), editor, Verdict.CHANGED)
    week = of(editor, "Programs reviewed this week")
    assert (week.number, week.said) == (0, "1 found changed, still to enter")
    assert week.said in desk.get("/admin/").content.decode()
    assert "0 of 12 reviewed, 1 change to enter" in desk.get(week.url).content.decode()


def test_a_disagreement_decided_on_waits_no_more(editor):
    before = of(editor, "Coding disagreements").number
    coding = Coding.objects.get(pk=open_disagreements()[0].coding)
    CodingDecision.objects.create(coding=coding, user=editor, supports={}, reason="Read again.", time=timezone.now())
    assert of(editor, "Coding disagreements").number == before - 1


def test_the_page_shows_every_figure_as_a_link(desk, editor, busy):
    html = re.sub(r"\s+", " ", desk.get("/admin/").content.decode())
    for figure in figures(editor):
        number = f"{figure.number} of {figure.of}" if figure.of is not None else str(figure.number)
        assert f'<strong class="number">{number}</strong> <span class="label">{figure.label}</span>' in html
        assert not figure.url or f'href="{figure.url}"' in html


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (VIEWER, {"New suggestions", "Drafts", "Programs with a dead link"}),
        (EDITOR, {"Programs reviewed this week", "Likely duplicates", "Pending changes and drafts with reviewers"}),
        (REVIEWER, {"Pending changes and drafts to review", "Coding disagreements"}),
        (ADMIN, set()),
    ],
)
def test_each_role_sees_what_it_may_open(client, django_user_model, role, labels):
    """Each role sees also what the ones before it see; whatever is seen opens."""
    user = django_user_model.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    seen = {figure.label for figure in figures(user)}
    assert labels <= seen
    assert (role == VIEWER) == ("Likely duplicates" not in seen)
    assert (role in (REVIEWER, ADMIN)) == ("Pending changes and drafts to review" in seen)
    for figure in figures(user):
        if figure.url:
            assert client.get(figure.url).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_who_may_see_nothing_is_shown_no_figures(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    assert "admin-figures" not in client.get("/admin/").content.decode()


def test_a_retired_programs_pending_change_waits_like_others(editor, a_record):
    program = Program.objects.first()
    retire(program, editor)
    save(program, change(program.versions.first().record, founded=1999), editor)
    assert of(editor, "Pending changes and drafts to review").number == 1
