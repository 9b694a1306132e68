"""Middleware that requests the second factor at every address of the admin, before its view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.accounts.second_factor import has_second_factor, must_have_second_factor
from catalog.serving.errors import answer_error, is_in_admin

CODE, SET_UP = "admin_code", "admin_second_factor"
_LOGOUT = ("admin:logout", "admin_logout")


class SecondFactorMiddleware:
    """Redirect a session without its second factor to the page that asks for it or sets it up.

    Such a session can only do that, and log out. Must be listed after OTPMiddleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_in_admin(request):
            return None
        try:
            missing = missing_step(request)
        except (DataError, ValueError):  # a session cookie that no database column can hold
            return answer_error(request, 400, "The session cookie is damaged")
        name = request.resolver_match.view_name if request.resolver_match else ""
        if missing is None or name in (missing, *_LOGOUT) or (name == "admin:login" and request.method == "POST"):
            return None
        target = request.GET.get("next", "") if name == "admin:login" else request.get_full_path()
        return HttpResponseRedirect(f"{reverse(missing)}?{urlencode({'next': target})}")


def missing_step(request: HttpRequest) -> str | None:
    """Return the URL name of the step that this session must take, CODE or SET_UP, or None."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff or getattr(user, "otp_device", None):
        return None
    if has_second_factor(user):
        return CODE
    return SET_UP if must_have_second_factor(user) else None
