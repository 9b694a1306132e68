"""django-axes: the limits of failed logins, and what it stores and logs."""

from __future__ import annotations

import math
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from catalog.serving.client_address import network_address


class LoginLimitsHandler(AxesDatabaseHandler):
    """Two limits within AXES_COOLOFF_TIME: for one username from one network, and for all usernames from that network.

    No limit counts a username across networks: it would let anybody lock out anybody else.
    """

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the failures to compare with AXES_FAILURE_LIMIT, which those of a network reach at their own limit."""
        of_name, of_network = (
            attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(of_name, of_network - (settings.NETWORK_FAILURE_LIMIT - settings.AXES_FAILURE_LIMIT))

    def seconds_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return the seconds until the lock ends, or 0 if there is none."""
        kinds = zip(
            self.get_user_attempts(request, credentials),
            (settings.AXES_FAILURE_LIMIT, settings.NETWORK_FAILURE_LIMIT),
            strict=True,
        )
        last = [time for attempts, limit in kinds if (time := self._last_to_expire(attempts, limit))]
        return max((math.ceil((time + get_cool_off(request) - timezone.now()).total_seconds()) for time in last), default=0)

    def _last_to_expire(self, attempts: Any, limit: int) -> Any:
        """Return the time of the failures whose expiry brings `attempts` below `limit`, or None if they are below it."""
        failures = 0
        for time, count in attempts.order_by("-attempt_time").values_list("attempt_time", "failures_since_start"):
            failures += count
            if failures >= limit:
                return time
        return None

    # the browser's name and what it accepts are not stored

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **more: Any) -> None:
        _drop_browser(request)
        super().user_login_failed(sender, credentials, request, **more)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **more: Any) -> None:
        _drop_browser(request)
        super().user_logged_in(sender, request, user, **more)

    def post_save_access_attempt(self, instance: AccessAttempt, **more: Any) -> None:
        """Store nothing from the query and the form."""
        AccessAttempt.objects.filter(pk=instance.pk).update(get_data="", post_data="")


def describe_client(username: str | None, _network: str, _agent: str, _path: str, request: HttpRequest) -> str:
    """Return the client for axes's log lines: the address first, for fail2ban; quoting the name prevents forged lines."""
    return f"{network_address(request)} as {username!r}"


def _drop_browser(request: Any) -> None:
    if request is not None:
        request.axes_user_agent = request.axes_http_accept = ""
