"""The home page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.facets import FRESH_SINCE, UNSTATED
from catalog.browse.query import of_other_editions
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.display import join_words
from catalog.site.feeds import feed_link
from catalog.site.finder.questions import running
from catalog.site.typology.views import venn_of

# doors go by form, what a program presents itself as, not by type
DOORS = (
    ("I want a credential", "Degrees, certificates, endorsements, microcredentials",
     ("degree", "certificate", "endorsement", "certification", "microcredential")),
    ("I want a fellowship", "By state, stipend and deadline", ("fellowship",)),
    ("I want a role", "Paid roles, council seats, ambassadors", ("role", "council", "ambassador")),
)  # fmt: skip


@from_snapshot
def home(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/`: what this is, ways in, the seven types with live counts."""
    counts = snapshot.counts(Selection())
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "",
        "page_description": f"{len(snapshot)} U.S. programs that support teachers to lead beyond their own classroom.",
        "total": len(snapshot),
        "states": sum(count > 0 for code, count in counts["home_state"].items() if code != UNSTATED),
        "venn": venn_of(counts["type"], Selection()),
        "doors": [_door(snapshot, *door) for door in DOORS] + [_study()],
        "feed": feed_link(Selection(), {}),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "home.html", context)


def _door(snapshot: Snapshot, title: str, text: str, forms: tuple[str, ...]) -> dict[str, Any]:
    chosen = {"form": snapshot.codes_of("form", forms), "status": running()}
    selection = Selection(chosen=chosen, sort="seen")
    found, everything = snapshot.answer(selection).count, snapshot.answer(selection.choosing("status", ())).count
    stale = found - snapshot.seen_since(FRESH_SINCE, selection)
    notes = [f"{stale} last seen before {FRESH_SINCE} or with no year come last"] if stale else []
    notes += [f"{everything - found} ended or suspended left out"] if everything > found else []
    note = join_words(notes)
    return {"title": title, "text": text, "note": note, "url": selection.address(), "count": found}


def _study() -> dict[str, Any]:
    return {
        "title": "I study programs",
        "text": "The seven types, how they were coded, every code with its evidence",
        "note": "",
        "url": reverse("types"),
        "count": None,
    }
