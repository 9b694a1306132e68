"""The admin's start page: the week's progress and open work, each number a link to its list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.admin.menu.entries import ENTRIES
from catalog.admin.menu.work import WorkCounts
from catalog.programs.publishing.approval import PUBLISH, can_publish_everything, list_editors


@dataclass(frozen=True)
class DashboardFigure:
    """One number on the start page, with its label and the URL of its list.

    `note` is the URL of the link checks, `detail` an additional sentence, `of` the total that the number is part of.
    `is_research` is true of work that is not done every week.
    """

    number: int
    label: str
    url: str
    note: str = ""
    detail: str = ""
    of: int | None = None
    is_research: bool = False


def find_missing_publisher(user: User) -> str:
    """Return for an Admin what keeps the catalog from publishing: "reviewer", "second" person, or an empty string."""
    if not user.is_superuser or can_publish_everything():
        return ""
    return "second" if list_editors(PUBLISH).exists() else "reviewer"


def figures(work: WorkCounts) -> list[DashboardFigure]:
    """Return the figures for the pages of the menu that this user may open."""
    return [figure for key, of in _FIGURES if ENTRIES[key].is_open_to(work.user) for figure in of(work, ENTRIES[key].url)]


def _week(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    week = work.week
    detail = f"{week.to_enter} found changed, still to enter" if week.to_enter else ""
    yield DashboardFigure(week.done, "Programs reviewed this week", url, detail=detail, of=len(week.programs))


def _pending(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    if not work.user.has_perm("catalog.change_program"):
        return
    task = "to review" if work.user.has_perm(PUBLISH) else "with reviewers"
    yield DashboardFigure(work.pending, f"Pending changes and drafts {task}", url)
    if work.proposed or work.rejected:
        label = f"Your proposals: {work.proposed} awaiting review, {work.rejected} rejected"
        yield DashboardFigure(work.proposed + work.rejected, label, f"{url}?by=me")
    if work.organization_changes:
        yield DashboardFigure(work.organization_changes, f"Changes of organizations {task}", f"{url}#organizations")


def _unfinished(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    if work.unfinished and work.user.has_perm("catalog.change_program"):
        yield DashboardFigure(work.unfinished, "Unfinished drafts", url)


def _suggestions(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    yield DashboardFigure(work.suggestions, "New suggestions", f"{url}?state=new")


def _programs_that(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    if not work.user.has_perm("catalog.change_program"):  # who changes programs has them under "Pending changes and drafts"
        yield DashboardFigure(work.drafts, "Drafts", f"{url}?publication__exact=draft")
    detail = "" if work.links_checked else "The links were never checked."
    dead = len(work.programs_with_dead_link)
    yield DashboardFigure(dead, "Programs with a dead link", f"{url}?links=dead", note=reverse("admin_links"), detail=detail)


def _duplicates(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    yield DashboardFigure(work.duplicates, "Likely duplicates", url)


def _coding(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    yield DashboardFigure(work.to_code, "Programs assigned to you to code", url, is_research=True)


def _disagreements(work: WorkCounts, url: str) -> Iterator[DashboardFigure]:
    yield DashboardFigure(work.disagreements, "Coding disagreements", url, is_research=True)


# by the key of the menu's entry, which says who may see them
_FIGURES: tuple[tuple[str, Callable[[WorkCounts, str], Iterator[DashboardFigure]]], ...] = (
    ("week", _week),
    ("pending", _pending),
    ("drafts", _unfinished),
    ("suggestions", _suggestions),
    ("programs", _programs_that),
    ("duplicates", _duplicates),
    ("coding", _coding),
    ("disagreements", _disagreements),
)
