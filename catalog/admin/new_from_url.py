"""Add a program from a web address: fetch its page, show likely duplicates, open the form with its values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from catalog.admin_common.pages import admin_page, page
from catalog.browse.filterset import TRACKING
from catalog.common.clock import today
from catalog.common.text import one_line
from catalog.duplicates.from_url import LONGEST_URL, KnownProgram, drop_parameters, find_existing, initial_values, known_programs
from catalog.duplicates.stated_facts import Facts, find_stated
from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.fetcher import Limits
from catalog.links.fetch.page import read_page
from catalog.links.fetch.public_addresses import parse_address
from catalog.links.services import make_fetcher

# short, because the user waits
_AT_ONCE = Limits(connect=8, silence=10, total=20)


@admin_page("catalog.add_program")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """`/admin/programs/begin/`: a field for a web address. POST opens the form of a new program with the page's values.

    Likely duplicates are shown first.
    """
    if request.method != "POST":
        return _render(request)
    typed = one_line(request.POST.get("url", ""))
    try:
        url = _address(typed)
    except FetchError as failure:
        return _render(request, typed, error=f"{failure.reason[:1].upper()}{failure.reason[1:]}.", status=422)
    try:
        found = read_page(url, make_fetcher(limits=_AT_ONCE))
    except FetchError as failure:
        values: Facts = {"website": url, "source_url": url}
        reason = f"The page could not be read: {failure.reason}."
        there = find_existing(values, known_programs())
        return _render(request, typed, failed=reason, there=there, go_on=_form(values), status=422)
    kept = found.url if len(found.url) <= LONGEST_URL else url
    values = initial_values(
        drop_parameters(kept, TRACKING),
        today(),
        name=found.name,
        title=found.title or url,
        description=found.description,
        site=found.site,
        stated=find_stated(found.name, found.sentences, today()),
    )
    there = find_existing(values, known_programs())
    if not there:
        return HttpResponseRedirect(_form(values))
    return _render(request, typed, values=values, there=there, go_on=_form(values))


def _address(typed: str) -> str:
    """Return the typed URL, with https by default; raises FetchError if it is not a usable URL."""
    if not typed:
        raise FetchError(FetchErrorKind.NOT_ALLOWED, "enter the web address of a page")
    url = drop_parameters(typed if "://" in typed else f"https://{typed}", TRACKING)
    if len(url) > LONGEST_URL:
        raise FetchError(FetchErrorKind.NOT_ALLOWED, f"the address is longer than {LONGEST_URL} characters")
    parse_address(url, allow_private=True)  # the fetcher checks whether it is public
    return url


def _form(values: Facts) -> str:
    return f"{reverse('admin:catalog_program_add')}?{urlencode(values, doseq=True)}"


def _render(
    request: HttpRequest, typed: str = "", *, there: Sequence[tuple[KnownProgram, str]] = (), status: int = 200, **context: Any
) -> HttpResponse:
    context["alike"] = [
        {"program": known, "why": why, "form": reverse("admin:catalog_program_change", args=[known.key])} for known, why in there
    ]
    title = "Add a program from a web address"
    return page(request, "admin/links/begin.html", title, status=status, typed=typed, **context)
