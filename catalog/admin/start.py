"""The desk's start page: how far the week is and what waits, each figure a link to the list that shows just that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from catalog.models import Coding, Program, Publication, Suggestion, SuggestionState
from catalog.models.coding import FIRST_CODER
from catalog.records.pairs import open_pairs
from catalog.records.queue import this_week
from catalog.records.waiting import with_dead_link, with_pending_change
from typology import Support


@dataclass(frozen=True)
class Figure:
    """One figure of the start page: its number, what it counts, where its list stands ("" while there is none)."""

    number: int
    label: str
    url: str
    note: str = ""
    of: int | None = None


def figures(user: User) -> list[Figure]:
    """The figures for this person: of each list that she may see."""
    return [figure for permission, of in _FIGURES if user.has_perm(permission) for figure in of()]


def _week() -> Iterator[Figure]:
    week = this_week()
    yield Figure(week.done, "This week: programs looked at", reverse("desk_week"), of=len(week.programs))


def _pending() -> Iterator[Figure]:
    count = with_pending_change(Program.objects.all()).count()
    yield Figure(count, "Pending changes to decide", _address("desk_pending") or _programs("pending=yes"))


def _suggestions() -> Iterator[Figure]:
    count = Suggestion.objects.filter(state=SuggestionState.NEW).count()
    yield Figure(count, "Suggestions waiting", f"{reverse('admin:catalog_suggestion_changelist')}?state__exact=new")


def _programs_that() -> Iterator[Figure]:
    drafts = Program.objects.filter(publication=Publication.DRAFT).count()
    yield Figure(drafts, "Drafts", _programs("publication__exact=draft"))
    dead = with_dead_link(Program.objects.all()).count()
    yield Figure(dead, "Programs with a dead link", _programs("links=dead"), note=_address("desk_links"))


def _duplicates() -> Iterator[Figure]:
    yield Figure(len(open_pairs()), "Likely duplicates", reverse("desk_duplicates"))


def _disagreements() -> Iterator[Figure]:
    yield Figure(undecided(), "Disagreements of coders", _address("desk_disagreements"))


def undecided() -> int:
    """How many codings of published programs differ from coder A's on a support and have not been decided on."""
    first = dict(Coding.objects.filter(coder=FIRST_CODER).values_list("program_id", "supports"))
    later = Coding.objects.exclude(coder=FIRST_CODER).filter(decision__isnull=True, program__publication=Publication.PUBLISHED)
    return sum(
        any(supports[support.code]["present"] != first[program][support.code]["present"] for support in Support)
        for program, supports in later.values_list("program_id", "supports")
        if program in first
    )


def _programs(query: str) -> str:
    return f"{reverse('admin:catalog_program_changelist')}?{query}"


def _address(name: str) -> str:
    """The address of a page of the desk; empty where there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


_FIGURES: tuple[tuple[str, Callable[[], Iterator[Figure]]], ...] = (
    ("catalog.review_program", _week),
    ("catalog.publish_program", _pending),
    ("catalog.view_suggestion", _suggestions),
    ("catalog.view_program", _programs_that),
    ("catalog.change_program", _duplicates),
    ("catalog.decide_coding", _disagreements),
)
