"""The finder: one sentence, with the programs that fit it below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot, wants_fragment
from catalog.browse.query import ask_present
from catalog.browse.selection import is_tidy
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.site.finder.matches import find_matches, find_wider
from catalog.site.finder.questions import build_fields, build_selection, expand_aliases, take_answers

FEW = 12  # as few programs show the what wider answers find


@from_snapshot
def find(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/find/?goal=…&state=…`: the sentence and its matches; parameters are those of a selection, with two short forms."""
    given, had_alias = expand_aliases(request.GET)
    asked = ask_present(given, snapshot)
    answers, others = take_answers(asked.selection)
    ignored = [*(str(entry) for entry in asked.ignored), *others]
    address = answers.address(reverse("find"))
    fragment = wants_fragment(request)
    if not fragment and not ignored and (had_alias or not is_tidy(request.GET)):
        # the form also sends empty fields and short forms; this redirect removes them from the address
        return HttpResponseRedirect(address)
    selection, matches = build_selection(answers), find_matches(snapshot, answers)
    context: dict[str, Any] = {
        "page_title": gettext("Find a program"),
        "page_description": gettext("Say what you teach, where, and what you want. See programs that fit."),
        "fields": build_fields(answers),
        "matches": matches,
        "answered": bool(answers.applied),
        "clear_url": reverse("find"),
        "deadlines_url": selection.bare().address(reverse("deadlines")),
        "near": find_wider(snapshot, answers, matches.count) if matches.count <= FEW else [],
        "ignored": ignored,
        "revision": {"number": snapshot.revision},
    }
    response = render(request, "finder/finder.html", context)
    if fragment:
        response["HX-Push-Url"] = address
    return response
