"""The admin page of the yearly round: the programs to ask, and the links that wait for an answer."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page, page
from catalog.confirmations.selectors import expires, open_requests
from catalog.reviews.yearly_round import yearly_round

_PER_PAGE = 25
_MOST_OPEN = 100


@admin_page("catalog.review_program")
@require_safe
def yearly_round_page(request: HttpRequest) -> HttpResponse:
    """`/admin/confirmations/`: the programs of the yearly round, 25 on a page, each with a button that makes its link."""
    waiting = [
        {"request": one, "until": timezone.localdate(expires(one))}
        for one in open_requests().select_related("made_by")[:_MOST_OPEN]
    ]
    entries = Paginator(yearly_round(), _PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "admin/reviews/yearly_round.html", "Ask the programs", entries=entries, waiting=waiting)
