"""What a person on the desk is told where she may not do something, in the desk's own frame; the public has pages of its own."""

from __future__ import annotations

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import csrf, defaults

from catalog.actions.people import role_of


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 where a page asks for more than her role has: names the role and what to do."""
    if not _on_desk(request):
        return defaults.permission_denied(request, exception)
    role = role_of(request.user) if isinstance(request.user, User) else ""
    return _page(request, "admin/forbidden.html", "Your role does not allow this", role=role)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 where a form's token is missing or old, which a login in another tab makes it: says how nothing typed is lost."""
    if not _on_desk(request):
        return csrf.csrf_failure(request, reason)
    return _page(request, "admin/form_expired.html", "This was not saved yet")


def _on_desk(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


def _page(request: HttpRequest, template: str, title: str, **context: str) -> HttpResponse:
    body = render_to_string(template, {**site.each_context(request), "title": title, **context}, request)
    return HttpResponse(body, status=403)
