"""The form for suggesting corrections and missing programs. Only editors see the suggestions."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from catalog.browse.filterset import shortened
from catalog.common.text import one_line
from catalog.models import Program, Publication, SuggestionKind
from catalog.programs.published_records import present_slugs
from catalog.serving.client_address import visitor_network
from catalog.serving.database import is_trouble
from catalog.serving.limits import ConcurrencyLimit, LimitReached
from catalog.serving.unavailable import RETRY_AFTER
from catalog.site.compare.presenters import find_slug
from catalog.suggestions.services import KEPT, TooMany, suggest

suggestion_limit = ConcurrencyLimit("suggestions")


_LONGEST_NAME = 200
_LIMITS = {
    "min_length": "Enter at least %(limit_value)d characters. You entered %(show_value)d.",
    "max_length": "Enter at most %(limit_value)d characters. You entered %(show_value)d.",
    "null_characters_not_allowed": "Remove the null characters. They are not text.",
}

_NOT_SAVED = "We could not save your suggestion right now. Everything you wrote is still here. Send it again in a minute."


class SuggestionForm(forms.Form):
    """A suggestion from a visitor. `company` is hidden from people, so only robots fill it in."""

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=SuggestionKind.choices,
        error_messages={"required": "Choose what it is about.", "invalid_choice": "Choose one of these."},
    )
    about = forms.CharField(
        label="Which program?",
        max_length=_LONGEST_NAME,
        required=False,
        help_text="Its name, or the address of its page.",
        error_messages=_LIMITS,
    )
    text = forms.CharField(
        label="What should be different?",
        min_length=10,
        max_length=2000,
        widget=forms.Textarea,
        help_text="Say what is wrong or missing, and how you know. 10 to 2,000 characters.",
        error_messages={**_LIMITS, "required": "Say what should be different."},
    )
    source_url = forms.URLField(
        label="A public page that shows it",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="If we can read it ourselves, we can correct the program.",
        error_messages={**_LIMITS, "invalid": "Enter the address of a web page, such as https://example.org/program."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        required=False,
        help_text="We use it only to ask you a question. "
        f"We delete it when we decide on your suggestion, after {KEPT.days} days at most.",
        error_messages={**_LIMITS, "invalid": "Enter an e-mail address, such as name@example.org."},
    )
    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "The form was incomplete. Everything you wrote is still here. Send it again."
        ),
    )
    company = forms.CharField(required=False)

    def clean_about(self) -> str:
        """Return the program on one line."""
        return one_line(self.cleaned_data["about"])

    def clean_text(self) -> str:
        """Return the text without control characters; line breaks stay."""
        lines = self.cleaned_data["text"].replace("\r\n", "\n").split("\n")
        return "\n".join(map(one_line, lines)).strip()


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def suggest_page(request: HttpRequest) -> HttpResponse:
    """`/suggest/`: the form. `?program=slug` says which program it is about, `?name=…` which one is
    missing. A valid form redirects to the thanks page."""
    if request.method != "POST":
        return _form(request, SuggestionForm(initial=_initial(request)), 200)
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    if not form.cleaned_data["company"]:
        try:
            with suggestion_limit:  # so that waiting saves do not use up all threads
                suggest(_facts(form.cleaned_data), form.cleaned_data["token"], visitor_network(request) or "")
        except TooMany:
            form.add_error(None, "You have reached the limit of suggestions in one hour. Your text is still here. Send it later.")
            return _form(request, form, 429)
        except (Error, LimitReached) as error:
            if not isinstance(error, LimitReached) and not is_trouble(error):
                raise
            form.add_error(None, _NOT_SAVED)
            response = _form(request, form, 503)
            response["Retry-After"] = str(RETRY_AFTER)
            return response
    return HttpResponseRedirect(reverse("suggest_thanks"), status=303)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """`/suggest/thanks/`: what happens next."""
    return render(request, "suggest/thanks.html", {"page_title": "Thank you"})


def _initial(request: HttpRequest) -> dict[str, Any]:
    slug = request.GET.get("program", "")
    name = one_line(request.GET.get("name", ""))[:_LONGEST_NAME]
    kind = SuggestionKind.CORRECTION if slug else SuggestionKind.MISSING if name else ""
    return {"token": uuid.uuid4(), "kind": kind, "about": slug if _program(slug) else name}


def _program(text: str) -> Program | None:
    """Return the published program with this slug or page address."""
    slug = find_slug(text)
    if not slug:
        return None
    published = Program.objects.filter(slug__in=present_slugs([slug]), publication=Publication.PUBLISHED)
    return published.select_related("sponsor", "current").first()


def _facts(given: dict[str, Any]) -> dict[str, Any]:
    facts = {name: given[name] for name in ("kind", "about", "text", "source_url", "email")}
    return {**facts, "program": _program(given["about"])}


def _form(request: HttpRequest, form: SuggestionForm, status: int) -> HttpResponse:
    asked = request.GET.get("program", "")
    program = _program(form["about"].value() or "") if status != 503 else None  # do not query a database that just failed
    context = {
        "page_title": "Suggest a correction" if program else "Suggest",
        "page_description": "Tell the editors what is wrong or missing.",
        "form": form,
        "fields": [_field(form[name]) for name in ("about", "text", "source_url", "email")],
        "kinds": SuggestionKind.choices,
        "kind": form["kind"].value(),
        "kind_error": next(iter(form["kind"].errors), ""),
        # a form without a valid token gets a new one, so that it can be sent
        "token": form["token"].value() if not form["token"].errors else uuid.uuid4(),
        "errors": [*form.non_field_errors(), *form["token"].errors],
        "program": program,
        "unknown": shortened(asked) if asked and not program and not form.is_bound else "",
        "days": KEPT.days,
    }
    response = render(request, "suggest/suggest.html", context, status=status)
    if request.method == "POST":
        # the browser may keep the page, so that Back on the thanks page returns to the filled-in form
        patch_cache_control(response, private=True, no_cache=True)
    else:
        add_never_cache_headers(response)
    return response


def _field(field: forms.BoundField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "help": field.help_text,
        "value": field.value() or "",
        "error": next(iter(field.errors), ""),
        "required": field.field.required,
        "kind": {"text": "area", "source_url": "url", "email": "email"}.get(field.name, "text"),
        "autocomplete": "email" if field.name == "email" else "off",
    }
