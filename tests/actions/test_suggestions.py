"""Taking in and handling suggestions; forgetting who sent them."""

import datetime
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from catalog.actions.suggestions import KEPT, MOST_PER_HOUR, TooMany, forget_old, handle, suggest
from catalog.models import Suggestion, SuggestionState

FACTS = {"kind": "other", "text": "Something to tell.", "email": "a@example.org"}


@pytest.mark.django_db
def test_handling_forgets_who_sent_it(editor):
    made = suggest(FACTS, uuid.uuid4(), "10.0.0.1")
    assert made.sender
    handle(made, editor, SuggestionState.DECLINED)
    made.refresh_from_db()
    assert (made.state, made.email, made.sender, made.handled_by) == ("declined", "", "", editor)
    assert made.handled_at
    assert made.text == "Something to tell."


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
