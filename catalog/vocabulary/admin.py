"""The admin pages of the vocabularies: the list for editors, and the forms for Admins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.browse.live_snapshot import open_snapshot
from catalog.browse.selection import Selection
from catalog.models import AddedTerm
from catalog.schema.codebook import own_book
from catalog.schema.local_terms import OPEN
from catalog.vocabulary.forms import NewTermForm, ReasonForm, RetireTermForm, TermForm
from catalog.vocabulary.presenters import preview_term
from catalog.vocabulary.selectors import is_in_file, open_vocabularies, replacements, versions_with
from catalog.vocabulary.services import (
    TermRefused,
    add_term,
    check_new_label,
    check_new_term,
    retire_term,
    return_term,
    reword_term,
)

_SAVE = "_save"  # the button that writes; any other previews


@admin_page("catalog.view_addedterm")
def vocabularies(request: HttpRequest) -> HttpResponse:
    """`/admin/vocabulary/`: the open vocabularies with their terms and the number of programs that have each."""
    found = open_vocabularies(_counts())
    others = [words for words in own_book().vocabularies.values() if words.code not in OPEN]
    return page(request, "admin/vocabulary/list.html", "Vocabularies", vocabularies=found, others=others)


@admin_page("catalog.add_addedterm")
def add(request: HttpRequest, name: str) -> HttpResponse:
    """`/admin/vocabulary/<name>/add/`: a new term; shows how it reads, then adds it."""
    if name not in OPEN:
        raise Http404("not an open vocabulary")
    words, preview = own_book().vocabularies[name], None
    form = NewTermForm(words, request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, said = form.cleaned_data["code"], form.words()
        try:
            if _SAVE in request.POST:
                term = add_term(name, code, said, form.cleaned_data["reason"], person(request))
                messages.success(request, f"“{term.label}” is now a term of “{words.label}”. Forms and filters have it.")
                return HttpResponseRedirect(_address(term))
            check_new_term(name, code, said.label)
        except TermRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            preview, form = preview_term(name, code, said, 0), NewTermForm(words, initial=form.cleaned_data)
    title = f"Add a term: {words.label}"
    return page(request, "admin/vocabulary/term.html", title, form=form, preview=preview, words=words, action="Add term")


@admin_page("catalog.change_addedterm")
def term_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/vocabulary/terms/<pk>/`: reword a local term, and its history."""
    term = get_object_or_404(AddedTerm, pk=pk)
    words, preview = own_book().vocabularies[term.vocabulary], None
    initial = {name: getattr(term, name) for name in ("label", "definition", "phrase", "spanish")}
    form = TermForm(words, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if _SAVE in request.POST:
                changed = reword_term(term, form.words(), form.cleaned_data["reason"], person(request))
                text = f"“{term.label}” was saved." if changed else "Nothing was changed: the words are the same."
                messages.success(request, text)
                return HttpResponseRedirect(_address(term))
            check_new_label(term, form.words().label)
        except TermRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            count = _counts()[term.vocabulary].get(term.code, 0)
            preview = preview_term(term.vocabulary, term.code, form.words(), count)
            form = TermForm(words, initial=form.cleaned_data)
    context: dict[str, Any] = {
        "form": form,
        "preview": preview,
        "words": words,
        "term": term,
        "in_file": is_in_file(term),
        "replacement": words.by_code.get(term.replaced_by),
        "return_form": ReasonForm(auto_id="id_return_%s"),
        "changes": term.changes.select_related("user"),
        "action": "Save term",
    }
    return page(request, "admin/vocabulary/term.html", f"{words.label}: {term.label}", **context)


@admin_page("catalog.change_addedterm")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/vocabulary/terms/<pk>/retire/`: the programs that have a term, and what takes its place."""
    term = get_object_or_404(AddedTerm, pk=pk)
    if term.deprecated or is_in_file(term):
        messages.warning(request, f"“{term.label}” cannot be retired: it is retired, or part of the catalog's vocabulary.")
        return HttpResponseRedirect(_address(term))
    form = RetireTermForm(replacements(term), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retire_term(term, form.cleaned_data["replaced_by"], form.cleaned_data["reason"], person(request))
        except TermRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"“{term.label}” is retired. Forms and filters no longer offer it.")
            return HttpResponseRedirect(reverse("admin_vocabulary"))
    using = {version.program_id: version for version in versions_with(term)}.values()
    title = f"Retire “{term.label}”"
    return page(request, "admin/vocabulary/retire.html", title, form=form, term=term, using=using)


@admin_page("catalog.change_addedterm")
def bring_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/admin/vocabulary/terms/<pk>/return/`: brings a retired term back. POST only."""
    term = get_object_or_404(AddedTerm, pk=pk)
    if request.method != "POST":
        return lead_to_form(request, _address(term))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Nothing was changed. Reason: {' '.join(map(str, form.errors.get('reason', ())))}")
        return HttpResponseRedirect(_address(term))
    try:
        return_term(term, form.cleaned_data["reason"], person(request))
        messages.success(request, f"“{term.label}” is back. Forms offer it again.")
    except TermRefused as error:
        messages.warning(request, f"Nothing was changed. {error}")
    return HttpResponseRedirect(_address(term))


def _counts() -> dict[str, dict[str, int]]:
    with open_snapshot() as snapshot:
        return snapshot.counts(Selection())


def _address(term: AddedTerm) -> str:
    return reverse("admin_term", args=[term.pk])
