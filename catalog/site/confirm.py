"""The page on which a program confirms what the catalog says of it. Only the link in an editor's letter leads here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from catalog.common.clock import today
from catalog.confirmations.answers import DEADLINE, MONEY, RUNNING
from catalog.confirmations.forms import ConfirmationForm
from catalog.confirmations.links import find_request
from catalog.confirmations.selectors import RequestState, expires, state_of
from catalog.confirmations.services import LinkClosed, answer_request
from catalog.models import ConfirmationRequest
from catalog.programs import display
from catalog.programs.dates.deadlines import deadline_of
from catalog.schema.vocabulary import vocabulary
from catalog.serving.database import is_trouble
from catalog.serving.limits import LimitReached
from catalog.serving.unavailable import RETRY_AFTER
from catalog.site.suggest import suggestion_limit

_NOT_SAVED = "We could not save your answers right now. Everything you wrote is still here. Send it again in a minute."
_UNKNOWN = "Its pages don’t say."


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/confirm/<token>/`: three questions to the program that the link was made for.

    Opening the page does not use up the link, because mail programs open links before people do; a valid form does. A link
    that no longer works gets a page that says why (410), one that is not ours 404.
    """
    found = find_request(token)
    if found is None:
        return _closed(request, "unknown", None)
    if (state := state_of(found, timezone.now())) != "open":
        return _closed(request, state, found)
    if request.method != "POST":
        return _form(request, found, ConfirmationForm(), 200)
    form = ConfirmationForm(request.POST)
    if not form.is_valid():
        return _form(request, found, form, 422)
    if not form.cleaned_data["company"]:
        try:
            with suggestion_limit:  # so that waiting saves do not use up all threads
                answer_request(found, form.answers, form.cleaned_data["text"])
        except LinkClosed as error:
            return _closed(request, error.state, found)
        except (Error, LimitReached) as error:
            if not isinstance(error, LimitReached) and not is_trouble(error):
                raise
            form.add_error(None, _NOT_SAVED)
            response = _form(request, found, form, 503)
            response["Retry-After"] = str(RETRY_AFTER)
            return response
    return HttpResponseRedirect(reverse("confirm_thanks"), status=303)


@require_safe
def confirm_thanks(request: HttpRequest) -> HttpResponse:
    """`/confirm/thanks/`: what happens with the answers."""
    return _privately(render(request, "confirm/thanks.html", {"page_title": "Thank you"}))


def _form(request: HttpRequest, found: ConfirmationRequest, form: ConfirmationForm, status: int) -> HttpResponse:
    fields = {name: _field(form[name]) for name in form.fields if name != "company"}
    context = {
        "page_title": f"Is our page about {found.program.name} still right?",
        "action": request.path,
        "program": found.program,
        "program_url": display.program_url(found.program.slug),
        "until": display.day(timezone.localdate(expires(found))),
        "now": _describe_present(found),
        "questions": {"running": RUNNING, "deadline": DEADLINE, "money": MONEY},
        "fields": fields,
        "errors": form.non_field_errors(),
    }
    response = render(request, "confirm/confirm.html", context, status=status)
    if request.method == "POST":
        # the browser may keep the page, so that Back on the thanks page does not lose what was typed
        patch_cache_control(response, private=True, no_cache=True)
        return _hide(response)
    return _privately(response)


def _closed(request: HttpRequest, state: RequestState | str, found: ConfirmationRequest | None) -> HttpResponse:
    """Say in plain words why a link does not work."""
    context = {"page_title": "This link does not work", "state": state, "program": None}
    if state == "answered":
        context["page_title"] = "You have answered already"
    if found:
        context["program"] = found.program.name
        context["program_url"] = display.program_url(found.program.slug) if state != "retired" else ""
    return _privately(render(request, "confirm/closed.html", context, status=404 if found is None else 410))


def _privately(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return _hide(response)


def _hide(response: HttpResponse) -> HttpResponse:
    """Keep the link out of search engines and out of the addresses that other websites see."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def _describe_present(found: ConfirmationRequest) -> dict[str, str]:
    """Return what the public page says now, for each question."""
    record = found.program.record
    pays = f"Teachers pay: {vocabulary('pays').label_of(record.pays).lower()}." if record.pays else ""
    # nobody reads "Unknown" as a status
    status = "We do not know" if record.status == "unknown" else vocabulary("status").label_of(record.status)
    return {
        "running": f"{status}. {display.describe_last_seen(record)}.",
        "deadline": display.deadline_text(record, deadline_of(record, today())) or _UNKNOWN,
        "money": " ".join(filter(None, (pays, record.money_note))) or _UNKNOWN,
    }


def _field(field: forms.BoundField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "help": field.help_text,
        "value": field.value() or "",
        "error": next(iter(field.errors), ""),
        "choices": getattr(field.field, "choices", ()),
        "most": getattr(field.field, "max_length", None),
        "is_long": isinstance(field.field.widget, forms.Textarea),
        "is_date": isinstance(field.field, forms.DateField),
    }
