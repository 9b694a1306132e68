"""Taking in and handling suggestions; forgetting who sent them."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from catalog.models import Program, Revision, Suggestion
from catalog.suggestions.services import KEPT, MOST_PER_HOUR, AlreadyHandled, TooMany, accept, forget_old, reject, suggest, tie

FACTS = {"kind": "other", "text": "Something to tell.", "email": "a@example.org"}


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "state"), [(accept, "handled"), (reject, "declined")])
def test_deciding_says_by_whom_and_why_and_forgets_who_sent_it(editor, act, state):
    made, revision = suggest(FACTS, uuid.uuid4(), "10.0.0.1"), Revision.objects.get()
    assert made.sender
    act(made, editor, " Their page says so. ")
    made.refresh_from_db()
    assert (made.state, made.email, made.sender, made.handled_by) == (state, "", "", editor)
    assert made.handled_at
    assert (made.text, made.reason) == ("Something to tell.", "Their page says so.")
    assert Revision.objects.get().stamp == revision.stamp


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", " \n"])
def test_rejecting_needs_a_reason_and_accepting_does_not(editor, reason):
    made = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    with pytest.raises(ValueError, match="reason"):
        reject(made, editor, reason)
    assert Suggestion.objects.get().state == "new"
    accept(made, editor, reason)
    assert Suggestion.objects.get().state == "handled"


@pytest.mark.django_db
def test_a_suggestion_is_decided_on_once_though_two_editors_have_it_open(editor, django_user_model):
    made = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    mine, hers = Suggestion.objects.get(pk=made.pk), Suggestion.objects.get(pk=made.pk)
    accept(mine, editor, "Done.")
    with pytest.raises(AlreadyHandled) as raised:
        reject(hers, django_user_model.objects.create_user("colleague"), "No.")
    assert raised.value.suggestion.handled_by == editor
    found = Suggestion.objects.get()
    assert (found.state, found.reason, found.handled_by) == ("handled", "Done.", editor)


@pytest.mark.django_db
def test_a_program_begun_from_a_suggestion_is_tied_to_it_once(editor):
    made = suggest({**FACTS, "kind": "missing", "about": "The New Academy"}, uuid.uuid4(), "10.0.0.1")
    first, second = Program.objects.all()[:2]
    assert tie(made, first)
    assert not tie(made, second)
    found = Suggestion.objects.get()
    assert (found.program, found.state, found.email) == (first, "new", "a@example.org")


@pytest.mark.django_db
def test_a_suggestion_that_was_decided_on_is_tied_no_more(editor):
    made = suggest({**FACTS, "kind": "missing"}, uuid.uuid4(), "10.0.0.1")
    reject(made, editor, "Not in the United States.")
    assert not tie(made, Program.objects.first())
    assert Suggestion.objects.get().program is None


@pytest.mark.django_db
def test_after_180_days_who_sent_it_is_forgotten(capsys):
    assert datetime.timedelta(days=180) == KEPT
    old, new = (suggest(FACTS, uuid.uuid4(), "10.0.0.1") for _ in range(2))
    Suggestion.objects.filter(pk=old.pk).update(created=timezone.now() - KEPT - datetime.timedelta(minutes=1))
    assert forget_old() == 1
    assert list(Suggestion.objects.order_by("pk").values_list("email", flat=True)) == ["", "a@example.org"]
    assert forget_old() == 0
    Suggestion.objects.filter(pk=new.pk).update(created=timezone.now() - KEPT - datetime.timedelta(minutes=1))
    call_command("forget_emails")
    assert "Senders of 1 suggestions forgotten." in capsys.readouterr().out


@pytest.mark.django_db
def test_a_new_suggestion_forgets_old_senders():
    old = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    Suggestion.objects.filter(pk=old.pk).update(created=timezone.now() - KEPT - datetime.timedelta(days=1))
    suggest(FACTS, uuid.uuid4(), "10.0.0.2")
    old.refresh_from_db()
    assert old.email == ""


def test_posts_at_once_are_counted_as_posts_in_turn_are(empty_catalog):
    def send(_):
        try:
            return suggest(FACTS, uuid.uuid4(), "10.0.0.1").pk
        except TooMany:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = [pk for pk in pool.map(send, range(12)) if pk]
    assert len(made) == Suggestion.objects.count() == MOST_PER_HOUR


def test_a_form_sent_twice_at_once_makes_one(empty_catalog):
    token = uuid.uuid4()

    def send(_):
        try:
            return suggest(FACTS, token, "10.0.0.1").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(send, range(8)))
    assert len(made) == Suggestion.objects.count() == 1
