"""Read requests to programs: whether a link is open, who was asked lately, and which programs confirmed their entry."""

from __future__ import annotations

import datetime
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import ConfirmationRequest, Publication

LINK_DAYS = 60  # after this many days, a link no longer works
ASKED_AGAIN = datetime.timedelta(days=365)  # a program is asked once a year

RequestState = Literal["open", "answered", "revoked", "expired", "retired"]


def state_of(request: ConfirmationRequest, now: datetime.datetime) -> RequestState:
    """Return whether a program can still answer a request, and if not, why."""
    if request.answered:
        return "answered"
    if request.revoked:
        return "revoked"
    if now >= expires(request):
        return "expired"
    return "open" if request.program.publication == Publication.PUBLISHED else "retired"


def expires(request: ConfirmationRequest) -> datetime.datetime:
    """Return when the link of a request stops working."""
    return request.made + datetime.timedelta(days=LINK_DAYS)


def open_requests() -> QuerySet[ConfirmationRequest]:
    """Return the requests whose link works, the oldest first."""
    since = timezone.now() - datetime.timedelta(days=LINK_DAYS)
    waiting = ConfirmationRequest.objects.filter(answered=None, revoked=None, made__gt=since)
    return waiting.filter(program__publication=Publication.PUBLISHED).select_related("program__current").order_by("made")


def asked_lately() -> set[int]:
    """Return the keys of programs that were asked, or answered, within the last year. A revoked request does not count."""
    since = timezone.now() - ASKED_AGAIN
    lately = Q(answered__gt=since) | Q(made__gt=since, answered=None, revoked=None)
    return set(ConfirmationRequest.objects.filter(lately).values_list("program", flat=True))


def confirmed_by_program() -> dict[str, datetime.date]:
    """Return the day on which each program last said that it still runs, by slug.

    Only answers that an editor accepted count. A program whose latest accepted answer says that it does not run now is
    left out.
    """
    rows = ConfirmationRequest.objects.filter(confirmed__isnull=False, answered__isnull=False).order_by("answered", "pk")
    latest = {slug: (said, time) for slug, said, time in rows.values_list("program__slug", "confirmed", "answered")}
    return {slug: timezone.localdate(time) for slug, (said, time) in latest.items() if said}
