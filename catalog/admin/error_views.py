"""The admin's 403 pages. Public pages have their own."""

from __future__ import annotations

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from catalog.accounts.services import role_of
from catalog.serving.errors import answer_error, is_in_admin
from catalog.serving.request_log import note_refusal


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 to a user whose role lacks a permission; the page names the role and what to do."""
    if not (is_in_admin(request) and hasattr(request, "user")):
        return answer_error(request, 403, exception)
    note_refusal(request, exception)
    role = role_of(request.user) if isinstance(request.user, User) else ""
    return _page(request, "admin/forbidden.html", "Your role does not allow this", role=role)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form with a missing or old CSRF token (a login in another tab); the page says how to keep the input."""
    if not is_in_admin(request):
        return answer_error(request, 403, reason)
    note_refusal(request, reason)
    return _page(request, "admin/form_expired.html", "Not saved yet")


def _page(request: HttpRequest, template: str, title: str, **context: str) -> HttpResponse:
    body = render_to_string(template, {**site.each_context(request), "title": title, **context}, request)
    return HttpResponse(body, status=403)
