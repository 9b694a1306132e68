"""Lists of logins and failed logins, for superusers, and the page for people who are locked out."""

from __future__ import annotations

import math
from typing import Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from catalog.admin_common.lists import ChosenMixin
from catalog.admin_common.pages import NOT_LET_IN

admin.site.unregister([AccessAttempt, AccessFailureLog, AccessLog])


@admin.register(AccessAttempt)
class FailedLoginAdmin(ChosenMixin, AccessAttemptAdmin):
    """django-axes' list without its action that clears old attempts: it fails, and each login does that anyway.

    Deleting an attempt unlocks the person at once.
    """

    actions = ()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Failed sign-ins", **(extra_context or {})})


@admin.register(AccessFailureLog)
class FailureLogAdmin(ChosenMixin, AccessFailureLogAdmin):
    """django-axes' list; invalid primary keys are ignored."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Refused sign-ins", **(extra_context or {})})


@admin.register(AccessLog)
class LoginLogAdmin(ChosenMixin, AccessLogAdmin):
    """django-axes' list; invalid primary keys are ignored."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Sign-ins", **(extra_context or {})})


def answer_locked_out(request: HttpRequest, _answer: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """Answer 429, the same whether or not the username exists and the password is right."""
    handler: Any = AxesProxyHandler.get_implementation()
    seconds = max(1, handler.seconds_locked(request, credentials))
    context = {
        **admin.site.each_context(request),
        **NOT_LET_IN,
        "title": "Too many failed logins",
        "minutes": math.ceil(seconds / 60),
        "contact": settings.CONTACT_EMAIL,
    }
    body = render_to_string("admin/accounts/locked_out.html", context, request)
    return HttpResponse(body, status=429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store, private"})
