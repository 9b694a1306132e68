"""The home page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.browse.decorators import from_snapshot
from catalog.browse.facets import UNSTATED
from catalog.browse.query import of_other_editions
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.programs.dates.currency import fresh_since
from catalog.programs.published_records import published_versions
from catalog.site.deadlines.soon import list_due_soon
from catalog.site.feeds import feed_link
from catalog.site.finder.questions import GOALS, build_fields
from catalog.site.places.states import list_states

# records to read for what is due soon: the next deadlines, among which are many of past years
_NEXT = 150
_MOST_DUE = 6


@dataclass(frozen=True)
class Door:
    """A way into the list of programs."""

    title: str
    text: str
    note: str
    url: str


@from_snapshot
def home(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/`: the finder's sentence, doors by what teachers want, what is due soon, and the states."""
    counts = snapshot.counts(Selection())
    soon = snapshot.current().first(Selection(sort="deadline"), _NEXT)
    records = [version.record for version in published_versions(soon)]
    context: dict[str, Any] = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "",
        "page_description": gettext("%(count)s U.S. programs that help teachers lead beyond their own classroom.")
        % {"count": len(snapshot)},
        "total": len(snapshot),
        "states": sum(count > 0 for code, count in counts["home_state"].items() if code != UNSTATED),
        "fields": build_fields(Selection()),
        "doors": list_doors(snapshot),
        "due": list_due_soon(records, snapshot.today, most=_MOST_DUE),
        "state_choices": list_states(snapshot),
        "feed": feed_link(Selection(), {}),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "home.html", context)


def list_doors(snapshot: Snapshot) -> list[Door]:
    """Return the five doors, each with how many of its programs were seen running lately."""
    school = {"prerequisite": snapshot.codes_of("prerequisite", ("partner_school", "team"))}
    doors = [
        (gettext(goal.door), gettext(goal.help), {"form": snapshot.codes_of("form", goal.forms)}) for goal in GOALS if goal.door
    ]
    doors.append((gettext("For my school"), gettext("Your school or district joins as a partner, or you come as a team"), school))
    return [_build_door(snapshot, *door) for door in doors]


def _build_door(snapshot: Snapshot, title: str, text: str, chosen: dict[str, tuple[str, ...]]) -> Door:
    selection, since = Selection(chosen=chosen, sort="seen"), fresh_since(snapshot.today)
    fresh = snapshot.current().seen_since(since, selection)
    words = ngettext("%(count)s seen running since %(year)s", "%(count)s seen running since %(year)s", fresh)
    return Door(title, text, words % {"count": fresh, "year": since} if fresh else "", selection.address())
