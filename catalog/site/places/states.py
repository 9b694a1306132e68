"""The pages of the states: all of them, and what teachers of one can take part in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop

from catalog.browse.crosstabs.teacher_rates import rate, teacher_table
from catalog.browse.decorators import from_snapshot
from catalog.browse.filterset import shortened
from catalog.browse.query import ask_present
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import absolute
from catalog.programs.published_records import published_versions
from catalog.schema.vocabulary import Term, original_vocabulary, vocabulary
from catalog.search.stemming import fold
from catalog.site.deadlines.soon import list_due_soon
from catalog.site.feeds import feed_link
from catalog.site.places.program_groups import ProgramGroup, build_group
from catalog.site.places.routes import find_routes
from catalog.site.structured_data import collection_page, data_block

# own programs first; the order of the groups in lists is catalog.browse.eligibility.openness's
_ORDER = ("state", "assumed", "nationwide", "local", "older")
_PER_PAGE = 25
# group -> its title and a note
_GROUPS = {
    "state": (gettext_noop("For teachers in %(state)s"), gettext_noop("These programs name %(state)s.")),
    "assumed": (
        gettext_noop("Probably open to you"),
        gettext_noop("Run in other states. Their pages state no residence rule, so ask the program."),
    ),
    "nationwide": (gettext_noop("Nationwide"), gettext_noop("Open to teachers in every state.")),
    "local": (gettext_noop("In single districts"), gettext_noop("Each is only for teachers in one place in %(state)s.")),
    "older": (
        gettext_noop("Older programs"),
        gettext_noop("They ended, are paused, or were not seen running for eight years."),
    ),
}


@dataclass(frozen=True)
class StateCount:
    """One state: `count` programs are open to its teachers, or to some; `naming` of them name it."""

    code: str
    name: str
    url: str
    count: int
    naming: int


def state_url(code: str) -> str:
    """Return the address of the page of a state, by its USPS code."""
    return reverse("state", args=[code.lower()])


def list_states(snapshot: Snapshot) -> list[StateCount]:
    """Return every state and territory in order of names, with the counts that its page and the list have."""
    counts, naming = snapshot.counts(Selection())["state"], snapshot.count_listing(Selection())
    return [
        StateCount(term.code, term.label, state_url(term.code), counts[term.code], naming[term.code])
        for term in sorted(vocabulary("state").terms, key=lambda term: term.label)
    ]


def _find_by_name(typed: str) -> Term | None:
    """Return the state with this name, in English or the language in use, however joined: `new-york`, `New_York`, `newyork`."""
    name = _join_words(typed)
    terms = (*original_vocabulary("state").terms, *vocabulary("state").terms)
    code = next((term.code for term in terms if _join_words(term.label) == name), "")
    return vocabulary("state").by_code.get(code)


def _join_words(text: str) -> str:
    return "".join(fold(text.replace("_", " ")))


@from_snapshot
def states(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/states/`: every state with its counts. `?state=OH`, as a form without script sends it, leads to that state."""
    asked = ask_present(request.GET, snapshot)
    chosen = asked.selection.chosen.get("state", ())
    if len(chosen) == 1:
        return HttpResponseRedirect(state_url(chosen[0]))
    listed = list_states(snapshot)
    nationwide, assumed = snapshot.everywhere(Selection())
    title = gettext("Programs by state")
    context = {
        "page_title": title,
        "page_description": gettext("Programs that help teachers lead, state by state: what is open to you where you teach."),
        "states": listed,
        "nationwide": programs(nationwide),
        "assumed": programs(assumed),
        "ignored": [str(entry) for entry in asked.ignored],
        "structured": data_block(
            collection_page(
                title,
                absolute(request, reverse("states")),
                [(entry.name, absolute(request, entry.url)) for entry in listed],
            )
        ),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "places/states.html", context)


@from_snapshot
def state(request: HttpRequest, snapshot: Snapshot, code: str) -> HttpResponse:
    """`/states/<code>/`: what teachers of a state can take part in, in groups. Names and other spellings redirect."""
    term = vocabulary("state").by_code.get(code.upper()) or _find_by_name(code)
    if term is None:
        raise Http404(f"There is no state “{shortened(code)}”. See the list of states.")
    if code != term.code.lower():
        return HttpResponsePermanentRedirect(state_url(term.code))
    selection = Selection(sort="fit").with_values("state", (term.code,))
    answer = snapshot.answer(replace(selection, per_page=max(1, len(snapshot))))
    records = {version.record.slug: version.record for version in published_versions(answer.slugs)}
    running = [record for group in answer.groups if group.name != "older" for record in map(records.get, group.slugs) if record]
    groups, start = {}, 0
    for group in answer.groups:
        page = replace(selection, page=start // _PER_PAGE + 1).address()
        start += group.count
        if group.count:
            title, note = _describe_group(group.name, term)
            answers = urlencode({"state": term.code})
            anchor = "older" if group.name == "older" else f"group-{group.name}"
            groups[group.name] = build_group(
                group.name, title, note, group.slugs, records, snapshot.today, f"{page}#{anchor}",
                0 if group.name == "older" else 4, answers,
            )  # fmt: skip
    page_title = gettext("Programs for teachers in %(state)s") % {"state": term.phrase}
    shown = [groups[name] for name in _ORDER if name in groups]
    context = {
        "page_title": page_title,
        "page_description": _describe_page(term, answer.count, groups),
        "state": {
            "code": term.code,
            "name": term.label,
            "phrase": term.phrase,
            "count": answer.count,
            **_rate(term.code, snapshot),
        },
        "groups": shown,
        "older": groups["older"].count if "older" in groups else 0,
        "routes": find_routes(records.values(), term.code, snapshot.today),
        "due": list_due_soon(running, snapshot.today),
        "browse_url": selection.address(),
        "deadlines_url": selection.bare().address(reverse("deadlines")),
        "feed": feed_link(selection.bare(), {}),
        "ignored": [str(entry) for entry in ask_present(request.GET, snapshot).ignored],
        "breadcrumbs": [{"label": gettext("States"), "url": reverse("states")}],
        "structured": data_block(
            collection_page(
                page_title,
                absolute(request, state_url(term.code)),
                [(card.name, absolute(request, reverse("program", args=[card.slug]))) for group in shown for card in group.cards],
                count=answer.count,
            )
        ),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "places/state.html", context)


def _rate(code: str, snapshot: Snapshot) -> dict[str, str | int]:
    """Return how many programs name a state, in all and per 10,000 of its teachers, and the year of that number."""
    naming, table = snapshot.count_listing(Selection())[code], teacher_table()
    found = rate(naming, table.teachers.get(code))
    return {"naming": naming, "rate": "" if found is None else str(found), "teachers_year": table.year}


def _describe_page(term: Term, count: int, groups: dict[str, ProgramGroup]) -> str:
    own = groups["state"].count if "state" in groups else 0
    words = ngettext(
        "%(shown)s program that helps teachers in %(state)s lead: %(own)s for the state itself, and those open nationwide.",
        "%(shown)s programs that help teachers in %(state)s lead: %(own)s for the state itself, and those open nationwide.",
        count,
    )
    return words % {"shown": f"{count:,}", "state": term.phrase, "own": own}


def _describe_group(name: str, term: Term) -> tuple[str, str]:
    title, note = _GROUPS[name]
    place = {"state": term.phrase}
    return gettext(title) % place, gettext(note) % place
