"""The admin page on which an editor asks one program to confirm its entry: the link, the letter, earlier requests."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.urls import absolute
from catalog.confirmations.letter import write_request
from catalog.confirmations.links import link_path
from catalog.confirmations.selectors import expires, state_of
from catalog.confirmations.services import CannotAsk, ask_program, revoke
from catalog.models import ConfirmationRequest, Program, Publication
from catalog.programs.display import program_url

_STATES = {
    "open": "Open",
    "answered": "Answered",
    "revoked": "Revoked",
    "expired": "Expired",
    "retired": "Closed: the program is not published",
}


@admin_page("catalog.review_program")
def confirmation(request: HttpRequest, slug: str) -> HttpResponseBase:
    """`/admin/confirmations/<slug>/`: the open link of a program with its letter; a POST makes a new link."""
    program = Program.objects.filter(slug=slug, publication=Publication.PUBLISHED).select_related("current").first()
    if program is None:
        raise Http404("No published program has this address.")
    if request.method == "POST":
        try:
            ask_program(program, person(request))
        except CannotAsk:
            raise Http404("The program is no longer published.") from None
        admin.site.get_model_admin(Program).log_change(request, program, "Link for a confirmation by the program made.")
        messages.success(request, "The link is ready. Send the letter below with your own mail.")
        return HttpResponseRedirect(reverse("admin_confirmation", args=[slug]), status=303)
    return _page(request, program)


@admin_page("catalog.review_program")
def revoke_confirmation(request: HttpRequest, key: int) -> HttpResponseBase:
    """`/admin/confirmations/revoke/<key>/`: a POST makes a link stop working."""
    found = ConfirmationRequest.objects.filter(pk=key).select_related("program").first() if key < 2**63 else None
    if found is None:
        raise Http404("Request not found.")
    address = reverse("admin_confirmation", args=[found.program.slug])
    if request.method != "POST":
        return lead_to_form(request, address)
    if revoke(found):
        admin.site.get_model_admin(Program).log_change(request, found.program, "Link for a confirmation revoked.")
        messages.success(request, "The link was revoked. Nobody can answer with it.")
    else:
        messages.warning(request, "This link no longer worked. Nothing was changed.")
    return HttpResponseRedirect(address, status=303)


def _page(request: HttpRequest, program: Program) -> HttpResponse:
    now, requests = timezone.now(), []
    for one in program.confirmation_requests.select_related("program__current", "made_by", "suggestion"):
        requests.append(_present_request(one, state_of(one, now)))
    waiting = next((one["request"] for one in requests if one["state"] == "open"), None)
    context: dict[str, Any] = {"program": program, "requests": requests, "waiting": waiting}
    if waiting:
        user = person(request)
        link = absolute(request, link_path(waiting))
        letter = write_request(waiting, absolute(request, program_url(program.slug)), link, _sign(user))
        context |= {"link": link, "letter": letter, "until": timezone.localdate(expires(waiting))}
    return page(request, "admin/confirmations/confirmation.html", f"Ask {program.name}", **context)


def _sign(user: User) -> str:
    """Return the name under the letter: the editor's, else the operator's."""
    return user.get_full_name() or settings.OPERATOR_NAME or "The editors"


def _present_request(request: ConfirmationRequest, state: str) -> dict[str, Any]:
    confirmed = {True: "Confirmed", False: "Accepted: it does not run now"}
    return {
        "request": request,
        "state": state,
        "text": confirmed.get(request.confirmed, _STATES[state]) if request.confirmed is not None else _STATES[state],
    }
