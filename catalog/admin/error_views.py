"""What a person on the desk is told where she may not do something, in the desk's own frame; the public has pages of its own."""

from __future__ import annotations

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from catalog.accounts.services import role_of
from catalog.serving.errors import answer_error, is_in_admin
from catalog.serving.request_log import note_refusal


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 where a page asks for more than her role has: names the role and what to do."""
    if not (is_in_admin(request) and hasattr(request, "user")):
        return answer_error(request, 403, exception)
    note_refusal(request, exception)
    role = role_of(request.user) if isinstance(request.user, User) else ""
    return _page(request, "admin/forbidden.html", "Your role does not allow this", role=role)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form's token is missing or old, which a login in another tab makes it: says how nothing typed is lost."""
    if not is_in_admin(request):
        return answer_error(request, 403, reason)
    note_refusal(request, reason)
    return _page(request, "admin/form_expired.html", "This was not saved yet")


def _page(request: HttpRequest, template: str, title: str, **context: str) -> HttpResponse:
    body = render_to_string(template, {**site.each_context(request), "title": title, **context}, request)
    return HttpResponse(body, status=403)
