"""The admin's 403 pages. Public pages have their own."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from catalog.accounts.services import role_of
from catalog.serving.errors import answer_error, is_in_admin
from catalog.serving.request_log import note_refusal
from catalog.serving.unavailable import list_fields

_TOKEN = "csrfmiddlewaretoken"
# buttons, numbers of versions, and how many rows a form has: nobody typed them
_UNTYPED = re.compile(r"^_|^(base|number|public|pending|shown|distinct)$|_FORMS$")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403 to a user whose role lacks a permission; the page names the role and what to do."""
    if not (is_in_admin(request) and hasattr(request, "user")):
        return answer_error(request, 403, exception)
    note_refusal(request, exception)
    role = role_of(request.user) if isinstance(request.user, User) else ""
    return _page(request, "admin/forbidden.html", "Your role does not allow this", role=role)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form with a missing or old CSRF token: after a login in another tab, or without cookies.

    The page shows what was typed. A signed-in user can send it again from there.
    """
    if not is_in_admin(request):
        return answer_error(request, 403, reason)
    note_refusal(request, reason)
    fields = [field for field in list_fields(request) if field[0] != _TOKEN] if _comes_from_here(request) else []
    signed_in = isinstance(getattr(request, "user", None), User)
    typed = [(_label(name), value) for name, value in fields if value and not _UNTYPED.search(name)]
    context = {"fields": fields, "typed": typed, "signed_in": signed_in, "target": request.get_full_path()}
    return _page(request, "admin/form_expired.html", "Not saved yet", **context)


def _label(name: str) -> str:
    """Return the name of a field in words: "sources-0-url" is "Sources 1 url"."""
    parts = re.split(r"[_-]", name)
    return " ".join(str(int(part) + 1) if re.fullmatch(r"[0-9]{1,3}", part) else part for part in parts).capitalize()


def _comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this catalog sent the form: no other page may have it repeated."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    body = render_to_string(template, {**site.each_context(request), "title": title, **context}, request)
    return HttpResponse(body, status=403)
