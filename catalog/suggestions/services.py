"""Receive suggestions from visitors, decide on them, and delete the senders' addresses.

Suggestions are not part of the published catalog, so none of this changes the revision.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.confirmations.services import settle
from catalog.models import Program, Suggestion, SuggestionOrigin, SuggestionState
from catalog.programs.publishing.revision import one_writer
from catalog.serving.database import take_turns

MOST_PER_HOUR = 5  # from one sender
KEPT = datetime.timedelta(days=180)  # the longest time that an e-mail address is kept


class TooMany(Exception):
    """Raised after MOST_PER_HOUR suggestions from one sender within an hour."""


class AlreadyHandled(Exception):
    """Raised when a suggestion was already decided on; `suggestion` is its present state."""

    def __init__(self, suggestion: Suggestion):
        self.suggestion = suggestion
        super().__init__(str(suggestion))


@transaction.atomic
def suggest(facts: Mapping[str, Any], token: uuid.UUID, network_address: str) -> Suggestion:
    """Save a suggestion; `facts` are valid columns of Suggestion.

    The same form (`token`) sent again with the same text returns the suggestion it made before. Raises TooMany, and writes
    nothing, after MOST_PER_HOUR from one network address. Never waits for editors on PostgreSQL; on SQLite, raises
    OperationalError if another write takes longer than requests wait.
    """
    now = timezone.now()
    sender = sender_of(network_address, now)
    # no one_writer(): a suggestion changes nothing that editors change
    take_turns(f"suggestions of {sender}")  # simultaneous posts of one sender are counted in turn
    forget_old(now)
    before = Suggestion.objects.filter(token=token).first()
    if before and before.text == facts["text"]:
        return before
    if Suggestion.objects.filter(sender=sender, created__gt=now - datetime.timedelta(hours=1)).count() >= MOST_PER_HOUR:
        raise TooMany
    # a form that was changed and sent again makes another suggestion
    token = uuid.uuid4() if before else token
    made, _ = Suggestion.objects.get_or_create(token=token, defaults={**facts, "sender": sender, "created": now})
    return made


def sender_of(network_address: str, now: datetime.datetime) -> str:
    """Return a digest that is the same for one sender on one day, and does not reveal the address."""
    message = f"{now.date()} {network_address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic
def accept(suggestion: Suggestion, user: User, reason: str = "") -> None:
    """Mark a suggestion as handled, with an optional reason, and delete the sender's address.

    The answer of a program then counts as its confirmation. Raises AlreadyHandled, and writes nothing, if somebody already
    decided on it.
    """
    _decide(suggestion, user, SuggestionState.HANDLED, reason)
    if suggestion.origin == SuggestionOrigin.PROGRAM:
        settle(suggestion)


@transaction.atomic
def reject(suggestion: Suggestion, user: User, reason: str) -> None:
    """Decline a suggestion, with a reason, and delete the sender's address.

    Raises AlreadyHandled as accept() does, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Declining a suggestion needs a reason.")
    _decide(suggestion, user, SuggestionState.DECLINED, reason)


def _decide(suggestion: Suggestion, user: User, state: SuggestionState, reason: str) -> None:
    one_writer()
    # updates the caller's object too: another editor may have decided since it was read
    suggestion.refresh_from_db()
    if suggestion.state != SuggestionState.NEW:
        raise AlreadyHandled(suggestion)
    suggestion.state, suggestion.handled_by, suggestion.handled_at = state, user, timezone.now()
    suggestion.reason, suggestion.email, suggestion.sender = reason.strip(), "", ""
    suggestion.save()


@transaction.atomic
def link_program(suggestion: Suggestion, program: Program) -> bool:
    """Link an open suggestion without a program to the program made from it; return whether it was linked.

    The suggestion stays open.
    """
    one_writer()
    suggestion.refresh_from_db()
    if suggestion.program_id or suggestion.state != SuggestionState.NEW:
        return False
    suggestion.program = program
    suggestion.save(update_fields=["program"])
    return True


@transaction.atomic
def forget_old(now: datetime.datetime | None = None) -> int:
    """Delete the senders' addresses of suggestions older than KEPT; return how many there were.

    Skips suggestions that another transaction is changing.
    """
    known = Suggestion.objects.exclude(Q(email="") & Q(sender=""))
    old = known.filter(created__lt=(now or timezone.now()) - KEPT).select_for_update(skip_locked=True)
    return Suggestion.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(email="", sender="")
