"""Shared by the admin's own pages: the permission check, the page frame, redirects."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]
NOT_SENT = "Nothing was changed because the form was not received. Submit it again on this page."
# context of pages for users who are not (fully) logged in
NOT_LET_IN: dict[str, Any] = {"has_permission": False, "is_nav_sidebar_enabled": False, "available_apps": []}


def admin_page(permission: str) -> Callable[[View], View]:
    """Decorate a view as an admin page for staff with this permission ("catalog.publish_program").

    Anonymous users are redirected to the login page; users without the permission get 403. Responses are not cached.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(guarded)

    return decorated


def lead_to_form(request: HttpRequest, address: str, message: str = NOT_SENT) -> HttpResponseBase:
    """Answer a request other than POST to a POST-only URL: GET redirects to `address`, the page with the form.

    Such a GET happens when the session ends before the form is sent: the login redirects to the form's target.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    messages.warning(request, message)
    return HttpResponseRedirect(address)


def page(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> TemplateResponse:
    """Render an admin page with the admin's own context and `context`."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context}, status=status)


def person(request: HttpRequest) -> User:
    """Return the logged-in user; raises PermissionDenied for anonymous users."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
