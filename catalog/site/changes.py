"""The public change log: the changes of programs, by day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.browse.decorators import from_snapshot
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import last_of
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.models import TermChangeKind
from catalog.programs.display import day, join_words, program_url
from catalog.programs.history.changelog import (
    Entry,
    Event,
    EventDescription,
    EventKind,
    describe_events,
    entries,
    events,
    public_events,
    steps,
)
from catalog.schema.vocabulary import type_of, vocabulary
from catalog.site.parameters import find_unknown
from catalog.vocabulary.selectors import TermNews, term_news
from typology import ProgramType

PER_PAGE = 50
LISTED = 50  # a load of more programs is only counted
KINDS = {
    EventKind.TYPE: "Type changed",
    EventKind.ADDED: "Added",
    EventKind.RETIRED: "Retired",
    EventKind.RETURNED: "Brought back",
    EventKind.OTHER: "Other",
}
TERMS = "vocabulary"  # the kind of the terms that Admins added, reworded or retired
_LABELS: dict[str, str] = {**{kind.value: label for kind, label in KINDS.items()}, TERMS: "Vocabulary"}
Kind = EventKind | str | None


@from_snapshot
def changes(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/changes/?kind=…`: the log, newest first, with all changes or one kind."""
    kind, page, ignored = _read_query(request.GET)
    found, news = _events(snapshot.stamp), term_news()
    log = _log(found, news, kind)
    pages = max(1, -(-len(log) // PER_PAGE))
    messages = [str(entry) for entry in ignored]
    if page > pages:
        messages.append(f"There is no page {page}. This is the last page.")
        page = pages
    context = {
        "page_title": f"Changes: {_LABELS[kind].lower()}" if kind else "Changes",
        "page_description": "What changed in the catalog and when: programs added or retired, and program types changed.",
        "kinds": [
            {
                "label": label,
                "url": _address(one),
                "count": count,
                "current": one == kind,
            }
            for one, label, count in _count_kinds(found, news)
        ],
        "days": _days(log[(page - 1) * PER_PAGE : page * PER_PAGE]),
        "page": page,
        "pages": pages,
        "newer_url": _address(kind, page - 1) if page > 1 else "",
        "older_url": _address(kind, page + 1) if page < pages else "",
        "ignored": messages,
        "breadcrumbs": [{"label": "Data", "url": reverse("data")}],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "changes/changes.html", context)


def type_changes(slug: str) -> list[dict[str, Any]]:
    """Return every change of type of a program, newest first, ready to print."""
    found = [event for event in events(steps(slug)) if event.types]
    return [_event_row(one) for one in describe_events(found)]


@lru_cache(maxsize=1)  # every publication changes the stamp
def _events(stamp: UUID) -> list[Event]:
    return public_events(events(steps()))


def _count_kinds(found: Sequence[Event], news: Sequence[TermNews]) -> Iterator[tuple[Kind, str, int]]:
    """Yield the kinds of change, each with its label and count. Terms are a kind only where some were added here."""
    yield None, "All", len(found) + len(news)
    for kind, label in KINDS.items():
        yield kind, label, sum(event.is_of(kind) for event in found)
    if news:
        yield TERMS, "Vocabulary", len(news)


def _log(found: Sequence[Event], news: Sequence[TermNews], kind: Kind) -> list[Entry | TermNews]:
    """Return the rows of the log, of one kind or of all, newest first."""
    if kind == TERMS:
        return list(news)
    log: list[Entry | TermNews] = list(entries(found, kind if isinstance(kind, EventKind) else None))
    return sorted([*log, *news], key=_time, reverse=True) if news and kind is None else log


def _days(log: Sequence[Entry | TermNews]) -> list[dict[str, Any]]:
    named = [event for entry in log if not isinstance(entry, TermNews) and len(entry) <= LISTED for event in entry]
    by_step = {one.event.step: one for one in describe_events(named)}
    return [
        {
            "day": day(date),
            "date": date.isoformat(),
            "entries": [_term_row(entry) if isinstance(entry, TermNews) else _entry(entry, by_step) for entry in of_day],
        }
        for date, of_day in groupby(log, key=_date)
    ]


def _entry(entry: Entry, by_step: dict[Any, EventDescription]) -> dict[str, Any]:
    shown = [_event_row(by_step[event.step]) for event in entry if event.step in by_step]
    loaded = entry[0].step.loaded
    return {
        "source": "load" if loaded else "editor",
        "kind": entry[0].kind.value,
        "count": len(entry),
        "programs": sorted(shown, key=lambda one: one["name"].casefold()),
        "together": "loaded from a file" if loaded else "added by an editor",
        "by": "Loaded from a file" if loaded else "By an editor",
    }


def _term_row(news: TermNews) -> dict[str, Any]:
    selection = Selection(chosen={news.vocabulary: (news.code,)})
    return {
        "source": "editor",
        "kind": TERMS,
        "count": 1,
        "what": f"Term {news.kind.label.lower()}",
        "vocabulary": vocabulary(news.vocabulary).label,
        "term": news.label,
        "before": news.before,
        "replaced_by": news.replaced_by,
        "url": selection.address() if news.kind != TermChangeKind.RETIRED else "",
        "by": "By an editor",
    }


def _event_row(one: EventDescription) -> dict[str, Any]:
    types = one.event.types
    change = one.retyped
    return {
        "kind": one.event.kind.value,
        "name": one.name,
        "url": program_url(one.slug) if one.slug else "",
        "day": day(timezone.localdate(one.event.step.time)),
        "types": [_type(kind) for kind in types] if types else None,
        "gained": _supports(change.gained) if change else [],
        "lost": _supports(change.lost) if change else [],
        "fields": join_words(one.fields),
        "reason": one.reason,
        "successor": {"name": one.successor[0], "url": program_url(one.successor[1])} if one.successor else None,
    }


def _type(program_type: ProgramType) -> dict[str, Any]:
    kind = type_of(program_type.supports)
    return {
        "name": kind.label,
        "combination": kind.combination,
        "supports": kind.supports,
        "url": reverse("type", args=[kind.code]),
    }


def _supports(supports: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": code.capitalize(), "evidence": evidence} for code, evidence in supports]


def _time(entry: Entry | TermNews) -> datetime.datetime:
    return entry.time if isinstance(entry, TermNews) else entry[0].step.time


def _date(entry: Entry | TermNews) -> datetime.date:
    return timezone.localdate(_time(entry))


def _address(kind: Kind, page: int = 1) -> str:
    query = urlencode([(name, value) for name, value in (("kind", kind), ("page", page)) if value and value != 1])
    return f"{reverse('changes')}?{query}" if query else reverse("changes")


def _read_query(query: QueryDict) -> tuple[Kind, int, list[Ignored]]:
    """Return the kind and page of a query, and its ignored parts."""
    ignored = find_unknown(query, ("kind", "page"))
    kind, page = last_of(query, "kind"), last_of(query, "page")
    if kind and kind not in {*EventKind, TERMS}:
        error = f"“{shortened(kind)}” is not a kind of change"
        ignored.append(Ignored("kind", kind, error, " and was ignored.", f"It takes {', '.join(EventKind)}."))
        kind = ""
    if page and not re.fullmatch(r"0*[1-9][0-9]{0,8}", page):
        error = f"“{shortened(page)}” is not a page"
        ignored.append(Ignored("page", page, error, " and was ignored.", "It takes a whole number from 1."))
        page = ""
    chosen = TERMS if kind == TERMS else EventKind(kind) if kind else None
    return chosen, int(page or 1), ignored
