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
from catalog.site.feeds import feed_link
from catalog.site.finder.questions import list_offered_statuses
from catalog.site.places.states import list_states
from catalog.site.typology.views import venn_of

# doors go by kind of program (its form), not by type
DOORS = (
    ("I want a credential", "Degrees, certificates, endorsements, microcredentials",
     ("degree", "certificate", "endorsement", "certification", "microcredential")),
    ("I want a fellowship", "By state, stipend and deadline", ("fellowship",)),
    ("I want a role", "Paid roles, council seats, ambassadors", ("role", "council", "ambassador")),
)  # fmt: skip


@from_snapshot
def home(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/`: what the catalog is, ways in, the seven types with current counts."""
    counts = snapshot.counts(Selection())
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "",
        "page_description": f"{len(snapshot)} U.S. programs that help teachers lead beyond their own classroom.",
        "total": len(snapshot),
        "states": sum(count > 0 for code, count in counts["home_state"].items() if code != UNSTATED),
        "venn": venn_of(counts["type"], Selection()),
        "state_choices": list_states(snapshot),
        "doors": [_build_door(snapshot, *door) for door in DOORS] + [_build_study_door()],
        "feed": feed_link(Selection(), {}),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "home.html", context)


def _build_door(snapshot: Snapshot, title: str, text: str, forms: tuple[str, ...]) -> dict[str, Any]:
    chosen = {"form": snapshot.codes_of("form", forms), "status": list_offered_statuses()}
    selection = Selection(chosen=chosen, sort="seen")
    found, everything = snapshot.answer(selection).count, snapshot.answer(selection.with_values("status", ())).count
    fresh, left_out = snapshot.seen_since(FRESH_SINCE, selection), everything - found
    notes = [f"{fresh} seen running since {FRESH_SINCE}; older ones or those with no year come last."] if fresh < found else []
    notes += [f"We left out {left_out} that ended or {'is' if left_out == 1 else 'are'} paused."] if left_out else []
    return {"title": title, "text": text, "note": " ".join(notes), "url": selection.address(), "count": found}


def _build_study_door() -> dict[str, Any]:
    return {
        "title": "I study programs",
        "text": "The seven types, how programs were sorted, and the evidence",
        "note": "",
        "url": reverse("types"),
        "count": None,
    }
