"""Requests to programs: one link that works once, and what an accepted answer changes."""

import datetime

import pytest
from django.utils import timezone

from catalog.confirmations.links import find_request, link_path
from catalog.confirmations.selectors import LINK_DAYS, asked_lately, confirmed_by_program, state_of
from catalog.confirmations.services import CannotAsk, LinkClosed, answer_request, ask_program, revoke
from catalog.models import ConfirmationRequest, Program, Revision, Suggestion
from catalog.programs.services import retire
from catalog.suggestions.services import AlreadyHandled, accept, reject

pytestmark = pytest.mark.django_db
SLUG = "sonoma-21csla-regional-academy"
YES = {"running": "yes", "deadline_date": "2027-03-15", "pays": "fee", "money": "A fee of $300 in 2027."}


@pytest.fixture
def program():
    return Program.objects.get(slug=SLUG)


@pytest.fixture
def request_(program, editor):
    return ask_program(program, editor)


def age(request, days):
    """Make a request as old as this many days."""
    request.made = timezone.now() - datetime.timedelta(days=days)
    request.save()


def token_of(request):
    return link_path(request).strip("/").split("/")[-1]


def test_a_link_leads_to_its_request_and_no_other_text_does(request_):
    token = token_of(request_)
    assert find_request(token) == request_
    key, _, signature = token.partition(".")
    for other in ("", "x", key, f"{key}.", f"{key}.{signature[:-2]}", f"{key[::-1]}.{signature}", f"é.{signature}", token * 50):
        assert find_request(other) is None


def test_the_answer_is_a_suggestion_from_the_program_and_public_pages_stay(request_, program):
    stamp = Revision.objects.get().stamp
    made = answer_request(request_, YES, "The address has changed.")
    assert (made.origin, made.program, made.state, made.answers) == ("program", program, "new", YES)
    assert "The address has changed." in made.text
    assert (made.email, made.sender) == ("", "")
    assert confirmed_by_program() == {}
    assert Revision.objects.get().stamp == stamp


def test_a_link_works_once(request_):
    answer_request(request_, YES, "")
    with pytest.raises(LinkClosed) as caught:
        answer_request(request_, YES, "Again.")
    assert caught.value.state == "answered"
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize(("days", "state"), [(LINK_DAYS - 1, "open"), (LINK_DAYS, "expired")])
def test_a_link_expires(request_, days, state):
    age(request_, days)
    assert state_of(request_, timezone.now()) == state


def test_a_revoked_link_takes_no_answer(request_):
    assert revoke(request_)
    assert not revoke(request_)
    with pytest.raises(LinkClosed):
        answer_request(request_, YES, "")


def test_an_answered_request_cannot_be_revoked(request_):
    answer_request(request_, YES, "")
    assert not revoke(request_)
    assert ConfirmationRequest.objects.get().revoked is None


def test_a_new_link_replaces_the_open_one(request_, program, editor):
    newer = ask_program(program, editor)
    states = {one.pk: state_of(one, timezone.now()) for one in ConfirmationRequest.objects.all()}
    assert states == {request_.pk: "revoked", newer.pk: "open"}


def test_only_a_published_program_is_asked_and_answers(request_, program, editor):
    retire(program, editor, "It left the field.")
    with pytest.raises(LinkClosed) as caught:
        answer_request(request_, YES, "")
    assert caught.value.state == "retired"
    with pytest.raises(CannotAsk):
        ask_program(program, editor)


def test_an_accepted_answer_confirms_the_program_and_pages_are_made_again(request_, editor):
    suggestion, before = answer_request(request_, YES, ""), Revision.objects.get()
    accept(suggestion, editor)
    assert confirmed_by_program() == {SLUG: timezone.localdate()}
    after = Revision.objects.get()
    assert (after.number, after.stamp != before.stamp) == (before.number, True)
    with pytest.raises(AlreadyHandled):
        accept(suggestion, editor)


def test_a_rejected_answer_confirms_nothing(request_, editor):
    reject(answer_request(request_, YES, ""), editor, "Not from the program.")
    assert confirmed_by_program() == {}


@pytest.mark.parametrize("running", ["paused", "no"])
def test_the_latest_accepted_answer_decides(request_, program, editor, running):
    accept(answer_request(request_, YES, ""), editor)
    later = ask_program(program, editor)
    suggestion = answer_request(later, {"running": running}, "")
    assert confirmed_by_program() == {SLUG: timezone.localdate()}
    accept(suggestion, editor)
    assert confirmed_by_program() == {}


def test_a_program_counts_as_asked_for_a_year_unless_the_link_was_revoked(request_, program):
    assert asked_lately() == {program.pk}
    age(request_, 366)
    assert asked_lately() == set()
    age(request_, 59)
    revoke(request_)
    assert asked_lately() == set()
