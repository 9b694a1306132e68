"""The finder: a few questions that end on an ordinary selection."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.alternatives import Counts, NearMatch, find_near_matches
from catalog.browse.decorators import from_snapshot
from catalog.browse.filterset import is_tidy
from catalog.browse.query import BrowseQuery, ask_present
from catalog.browse.snapshot import Snapshot
from catalog.site.finder.questions import (
    STEPS,
    build_selection,
    build_step,
    build_step_url,
    count_matches,
    list_answers,
    take_answers,
)

FEW = 12  # as few programs show the near matches too


@from_snapshot
def find(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/find/?step=2&…`: one question after the other, then the matches; parameters are those of a selection."""
    given, step, moved = _take_step(request.GET)
    asked = ask_present(given, snapshot)
    selection = take_answers(asked.selection)
    ignored = [str(entry) for entry in asked.ignored] + [
        f"“{name}” is not a question of this page and was ignored." for name in find_left_out(asked)
    ]
    if not ignored and (moved or not is_tidy(request.GET)):
        # the form also sends empty fields and the button; this redirect removes them from the address
        return HttpResponseRedirect(build_step_url(selection, step))
    fitting = build_selection(selection)
    found = BrowseQuery(fitting, (), asked.query, snapshot, asked.edition)
    last = step > len(STEPS)
    context: dict[str, Any] = {
        "page_title": "Find a program" if last else f"Find a program: {STEPS[step - 1].title}",
        "page_description": "Answer four questions to find programs. Those that do not say are counted apart.",
        "step": step,
        "steps": [
            {"number": number, "title": entry.short, "url": build_step_url(selection, number), "current": number == step}
            for number, entry in enumerate(STEPS, start=1)
        ],
        "shown": None if last else build_step(STEPS[step - 1], selection),
        "hidden": [] if last else STEPS[step - 1].others(selection),
        "answers": list_answers(selection),
        "counted": count_matches(snapshot, fitting),
        "see_url": fitting.address(),
        "deadlines_url": fitting.bare().address(reverse("deadlines")),
        "near": _find_near(found) if last and snapshot.count(fitting) <= FEW else [],
        "back_url": build_step_url(selection, step - 1) if step > 1 else "",
        "ignored": ignored,
        "last": last,
        "revision": {"number": snapshot.revision},
    }
    return render(request, "finder/finder.html", context)


def _find_near(asked: BrowseQuery) -> list[NearMatch]:
    """Return what leaving out one answer finds; the status is not one of the teacher's answers."""
    return [entry for entry in find_near_matches(asked.selection, {}, Counts(asked.edition)) if entry.choice.name != "status"]


def find_left_out(asked: BrowseQuery) -> list[str]:
    """Return the parameters of a selection that the finder does not ask for."""
    selection = asked.selection
    chosen = (
        selection.chosen.keys() | selection.bounds.keys() | {"q" if selection.q else "", "sponsor" if selection.sponsors else ""}
    )
    return sorted(chosen - {name for step in STEPS for name in step.names} - {""})


def _take_step(query: QueryDict) -> tuple[QueryDict, int, bool]:
    """The query without what leads through the steps, the step to show (from 1; one past the last is the end), and
    whether a button was pressed to get there."""
    given = query.copy()
    steps = given.pop("step", [])
    pressed = given.pop("go", [])
    wanted = (pressed or steps or ["1"])[-1]
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else 1
    return given, min(max(number, 1), len(STEPS) + 1), bool(pressed)
