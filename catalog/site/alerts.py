"""Alerts: the form that asks for e-mail, and the page of one alert, which its e-mails link to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from catalog.alerts.delivery import deliver_requests
from catalog.alerts.forms import AlertForm
from catalog.alerts.letters import shorten_title
from catalog.alerts.selectors import UNCONFIRMED, find_alert
from catalog.alerts.services import (
    ANSWER_TIME,
    MOST_PER_ADDRESS,
    YEAR,
    TooManyRequests,
    confirm_alert,
    end_alert,
    end_all_alerts,
    renew_alert,
    request_alert,
)
from catalog.alerts.topics import Topic, read_topic
from catalog.browse.live_snapshot import open_snapshot
from catalog.common.language import gettext
from catalog.common.urls import absolute
from catalog.models import Alert
from catalog.programs import display
from catalog.serving.client_address import visitor_network
from catalog.serving.database import is_trouble
from catalog.serving.limits import ConcurrencyLimit, LimitReached
from catalog.serving.unavailable import RETRY_AFTER

alert_limit = ConcurrencyLimit("alerts")

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # what mail programs send (RFC 8058)
_NOT_SAVED = gettext_noop("We could not save this right now. What you entered is still here. Send it again in a minute.")
_TOO_MANY = gettext_noop("Too many requests came from your network in one hour. Send it again later.")
_NONE = gettext_noop("None of these programs is in the catalog. Go back and choose others.")


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def alerts(request: HttpRequest) -> HttpResponse:
    """`/alerts/?…`: ask for e-mail about the programs of any query of /programs/, or of a list (`p=slug`).

    A valid form redirects to the next page, whatever becomes of it. Where alerts are off, the page offers feed and calendar.
    """
    if request.method != "POST":
        return _form(request, AlertForm(initial={"news": True, "deadlines": True}), _read(request.GET), 200)
    form = AlertForm(request.POST)
    topic = _read(_query(request.POST.get("query", "")))
    if not settings.ALERTS:
        return _form(request, form, topic, 404)
    if not form.is_valid():
        return _form(request, form, topic, 422)
    if topic.selection is None and topic.lost:
        form.add_error(None, gettext(_NONE))
        return _form(request, form, topic, 422)
    if not form.cleaned_data["company"]:
        try:
            _request(form.cleaned_data, topic, visitor_network(request) or "")
        except TooManyRequests:
            form.add_error(None, gettext(_TOO_MANY))
            return _form(request, form, topic, 429)
        except (Error, LimitReached) as error:
            if not isinstance(error, LimitReached) and not is_trouble(error):
                raise
            form.add_error(None, gettext(_NOT_SAVED))
            response = _form(request, form, topic, 503)
            response["Retry-After"] = str(RETRY_AFTER)
            return response
    return HttpResponseRedirect(reverse("alerts_sent"), status=303)


def _request(given: dict[str, Any], topic: Topic, network_address: str) -> None:
    with alert_limit:  # so that waiting for the database does not use up all threads
        request_alert(topic, given["email"], network_address, news=given["news"], deadlines=given["deadlines"])
    deliver_requests()


@require_safe
@never_cache
def alerts_sent(request: HttpRequest) -> HttpResponse:
    """`/alerts/sent/`: look into your mailbox. It is the same whether an e-mail was sent or not."""
    context = {"page_title": gettext("Look in your mailbox"), "days": UNCONFIRMED.days, "most": MOST_PER_ADDRESS}
    return render(request, "alerts/sent.html", context)


@csrf_exempt  # mail programs send the one-click request; the token in the address is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def alert(request: HttpRequest, token: UUID) -> HttpResponse:
    """`/alerts/<token>/`: one alert. Opening it changes nothing, since mail scanners do; its buttons confirm, keep and end."""
    found = find_alert(token)
    act = _find_act(request, found) if request.method == "POST" else ""
    if act == "end":
        end_alert(token)  # a mail program that asks twice gets the same answer
        return _page(request, None, "ended")
    if found is None:
        return _page(request, None, "unknown", 404)
    if act == "end_all":
        end_all_alerts(found.email)
        return _page(request, None, "ended")
    if act == "unclear":
        return _page(request, found, "unclear", 422)
    if (act == "confirm" and not confirm_alert(found)) or (act == "keep" and not renew_alert(found)):
        return _page(request, None, "unknown", 404)
    return _page(request, found, {"confirm": "confirmed", "keep": "kept"}.get(act, "shown"))


def _find_act(request: HttpRequest, found: Alert | None) -> str:
    """Return what a button of the page asks for, or "unclear"."""
    if request.POST.get(ONE_CLICK[0]) == ONE_CLICK[1]:
        return "end"
    possible = ("end", "keep", "end_all") if found and found.is_confirmed else ("end", "confirm")
    act = request.POST.get("act", "")
    # a link that was opened twice may confirm twice
    return act if act in (*possible, "confirm") else "unclear"


def _page(request: HttpRequest, found: Alert | None, state: str, status: int = 200) -> HttpResponse:
    titles = {
        "ended": gettext("The e-mails have stopped"),
        "unknown": gettext("This alert has ended"),
        "confirmed": gettext("You will get e-mail"),
        "kept": gettext("We keep sending"),
    }
    context: dict[str, Any] = {"page_title": titles.get(state, gettext("Your e-mail alert")), "state": state, "alert": found}
    if found:
        topic = _read(_query(found.query))
        until = found.asked + ANSWER_TIME if found.asked else found.renewed + YEAR if found.renewed else None
        context |= {
            "title": shorten_title(topic.title),
            "is_name": topic.is_one,
            "page_url": topic.page_url,
            "until": display.day(until) if until else "",
            "email": mask_address(found.email),
            "days": UNCONFIRMED.days,
        }
    response = render(request, "alerts/alert.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def mask_address(email: str) -> str:
    """Return an address that its owner recognizes and others cannot use: ``t…@example.org``."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"


def _query(text: str) -> QueryDict:
    return QueryDict(text[:10_000])


def _read(query: QueryDict) -> Topic:
    with open_snapshot() as snapshot:
        return read_topic(query, snapshot)


def _form(request: HttpRequest, form: AlertForm, topic: Topic, status: int) -> HttpResponse:
    if settings.ALERTS:
        title = gettext("E-mail about this program") if topic.is_one else gettext("E-mail about these programs")
    else:
        title = gettext("Follow this program") if topic.is_one else gettext("Follow these programs")
    context = {
        "page_title": title,
        "page_description": gettext("Hear about new programs and deadlines."),
        "is_on": settings.ALERTS,
        "form": form,
        "email_error": next(iter(form["email"].errors), ""),
        "when_error": next(iter(form["news"].errors), ""),
        "errors": [*form.non_field_errors(), *form["query"].errors],
        "title": topic.title,
        "is_name": topic.is_one,
        "count": len(topic.keys),
        "page_url": topic.page_url,
        "feed": absolute(request, topic.feed_url) if topic.feed_url else "",
        "feed_url": topic.feed_url,
        "calendar_url": topic.calendar_url,
        "calendar": absolute(request, topic.calendar_url),
        "query": topic.query,
        "is_list": topic.selection is None,
        "is_empty": topic.selection is None and topic.lost,
        "ignored": [str(entry) for entry in topic.ignored],
        "most": MOST_PER_ADDRESS,
    }
    response = render(request, "alerts/alerts.html", context, status=status)
    add_never_cache_headers(response)
    return response
