"""What visitors suggest: taken in once, at a bearable rate, and freed of e-mail addresses in time.

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

from catalog.actions.revision import one_writer
from catalog.models import Suggestion, SuggestionState

MOST_PER_HOUR = 5  # from one sender
KEPT = datetime.timedelta(days=180)  # e-mail addresses, at most


class TooMany(Exception):
    """Raised where a sender has suggested as much in the last hour as one may."""


@transaction.atomic
def suggest(facts: Mapping[str, Any], token: uuid.UUID, network_address: str) -> Suggestion:
    """Take in a suggestion: `facts` are columns of Suggestion that were checked already.

    The same form (`token`) with the same text, sent again, gives the suggestion it made the first time.
    Raises TooMany after MOST_PER_HOUR from one network address; then nothing is written.
    """
    one_writer()  # a sender's posts at once are counted one after the other
    now = timezone.now()
    forget_old(now)
    before = Suggestion.objects.filter(token=token).first()
    if before and before.text == facts["text"]:
        return before
    sender = sender_of(network_address, now)
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


def handle(suggestion: Suggestion, user: User, state: SuggestionState) -> None:
    """Set a suggestion's state, by whom and when; its sender is forgotten."""
    suggestion.state, suggestion.handled_by, suggestion.handled_at = state, user, timezone.now()
    suggestion.email = suggestion.sender = ""
    suggestion.save()


def forget_old(now: datetime.datetime | None = None) -> int:
    """Wipe the senders of all suggestions older than KEPT; how many had one."""
    known = Suggestion.objects.exclude(Q(email="") & Q(sender=""))
    return known.filter(created__lt=(now or timezone.now()) - KEPT).update(email="", sender="")
