"""The operator's statements: privacy, accessibility, security contact. None of them reads the database."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import etag, require_safe

from catalog.accounts import logins
from catalog.alerts import services as alerts
from catalog.alerts.selectors import UNCONFIRMED
from catalog.common import clock
from catalog.common.urls import absolute
from catalog.suggestions.services import KEPT

_VALID = datetime.timedelta(days=180)  # RFC 9116 recommends less than a year
_cached = cache_control(public=True, max_age=0, must_revalidate=True, s_maxage=60, stale_while_revalidate=30)


def _etag(request: HttpRequest) -> str:
    """Return an ETag of everything these pages depend on: the code, the settings, the address, the day."""
    parts = (settings.BUILD, settings.OPERATOR_NAME, settings.CONTACT_EMAIL, settings.REPOSITORY_URL, str(settings.LOG_DAYS))
    text = "\n".join((*parts, request.build_absolute_uri(), clock.today().isoformat()))
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _public(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    return csrf_exempt(require_safe(_cached(etag(_etag)(view))))


@_public
def privacy(request: HttpRequest) -> HttpResponse:
    """`/privacy/`: everything stored about visitors, senders of suggestions and editors, with the reason and the period."""
    context = {
        "page_title": "Privacy",
        "page_description": "What this catalog stores about you, why, and how long.",
        "suggestion_days": KEPT.days,
        "alert_days": UNCONFIRMED.days,
        "answer_days": alerts.ANSWER_TIME.days,
        "login_days": logins.RETENTION.days,
        "log_days": settings.LOG_DAYS,
    }
    return render(request, "statements/privacy.html", context)


@_public
def accessibility(request: HttpRequest) -> HttpResponse:
    """`/accessibility/`: the goal, the tests, the known limits and the contact."""
    context = {
        "page_title": "Accessibility",
        "page_description": "How accessible this catalog is, what we test, and how to report a problem.",
    }
    return render(request, "statements/accessibility.html", context)


@_public
def security_txt(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt` (RFC 9116): the contact for security problems; 404 if CONTACT_EMAIL is not set."""
    if not settings.CONTACT_EMAIL:
        raise Http404("No CONTACT_EMAIL is set.")
    expires = datetime.datetime.combine(clock.today() + _VALID, datetime.time(), tzinfo=datetime.UTC)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {absolute(request, reverse('security_txt'))}",
    ]
    if settings.REPOSITORY_URL:
        lines.append(f"Policy: {settings.REPOSITORY_URL}")
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
