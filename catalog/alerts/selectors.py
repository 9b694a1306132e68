"""Which alerts there are."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from catalog.models import Alert

UNCONFIRMED = datetime.timedelta(days=3)  # how long a request waits for its confirmation


def unanswered() -> Q:
    """Return the condition of requests that were not confirmed in time. They have ended, even if they are not deleted yet."""
    return Q(since=None, created__lte=timezone.now() - UNCONFIRMED)


def find_alert(token: UUID) -> Alert | None:
    """Return the alert of a link, or None if it has ended."""
    return Alert.objects.exclude(unanswered()).filter(token=token).first()
