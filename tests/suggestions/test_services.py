"""Receive suggestions, decide on them, delete the senders' addresses."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from catalog.models import Program, Revision, Suggestion
from catalog.suggestions.services import (
    KEPT,
    MOST_PER_HOUR,
    AlreadyHandled,
    TooMany,
    accept,
    forget_old,
    link_program,
    reject,
    suggest,
)

FACTS = {"kind": "other", "text": "Something to tell.", "email": "a@example.org"}


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "state"), [(accept, "handled"), (reject, "declined")])
def test_a_decision_records_who_and_why_and_deletes_the_address(editor, act, state):
    suggestion, revision = suggest(FACTS, uuid.uuid4(), "10.0.0.1"), Revision.objects.get()
    assert suggestion.sender
    act(suggestion, editor, " Their page says so. ")
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.email, suggestion.sender, suggestion.handled_by) == (state, "", "", editor)
    assert suggestion.handled_at
    assert (suggestion.text, suggestion.reason) == ("Something to tell.", "Their page says so.")
    assert Revision.objects.get().stamp == revision.stamp


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["", " \n"])
def test_rejecting_needs_a_reason_and_accepting_does_not(editor, reason):
    suggestion = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    with pytest.raises(ValueError, match="reason"):
        reject(suggestion, editor, reason)
    assert Suggestion.objects.get().state == "new"
    accept(suggestion, editor, reason)
    assert Suggestion.objects.get().state == "handled"


@pytest.mark.django_db
def test_the_second_of_two_decisions_is_refused(editor, django_user_model):
    suggestion = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    first, second = Suggestion.objects.get(pk=suggestion.pk), Suggestion.objects.get(pk=suggestion.pk)
    accept(first, editor, "Done.")
    with pytest.raises(AlreadyHandled) as raised:
        reject(second, django_user_model.objects.create_user("colleague"), "No.")
    assert raised.value.suggestion.handled_by == editor
    found = Suggestion.objects.get()
    assert (found.state, found.reason, found.handled_by) == ("handled", "Done.", editor)


@pytest.mark.django_db
def test_a_suggestion_is_linked_to_one_program_only(editor):
    suggestion = suggest({**FACTS, "kind": "missing", "about": "The New Academy"}, uuid.uuid4(), "10.0.0.1")
    first, second = Program.objects.all()[:2]
    assert link_program(suggestion, first)
    assert not link_program(suggestion, second)
    found = Suggestion.objects.get()
    assert (found.program, found.state, found.email) == (first, "new", "a@example.org")


@pytest.mark.django_db
def test_a_decided_suggestion_is_not_linked(editor):
    suggestion = suggest({**FACTS, "kind": "missing"}, uuid.uuid4(), "10.0.0.1")
    reject(suggestion, editor, "Not in the United States.")
    assert not link_program(suggestion, Program.objects.first())
    assert Suggestion.objects.get().program is None


@pytest.mark.django_db
def test_addresses_are_deleted_after_180_days(capsys):
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
def test_a_new_suggestion_deletes_old_addresses():
    old = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    Suggestion.objects.filter(pk=old.pk).update(created=timezone.now() - KEPT - datetime.timedelta(days=1))
    suggest(FACTS, uuid.uuid4(), "10.0.0.2")
    old.refresh_from_db()
    assert old.email == ""


def test_simultaneous_posts_are_all_counted(empty_catalog):
    def send(_):
        try:
            return suggest(FACTS, uuid.uuid4(), "10.0.0.1").pk
        except TooMany:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        saved = [pk for pk in pool.map(send, range(12)) if pk]
    assert len(saved) == Suggestion.objects.count() == MOST_PER_HOUR


def test_a_form_sent_several_times_at_once_makes_one_suggestion(empty_catalog):
    token = uuid.uuid4()

    def send(_):
        try:
            return suggest(FACTS, token, "10.0.0.1").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        saved = set(pool.map(send, range(8)))
    assert len(saved) == Suggestion.objects.count() == 1
