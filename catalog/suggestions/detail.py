"""The page of one suggestion: open its program or a new draft, accept it, or reject it with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse

from catalog.admin_common.pages import lead_to_form, page, person
from catalog.duplicates.matching import likely_duplicates
from catalog.models import Program, Publication, Suggestion, SuggestionKind, SuggestionOrigin, SuggestionState
from catalog.programs.identity import faces
from catalog.suggestions.services import AlreadyHandled

# labels of the states, after the two buttons
OUTCOMES = {SuggestionState.NEW: "New", SuggestionState.HANDLED: "Accepted", SuggestionState.DECLINED: "Rejected"}
MOST_ALIKE = 5  # likely duplicates shown with a suggestion


class Acceptance(forms.Form):
    """What was done about an accepted suggestion."""

    reason = forms.CharField(max_length=1000, required=False)


class Rejection(forms.Form):
    """Why a suggestion is rejected."""

    reason = forms.CharField(max_length=1000, error_messages={"required": "Enter a reason. Only editors see it."})


def suggestion_page(modeladmin: ModelAdmin[Suggestion], request: HttpRequest, object_id: str) -> HttpResponse:
    """Show one suggestion to users with the view permission. decide() takes the decision."""
    suggestion = modeladmin.get_object(request, object_id)
    if not modeladmin.has_view_permission(request, suggestion):
        raise PermissionDenied
    if suggestion is None:
        raise Http404("Suggestion not found.")
    if request.method not in ("GET", "HEAD"):
        if not modeladmin.has_change_permission(request, suggestion):
            raise PermissionDenied
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return _page(modeladmin, request, suggestion, Acceptance(), 200)


def decide(
    modeladmin: ModelAdmin[Suggestion],
    request: HttpRequest,
    pk: int,
    act: Callable[..., None],
    form_class: type[forms.Form],
    word: str,
) -> HttpResponseBase:
    """Accept or reject one suggestion: call `act` with the form's reason; `word` is "accepted" or "rejected".

    Redirects to the list of new suggestions. A request by htmx, from a program's form, gets only the panel.
    """
    suggestion = modeladmin.get_queryset(request).select_related("program__current", "handled_by").filter(pk=pk).first()
    if not modeladmin.has_change_permission(request, suggestion):
        raise PermissionDenied
    if suggestion is None:
        raise Http404("Suggestion not found.")
    if request.method != "POST":
        return lead_to_form(request, reverse("admin:catalog_suggestion_change", args=[pk]))
    form, is_panel = form_class(request.POST), bool(getattr(request, "htmx", False))
    if not form.is_valid():
        # htmx does not swap in responses with an error status, so the panel comes with 200
        return _panel(request, suggestion, form) if is_panel else _page(modeladmin, request, suggestion, form, 422)
    try:
        act(suggestion, person(request), form.cleaned_data["reason"])
    except AlreadyHandled as error:
        if is_panel:
            return _panel(request, error.suggestion, form_class())
        modeladmin.message_user(request, f"{_describe_decision(error.suggestion)} Nothing was changed.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:catalog_suggestion_change", args=[pk]), status=303)
    modeladmin.log_change(request, suggestion, f"{word.capitalize()}. {suggestion.reason}".strip())
    if is_panel:
        return _panel(request, suggestion, form_class())
    left = Suggestion.objects.filter(state=SuggestionState.NEW).count()
    if suggestion.origin == SuggestionOrigin.PROGRAM:
        return _after_answer(modeladmin, request, suggestion, word, left)
    text = f"The suggestion was {word}. The sender’s address was deleted. New suggestions left: {left}."
    modeladmin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:catalog_suggestion_changelist"), status=303)


def _after_answer(
    modeladmin: ModelAdmin[Suggestion], request: HttpRequest, suggestion: Suggestion, word: str, left: int
) -> HttpResponseBase:
    """Redirect from the decision on a program's answer: an accepted one leads to the program's form with its values."""
    modeladmin.message_user(request, f"The program’s answer was {word}. New suggestions left: {left}.", messages.SUCCESS)
    can_change = request.user.has_perm("catalog.change_program")
    if suggestion.state == SuggestionState.HANDLED and suggestion.program and can_change:
        text = "The form shows the program’s values. Check them, then save."
        modeladmin.message_user(request, text, messages.INFO)
        return HttpResponseRedirect(_fill_url(suggestion.program, suggestion), status=303)
    return HttpResponseRedirect(reverse("admin:catalog_suggestion_changelist"), status=303)


def _describe_decision(suggestion: Suggestion) -> str:
    """Say who decided on a suggestion."""
    word = OUTCOMES[SuggestionState(suggestion.state)].lower()
    who = f" by {suggestion.handled_by}" if suggestion.handled_by else ""
    return f"This suggestion was already {word}{who}."


def _panel(request: HttpRequest, suggestion: Suggestion, form: forms.Form) -> HttpResponse:
    return render(request, "admin/suggestions/_panel.html", {"suggestion": suggestion, "decision": form})


def _page(
    modeladmin: ModelAdmin[Suggestion], request: HttpRequest, suggestion: Suggestion, form: forms.Form, status: int
) -> TemplateResponse:
    program = suggestion.program
    context = {
        "opts": modeladmin.opts,
        "suggestion": suggestion,
        "decision": form,
        "mailto": _mailto(suggestion),
        "beside_url": _fill_url(program, suggestion) if program else "",
        "public_url": reverse("program", args=[program.slug]) if program and program.publication == "published" else "",
        "draft_url": "" if program else _draft_url(suggestion),
        "search_url": "" if program or not suggestion.about else _search_url(suggestion.about),
        "alike": [] if program else _alike(suggestion),
    }
    template, title = "admin/suggestions/suggestion.html", f"Suggestion: {_describe_kind(suggestion)}"
    return page(request, template, title, status, **context)


def _describe_kind(suggestion: Suggestion) -> str:
    is_answer = suggestion.origin == SuggestionOrigin.PROGRAM
    return (suggestion.get_origin_display() if is_answer else suggestion.get_kind_display()).lower()


def _program_url(program: Program) -> str:
    return reverse("admin:catalog_program_change", args=[program.pk])


def _fill_url(program: Program, suggestion: Suggestion) -> str:
    """Return the URL of the program's form next to a suggestion; a program's own answer also fills in its values."""
    fill = "&fill=1" if suggestion.origin == SuggestionOrigin.PROGRAM else ""
    return f"{_program_url(program)}?suggestion={suggestion.pk}{fill}"


def _search_url(text: str) -> str:
    return f"{reverse('admin:catalog_program_changelist')}?{urlencode({'q': text})}"


def _draft_url(suggestion: Suggestion) -> str:
    """Return the URL of a new program's form with the visitor's values; empty if there is no program to add."""
    if suggestion.kind == SuggestionKind.OTHER and not suggestion.about:
        return ""
    is_url = suggestion.about.startswith(("http://", "https://"))
    url = suggestion.source_url or (suggestion.about if is_url else "")
    values = {
        "name": "" if is_url else suggestion.about,
        "website": url,
        "source_url": url,
        "suggestion": suggestion.pk,
    }
    return f"{reverse('admin:catalog_program_add')}?{urlencode({name: value for name, value in values.items() if value})}"


def _mailto(suggestion: Suggestion) -> str:
    """Return a mailto link to the sender; empty without an email address."""
    if not suggestion.email:
        return ""
    program = suggestion.program.name if suggestion.program else suggestion.about
    subject = f"Your suggestion about {program}" if program else "Your suggestion to the Teacher Leadership Program Catalog"
    return f"mailto:{quote(suggestion.email, safe='@')}?subject={quote(subject)}"


def _alike(suggestion: Suggestion) -> list[dict[str, Any]]:
    """Return likely duplicates of the suggested program, including drafts."""
    known = {face["slug"]: face for face in faces()}
    found = likely_duplicates({"name": suggestion.about, "website": suggestion.source_url}, known.values())[:MOST_ALIKE]
    return [
        {
            "name": likeness.name,
            "sponsor": likeness.sponsor,
            "why": likeness.why,
            "publication": Publication(known[likeness.slug]["publication"]).label,
            "url": f"{reverse('admin:catalog_program_change', args=[known[likeness.slug]['key']])}?suggestion={suggestion.pk}",
        }
        for likeness in found
    ]
