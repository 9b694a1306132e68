"""Suggestions in the admin: read, opened as a program or a draft, decided on once."""

import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry

from catalog.models import Program, Suggestion
from catalog.suggestions.services import accept, reject, suggest
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/suggestion/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def program():
    return Program.objects.get(slug="nyc-big-apple-awards")


@pytest.fixture
def correction(program):
    """A correction to a known program."""
    facts = {"kind": "correction", "text": "It is <b>open</b> to all.", "email": "a?bcc=x@example.org", "about": program.slug}
    return suggest({**facts, "source_url": "https://example.org/open", "program": program}, uuid.uuid4(), "10.0.0.1")


def suggest_missing(about, source_url="", kind="missing"):
    facts = {"kind": kind, "text": "You lack this program.", "about": about, "source_url": source_url}
    return suggest(facts, uuid.uuid4(), "10.0.0.2")


def page_of(client, suggestion):
    return page(client, f"{LIST}{suggestion.pk}/change/")


def decide(client, suggestion, decision, reason="", **headers):
    return client.post(f"{LIST}{suggestion.pk}/{decision}/", {"reason": reason}, headers=headers)


def listed(client, query=""):
    return [int(box["value"]) for box in page(client, LIST + query).all("[name=_selected_action]")]


def test_the_list_shows_new_suggestions_unless_another_state_is_chosen(editor_client, editor, correction):
    rejected = suggest_missing("The New Academy")
    reject(rejected, editor, "No.")
    assert listed(editor_client) == listed(editor_client, "?state=nonsense") == [correction.pk]
    assert listed(editor_client, "?state=declined") == listed(editor_client, "?state=all&kind__exact=missing") == [rejected.pk]
    assert listed(editor_client, "?state=all") == [rejected.pk, correction.pk]
    text = page(editor_client, LIST).text
    assert "It is <b>open</b> to all." in text
    for filter_ in ("New (1)", "Accepted (0)", "Rejected (1)", "All (2)", "A correction to a program (1)"):
        assert filter_ in text


def test_several_are_accepted_at_once(editor_client, correction):
    suggest_missing("The New Academy")
    chosen = [one.pk for one in Suggestion.objects.all()]
    editor_client.post(LIST, {"action": "accept_selected", "_selected_action": chosen})
    assert list(Suggestion.objects.values_list("state", "email")) == [("handled", "")] * 2


def test_several_are_rejected_after_a_page_that_asks_for_the_reason(editor_client, editor, correction):
    other, handled = suggest_missing("The New Academy"), suggest_missing("Known")
    accept(handled, editor, "Entered.")
    data = {"action": "reject_selected", "_selected_action": [correction.pk, other.pk, handled.pk]}
    asked = editor_client.post(f"{LIST}?state=all", data)
    assert asked.status_code == 200
    assert len(ParsedPage(asked.content.decode()).all("[name=_selected_action]")) == 2
    empty = editor_client.post(f"{LIST}?state=all", {**data, "decided": "1", "reason": " "})
    assert empty.status_code == 422
    assert ParsedPage(empty.content.decode()).has("#suggestion-reason-error")
    assert not Suggestion.objects.filter(state="declined").exists()
    editor_client.post(f"{LIST}?state=all", {**data, "decided": "1", "reason": "Advertising."})
    assert set(Suggestion.objects.values_list("state", "reason")) == {("declined", "Advertising."), ("handled", "Entered.")}


def test_the_page_shows_the_whole_suggestion_and_links_to_the_program(editor_client, correction, program):
    shown = page_of(editor_client, correction)
    assert shown.text_of("blockquote p") == "It is <b>open</b> to all."
    assert shown.one("a.suggestion-go")["href"] == f"/admin/catalog/program/{program.pk}/change/?suggestion={correction.pk}"
    assert shown.has('a[href="https://example.org/open"][target="_blank"][rel="noopener noreferrer"]')
    assert "a?bcc=x@example.org" in shown.text
    # the visitor's text cannot add another recipient
    mail = shown.one('a[href^="mailto:"]')["href"]
    assert mail.startswith("mailto:a%3Fbcc%3Dx@example.org?subject=")
    assert mail.count("?") == 1


def test_a_missing_program_opens_a_draft_with_the_visitors_facts(editor_client):
    suggestion = suggest_missing("The New & Old Academy", "https://academy.example.org/about")
    address = page_of(editor_client, suggestion).one("a.suggestion-go")["href"]
    assert urlsplit(address).path == "/admin/catalog/program/add/"
    assert parse_qs(urlsplit(address).query) == {
        "name": ["The New & Old Academy"],
        "website": ["https://academy.example.org/about"],
        "source_url": ["https://academy.example.org/about"],
        "suggestion": [str(suggestion.pk)],
    }
    assert editor_client.get(address).status_code == 200


def test_a_url_is_not_taken_for_a_name_and_another_message_opens_no_draft(editor_client):
    url = "https://academy.example.org/"
    address = page_of(editor_client, suggest_missing(url)).one("a.suggestion-go")["href"]
    query = parse_qs(urlsplit(address).query)
    assert (query["website"], query["source_url"], "name" in query) == ([url], [url], False)
    assert not page_of(editor_client, suggest_missing("", kind="other")).has("a.suggestion-go")


def test_likely_duplicates_are_shown_with_drafts(editor_client, program):
    Program.objects.filter(pk=program.pk).update(publication="draft")
    suggestion = suggest_missing("Big Apple Award", program.record.website)
    duplicates = page_of(editor_client, suggestion).one(".suggestion-alike")
    assert duplicates.a["href"] == f"/admin/catalog/program/{program.pk}/change/?suggestion={suggestion.pk}"
    assert "draft" in duplicates.text
    assert not page_of(editor_client, suggest_missing("Quite Another Thing Altogether")).has(".suggestion-alike")


@pytest.mark.parametrize(("decision", "state"), [("accept", "handled"), ("reject", "declined")])
def test_a_decision_is_recorded_and_the_address_is_deleted(editor_client, correction, decision, state):
    response = decide(editor_client, correction, decision, "Their page says so.")
    assert (response.status_code, response["Location"]) == (303, LIST)
    found = Suggestion.objects.get()
    assert (found.state, found.email, found.sender) == (state, "", "")
    shown = page_of(editor_client, correction)
    assert "editor" in shown.text_of(".suggestion-state")
    assert "Their page says so." in shown.text_of(".suggestion-state")
    assert not shown.has('textarea, a[href^="mailto:"]')
    assert "Their page says so." in LogEntry.objects.get().change_message


@pytest.mark.parametrize(
    ("decision", "reason"), [("reject", ""), ("reject", "x" * 1001), ("reject", "a\x00b"), ("accept", "x" * 1001)]
)
def test_an_invalid_reason_is_an_error_at_its_field(editor_client, correction, decision, reason):
    response = decide(editor_client, correction, decision, reason)
    assert response.status_code == 422
    shown = ParsedPage(response.content.decode())
    assert shown.has("#suggestion-reason-error")
    assert shown.one("#suggestion-reason")["aria-invalid"] == "true"
    assert Suggestion.objects.get().state == "new"


def test_accepting_needs_no_reason(editor_client, correction):
    assert decide(editor_client, correction, "accept").status_code == 303


def test_a_second_decision_changes_nothing(editor_client, editor, correction):
    accept(correction, editor, "Done.")
    response = decide(editor_client, correction, "reject", "No.")
    assert page(editor_client, response["Location"]).has(".messagelist .warning")
    found = Suggestion.objects.get()
    assert (found.state, found.reason) == ("handled", "Done.")
    assert not LogEntry.objects.exists()


def test_next_to_a_programs_form_only_the_panel_is_replaced(editor_client, correction):
    def panel(decision, reason=""):
        html = decide(editor_client, correction, decision, reason, **HTMX).content.decode()
        assert html.lstrip().startswith("<section")
        return ParsedPage(html)

    assert panel("reject").has("#suggestion-reason-error")
    for shown in (panel("reject", "Not so."), panel("accept")):
        assert "Not so." in shown.text_of(".suggestion-state")
        assert not shown.has("form")
    assert Suggestion.objects.get().reason == "Not so."


def test_a_viewer_reads_but_neither_decides_nor_sees_the_address(client, make_user, correction):
    client.force_login(make_user("colleague", "Viewer"))
    shown = page_of(client, correction)
    assert "a?bcc" not in shown.html
    assert not shown.has('a[href^="mailto:"], textarea, .suggestion-go')
    for decision in ("accept", "reject"):
        assert decide(client, correction, decision, "No.").status_code == 403
    assert Suggestion.objects.get().state == "new"


def test_reading_decides_nothing_and_unknown_suggestions_are_not_found(editor_client, correction):
    for decision in ("accept", "reject"):
        assert editor_client.get(f"{LIST}{correction.pk}/{decision}/")["Location"] == f"{LIST}{correction.pk}/change/"
        assert editor_client.post(f"{LIST}999999/{decision}/", {"reason": "No."}).status_code == 404
    assert editor_client.post(f"{LIST}{correction.pk}/change/", {"state": "handled"}).status_code == 405
    for unknown in ("999999", "abc", "9" * 40):
        assert editor_client.get(f"{LIST}{unknown}/change/").status_code == 404
    assert editor_client.post(f"{LIST}{'9' * 40}/accept/").status_code == 404
    assert Suggestion.objects.get().state == "new"


def test_nobody_adds_or_deletes_suggestions(editor_client, correction):
    assert editor_client.get(f"{LIST}add/").status_code == 403
    assert editor_client.post(f"{LIST}{correction.pk}/delete/").status_code == 403
