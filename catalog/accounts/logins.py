"""How long records of logins are kept."""

from __future__ import annotations

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils import timezone

RETENTION = datetime.timedelta(days=90)


@transaction.atomic
def forget_logins(now: datetime.datetime | None = None) -> int:
    """Delete records of logins and failed logins older than RETENTION, and return how many."""
    oldest = (now or timezone.now()) - RETENTION
    return sum(
        model.objects.filter(attempt_time__lt=oldest).delete()[0] for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )
