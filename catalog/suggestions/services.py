"""What visitors suggest: taken in once, at a bearable rate, decided on once, and freed of e-mail addresses in time.

Suggestions are no part of the published catalog: none of this changes the revision.
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

from catalog.models import Program, Suggestion, SuggestionState
from catalog.programs.revision import one_writer
from catalog.serving.database import take_turns

MOST_PER_HOUR = 5  # from one sender
KEPT = datetime.timedelta(days=180)  # e-mail addresses, at most


class TooMany(Exception):
    """Raised where a sender has suggested as much in the last hour as one may."""


class AlreadyHandled(Exception):
    """Raised where a suggestion to be decided on was decided on before; `suggestion` is that one as it stands now."""

    def __init__(self, suggestion: Suggestion):
        self.suggestion = suggestion
        super().__init__(str(suggestion))


@transaction.atomic
def suggest(facts: Mapping[str, Any], token: uuid.UUID, network_address: str) -> Suggestion:
    """Take in a suggestion: `facts` are columns of Suggestion that were checked already.

    The same form (`token`) with the same text, sent again, gives the suggestion it made the first time.
    Raises TooMany after MOST_PER_HOUR from one network address; then nothing is written. Never waits for editors on
    PostgreSQL; on SQLite a write that lasts longer than requests wait raises OperationalError.
    """
    now = timezone.now()
    sender = sender_of(network_address, now)
    # no one_writer(): a suggestion changes nothing that editors change, so it does not wait for them
    take_turns(f"suggestions of {sender}")  # a sender's posts at once are counted one after the other
    forget_old(now)
    before = Suggestion.objects.filter(token=token).first()
    if before and before.text == facts["text"]:
        return before
    if Suggestion.objects.filter(sender=sender, created__gt=now - datetime.timedelta(hours=1)).count() >= MOST_PER_HOUR:
        raise TooMany
    # gone back to and changed, a form makes another suggestion
    token = uuid.uuid4() if before else token
    made, _ = Suggestion.objects.get_or_create(token=token, defaults={**facts, "sender": sender, "created": now})
    return made


def sender_of(network_address: str, now: datetime.datetime) -> str:
    """A digest that tells one sender from another on one day, and gives no address away."""
    message = f"{now.date()} {network_address}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic
def accept(suggestion: Suggestion, user: User, reason: str = "") -> None:
    """Mark a suggestion as handled, by whom, when and, where told, what was done; its sender is forgotten.

    Raises AlreadyHandled where somebody decided on it before; then nothing is written.
    """
    _decide(suggestion, user, SuggestionState.HANDLED, reason)


@transaction.atomic
def reject(suggestion: Suggestion, user: User, reason: str) -> None:
    """Decline a suggestion, for a reason; its sender is forgotten.

    Raises AlreadyHandled as accept() does, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Declining a suggestion needs a reason.")
    _decide(suggestion, user, SuggestionState.DECLINED, reason)


def _decide(suggestion: Suggestion, user: User, state: SuggestionState, reason: str) -> None:
    one_writer()
    # the caller's own object is brought up to date: another may have decided since it was read
    suggestion.refresh_from_db()
    if suggestion.state != SuggestionState.NEW:
        raise AlreadyHandled(suggestion)
    suggestion.state, suggestion.handled_by, suggestion.handled_at = state, user, timezone.now()
    suggestion.reason, suggestion.email, suggestion.sender = reason.strip(), "", ""
    suggestion.save()


@transaction.atomic
def tie(suggestion: Suggestion, program: Program) -> bool:
    """Say which program was begun from a suggestion that named none the catalog knew; whether it was tied.

    A suggestion that is tied already or decided on stays as it is. It is still to be decided on afterwards.
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
    """Wipe the senders of all suggestions older than KEPT, but those that another transaction changes now; how many had one."""
    known = Suggestion.objects.exclude(Q(email="") & Q(sender=""))
    old = known.filter(created__lt=(now or timezone.now()) - KEPT).select_for_update(skip_locked=True)
    return Suggestion.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(email="", sender="")
