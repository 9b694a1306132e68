"""Records of logins are deleted after 90 days, by the command and at each start."""

import datetime

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.management import call_command
from django.utils import timezone

from catalog.accounts.logins import forget_logins
from catalog.installation.retention import forget_expired

pytestmark = pytest.mark.django_db
MODELS = (AccessAttempt, AccessFailureLog, AccessLog)


@pytest.fixture(autouse=True)
def kept():
    """One record of each kind of 91 days ago, and one of 89."""
    for model in MODELS:
        more = {"failures_since_start": 1} if model is AccessAttempt else {}
        for days in (91, 89):
            made = model.objects.create(username=f"of {days} days ago", ip_address="192.0.2.1", **more)
            model.objects.filter(pk=made.pk).update(attempt_time=timezone.now() - datetime.timedelta(days=days))


@pytest.mark.parametrize("forget", [forget_logins, forget_expired, lambda: call_command("forget_logins", verbosity=0)])
def test_those_older_than_90_days_are_deleted(forget):
    forget()
    assert [model.objects.get().username for model in MODELS] == ["of 89 days ago"] * 3
    assert forget_logins() == 0
