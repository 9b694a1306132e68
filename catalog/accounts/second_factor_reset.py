"""The second factor of others, in the list of users: who has one, who must have one, and a reset for a lost phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts.second_factor import must_have_second_factor, require, turn_off
from catalog.models import SecondFactorRequirement

ACTIONS = ("require_second_factor", "stop_requiring_second_factor", "reset_second_factor")


class SecondFactorMixin(admin.ModelAdmin):
    """A list of users with a column and ACTIONS for the second factor."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_second_factor=Exists(devices))

    @admin.display(description="second factor", ordering="has_second_factor")
    def second_factor(self, person: Any) -> str:
        if person.has_second_factor:
            return "on"
        return "required, not set up" if must_have_second_factor(person) else "off"

    @admin.action(description="Require a second factor of the chosen people", permissions=["change"])
    def require_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._apply(request, chosen, partial(require, required=True), "Second factor required")

    @admin.action(description="No longer require a second factor of the chosen people", permissions=["change"])
    def stop_requiring_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        required = chosen.filter(pk__in=SecondFactorRequirement.objects.values("user"))
        self._apply(request, required, partial(require, required=False), "Second factor no longer required")

    @admin.action(description="Turn off the second factor of the chosen people, for a lost phone", permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        holders = chosen.filter(pk__in=TOTPDevice.objects.filter(confirmed=True).values("user"))
        self._apply(request, holders, turn_off, "Second factor turned off")

    def _apply(self, request: HttpRequest, chosen: QuerySet[User], change: Callable[[list[User]], None], what: str) -> None:
        """Change the chosen users, except oneself, and log it."""
        people = [person for person in chosen if person != request.user]
        change(people)
        for person in people:
            self.log_change(request, person, f"{what}.")
        if people:
            self.message_user(request, f"{what}: {', '.join(map(str, people))}.", messages.SUCCESS)
        else:
            text = f"Nothing was changed. {what} does not apply to the chosen users. You cannot do this to yourself."
            self.message_user(request, text, messages.WARNING)
