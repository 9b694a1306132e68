"""Suggestions on the editors' desk: read, taken to a program or a draft, decided on once."""

import re
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from catalog.models import Program, Suggestion
from catalog.suggestions.services import accept, reject, suggest

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/suggestion/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def program():
    return Program.objects.get(slug="nyc-big-apple-awards")


@pytest.fixture
def made(program):
    """A correction to a known program."""
    facts = {"kind": "correction", "text": "It is <b>open</b> to all.", "email": "a?bcc=x@example.org", "about": program.slug}
    return suggest({**facts, "source_url": "https://example.org/open", "program": program}, uuid.uuid4(), "10.0.0.1")


def missing(about, source_url="", kind="missing"):
    facts = {"kind": kind, "text": "You lack this program.", "about": about, "source_url": source_url}
    return suggest(facts, uuid.uuid4(), "10.0.0.2")


def page_of(suggestion):
    return f"{LIST}{suggestion.pk}/change/"


def words(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return words(response)


def decide(client, suggestion, how, reason="", **headers):
    return client.post(f"{LIST}{suggestion.pk}/{how}/", {"reason": reason}, headers=headers)


def viewer(django_user_model, role="Viewer"):
    user = django_user_model.objects.create_user("colleague", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


# the list


def test_the_list_shows_what_waits_and_counts_the_rest(desk, editor, made):
    declined = missing("The New Academy")
    reject(declined, editor, "No.")
    html = read(desk, LIST)
    assert "Big Apple Awards" in html
    assert "It is <b>open</b> to all." in html
    assert "The New Academy" not in html
    for told in ("New (1)", "Accepted (0)", "Rejected (1)", "All (2)", "A correction to a program (1)"):
        assert told in html
    assert "The New Academy" in read(desk, f"{LIST}?state=declined")
    assert "The New Academy" in read(desk, f"{LIST}?state=all&kind__exact=missing")
    assert "Big Apple Awards" in read(desk, f"{LIST}?state=nonsense")


def test_several_are_accepted_at_once(desk, made):
    missing("The New Academy")
    chosen = [one.pk for one in Suggestion.objects.all()]
    response = desk.post(LIST, {"action": "accept_selected", "_selected_action": chosen}, follow=True)
    assert "2 accepted." in response.content.decode()
    assert set(Suggestion.objects.values_list("state", "email")) == {("handled", "")}


def test_several_are_rejected_for_one_reason_that_is_asked_for_first(desk, editor, made):
    other = missing("The New Academy")
    done = missing("Known")
    accept(done, editor, "Entered.")
    post = {"action": "reject_selected", "_selected_action": [made.pk, other.pk, done.pk]}
    asking = desk.post(f"{LIST}?state=all", post)
    assert asking.status_code == 200
    assert "2 suggestions will be rejected" in asking.content.decode()
    assert Suggestion.objects.filter(state="declined").count() == 0
    empty = desk.post(f"{LIST}?state=all", {**post, "decided": "1", "reason": " "})
    assert (empty.status_code, "Enter a reason." in empty.content.decode()) == (422, True)
    assert Suggestion.objects.filter(state="declined").count() == 0
    response = desk.post(f"{LIST}?state=all", {**post, "decided": "1", "reason": "Advertising."}, follow=True)
    assert "2 rejected." in response.content.decode()
    assert set(Suggestion.objects.values_list("state", "reason")) == {("declined", "Advertising."), ("handled", "Entered.")}


# one suggestion


def test_its_page_shows_all_that_was_told_and_leads_to_the_program(desk, made, program):
    html = read(desk, page_of(made))
    assert "<p>It is <b>open</b> to all.</p>" in html
    assert "&lt;b&gt;open" in desk.get(page_of(made)).content.decode()
    assert f'href="/admin/catalog/program/{program.pk}/change/?suggestion={made.pk}"' in html
    assert 'href="https://example.org/open" target="_blank" rel="noopener noreferrer"' in html
    assert "a?bcc=x@example.org" in html
    # what a visitor typed is one address and no more
    [mail] = re.findall(r'href="(mailto:[^"]*)"', html)
    assert mail.startswith("mailto:a%3Fbcc%3Dx@example.org?subject=Your%20suggestion%20about%20")
    assert mail.count("?") == 1


def test_a_missing_program_is_begun_with_what_was_told(desk):
    made = missing("The New & Old Academy", "https://academy.example.org/about")
    [address] = re.findall(r'<a class="button suggestion-go" href="([^"]*)">Start a draft', read(desk, page_of(made)))
    assert urlsplit(address).path == "/admin/catalog/program/add/"
    assert parse_qs(urlsplit(address).query) == {
        "name": ["The New & Old Academy"],
        "website": ["https://academy.example.org/about"],
        "source_url": ["https://academy.example.org/about"],
        "suggestion": [str(made.pk)],
    }
    assert desk.get(address).status_code == 200


def test_an_address_is_no_name_and_something_else_is_no_program(desk):
    html = read(desk, page_of(missing("https://academy.example.org/")))
    assert "/add/?website=https%3A%2F%2Facademy.example.org%2F&source_url=" in html
    assert "Start a draft" not in read(desk, page_of(missing("", kind="other")))


def test_programs_that_it_may_be_are_shown_drafts_too(desk, program):
    Program.objects.filter(pk=program.pk).update(publication="draft")
    html = read(desk, page_of(missing("Big Apple Award", program.record.website)))
    assert "Possible duplicates" in html
    assert "· draft · the same website and a similar name" in html
    assert f"/admin/catalog/program/{program.pk}/change/?suggestion=" in html
    assert "Possible duplicates" not in read(desk, page_of(missing("Quite Another Thing Altogether")))


@pytest.mark.parametrize(("how", "state", "word"), [("accept", "handled", "accepted"), ("reject", "declined", "rejected")])
def test_deciding_says_by_whom_and_why_and_forgets_who_sent_it(desk, made, how, state, word):
    response = decide(desk, made, how, "Their page says so.")
    assert (response.status_code, response["Location"]) == (303, LIST)
    assert f"The suggestion was {word}." in desk.get(LIST).content.decode()
    found = Suggestion.objects.get()
    assert (found.state, found.email, found.sender) == (state, "", "")
    html = read(desk, page_of(made))
    assert re.search(rf"{word.capitalize()} by editor on [^–]* – Their page says so\.", html)
    assert "example.org</a>" not in html
    assert "<textarea" not in html
    assert LogEntry.objects.get().change_message == f"{word.capitalize()}. Their page says so."


def test_without_a_reason_nothing_is_rejected_and_the_field_says_so(desk, made):
    for reason, says in (("", "Enter a reason."), ("x" * 1001, "at most 1000"), ("a\x00b", "Null characters")):
        response = decide(desk, made, "reject", reason)
        html = response.content.decode()
        assert response.status_code == 422
        assert says in html
        assert 'aria-invalid="true"' in html
    assert decide(desk, made, "accept", "x" * 1001).status_code == 422
    assert Suggestion.objects.get().state == "new"
    assert decide(desk, made, "accept").status_code == 303


def test_the_second_decision_says_so_and_changes_nothing(desk, editor, made):
    accept(made, editor, "Done.")
    response = desk.post(f"{LIST}{made.pk}/reject/", {"reason": "No."}, follow=True)
    assert "This suggestion was already accepted by editor. Nothing was changed." in response.content.decode()
    found = Suggestion.objects.get()
    assert (found.state, found.reason) == ("handled", "Done.")
    assert not LogEntry.objects.exists()


def test_beside_a_programs_form_it_is_decided_in_its_place(desk, made):
    fault = decide(desk, made, "reject", "", **HTMX).content.decode()
    assert fault.lstrip().startswith("<section")
    assert 'id="suggestion-reason-error"' in fault
    done = words(decide(desk, made, "reject", "Not so.", **HTMX))
    assert "Rejected by editor" in done
    assert "<form" not in done
    assert "Rejected by editor" in words(decide(desk, made, "accept", "", **HTMX))
    assert Suggestion.objects.get().reason == "Not so."


def test_a_viewer_reads_but_neither_decides_nor_sees_the_address(client, django_user_model, made):
    client.force_login(viewer(django_user_model))
    html = read(client, page_of(made))
    assert "The sender left an email address" in html
    assert "a?bcc" not in html
    assert "mailto" not in html
    assert "<textarea" not in html
    assert "suggestion-go" not in html
    for how in ("accept", "reject"):
        assert decide(client, made, how, "No.").status_code == 403
    assert Suggestion.objects.get().state == "new"


def test_looking_decides_nothing_and_what_is_not_there_is_told(desk, made):
    for how in ("accept", "reject"):
        assert desk.get(f"{LIST}{made.pk}/{how}/")["Location"] == page_of(made)
        assert desk.post(f"{LIST}999999/{how}/", {"reason": "No."}).status_code == 404
    assert desk.post(page_of(made), {"state": "handled"}).status_code == 405
    for unknown in ("999999", "abc", "9" * 40):
        assert desk.get(f"{LIST}{unknown}/change/").status_code == 404
    assert desk.post(f"{LIST}{'9' * 40}/accept/").status_code == 404
    assert Suggestion.objects.get().state == "new"


def test_nobody_adds_or_deletes_them(desk, made):
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{made.pk}/delete/").status_code == 403
