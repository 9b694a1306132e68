"""What is kept of logins, and for how long."""

from __future__ import annotations

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db import transaction
from django.utils import timezone

KEPT = datetime.timedelta(days=90)


@transaction.atomic
def forget_logins(now: datetime.datetime | None = None) -> int:
    """Delete the records of logins and failed logins older than KEPT; how many there were."""
    oldest = (now or timezone.now()) - KEPT
    return sum(
        model.objects.filter(attempt_time__lt=oldest).delete()[0] for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )
