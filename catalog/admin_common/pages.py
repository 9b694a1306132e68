"""What all pages of the desk share that are not Django's own lists and forms: who may come in, the frame around them."""

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
NOT_SENT = "Nothing was changed, because the form did not arrive. Send the form on this page again."
# the frame of pages for somebody who is not, or not fully, logged in
NOT_LET_IN: dict[str, Any] = {"has_permission": False, "is_nav_sidebar_enabled": False, "available_apps": []}


def admin_page(permission: str) -> Callable[[View], View]:
    """A decorator: the view is one of the admin's, for people on the staff with this permission ("catalog.publish_program").

    Who is not logged in is asked to; who lacks the permission gets 403. Forms need their token; nothing is cached.
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
    """What an address that takes a POST alone answers to anything else: a GET leads to `address`, the page of its form.

    A GET comes when a session ends before the form is sent: the login leads back to where the form was sent.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    messages.warning(request, message)
    return HttpResponseRedirect(address)


def page(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> TemplateResponse:
    """A page of the desk: the template with what every page of the admin carries, and `context`."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context}, status=status)


def person(request: HttpRequest) -> User:
    """Who is logged in; the admin lets nobody else come this far."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
