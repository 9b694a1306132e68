"""Asking a program in the admin: the link, the letter, revoking, and the accepted answer in the program's form."""

from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.confirmations.links import link_path
from catalog.confirmations.services import answer_request, ask_program
from catalog.models import ConfirmationRequest, Program
from tests.helpers import page

pytestmark = pytest.mark.django_db
SLUG = "sonoma-21csla-regional-academy"
ASK = f"/admin/confirmations/{SLUG}/"
YES = {"running": "paused", "deadline_date": "2027-03-15", "deadline_words": "In March.", "pays": "fee", "money": "$300."}


@pytest.fixture
def program():
    return Program.objects.get(slug=SLUG)


@pytest.fixture
def suggestion(program, editor):
    return answer_request(ask_program(program, editor), YES, "We moved.")


def test_one_press_makes_the_link_and_a_letter_to_copy_or_mail(editor_client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    assert not page(editor_client, ASK).has("#share-text")
    response = editor_client.post(ASK)
    assert (response.status_code, response["Location"]) == (303, ASK)
    shown, link = page(editor_client, ASK), settings.PUBLIC_URL + link_path(ConfirmationRequest.objects.get())
    letter = shown.text_of("#share-text")
    assert link in letter
    assert f"https://catalog.example/programs/{SLUG}/" in letter
    assert shown.one("#letter-link")["href"] == link
    mail = parse_qs(urlsplit(shown.one("#letter-mail")["href"]).query)
    assert mail["subject"] == [shown.text_of("#letter-subject")]
    assert link in mail["body"][0]


def test_a_revoked_link_leaves_the_page_and_stays_in_the_list(editor_client, program, editor):
    made = ask_program(program, editor)
    for _ in range(2):
        assert editor_client.post(f"/admin/confirmations/revoke/{made.pk}/").status_code == 303
    shown = page(editor_client, ASK)
    assert not shown.has("#share-text")
    assert shown.data("[data-state]", "state") == ["revoked"]


@pytest.mark.parametrize("address", ["/admin/confirmations/nowhere/", f"/admin/confirmations/revoke/{2**63}/"])
def test_an_unknown_program_or_request_is_not_found(editor_client, address):
    assert editor_client.post(address).status_code == 404


def test_the_suggestion_is_marked_as_from_the_program(editor_client, suggestion):
    shown = page(editor_client, f"/admin/catalog/suggestion/{suggestion.pk}/change/")
    assert shown.has("[data-origin=program]")
    assert "We moved." in shown.text_of(".suggestion-text")
    listed = page(editor_client, "/admin/catalog/suggestion/?origin__exact=program")
    assert [int(box["value"]) for box in listed.all("[name=_selected_action]")] == [suggestion.pk]


def test_accepting_leads_to_the_form_with_the_values_and_a_dated_reason(editor_client, suggestion, program):
    before = program.record.as_json()
    response = editor_client.post(f"/admin/catalog/suggestion/{suggestion.pk}/accept/", {"reason": ""})
    form = page(editor_client, response["Location"]).form_data("#record", "_save")
    assert response["Location"].startswith(f"/admin/catalog/program/{program.pk}/change/")
    expected = {
        "status": ["suspended"], "deadline_date": ["2027-03-15"], "deadline_month": ["3"],
        "deadline_note": ["In March."], "pays": ["fee"], "money_note": ["$300."],
    }  # fmt: skip
    assert {name: form[name] for name in expected} == expected
    assert form["name"] == [before["name"]]
    assert str(suggestion.created.year) in form["reason"][0]


def test_values_are_filled_in_once_and_only_into_the_program_that_answered(editor_client, suggestion, program):
    other = Program.objects.exclude(pk=program.pk).filter(publication="published").first()
    for address in (f"{program.pk}/change/?suggestion={suggestion.pk}", f"{other.pk}/change/?suggestion={suggestion.pk}&fill=1"):
        form = page(editor_client, f"/admin/catalog/program/{address}").form_data("#record", "_save")
        assert form["money_note"] != ["$300."]
