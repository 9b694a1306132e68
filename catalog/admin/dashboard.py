"""The admin's start page: the week's progress and open work, each number a link to its list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.coding.disagreements import open_disagreements
from catalog.coding.tasks import open_tasks
from catalog.duplicates.selectors import open_pairs
from catalog.models import Program, Publication, Suggestion, SuggestionState
from catalog.organizations.selectors import pending_changes
from catalog.programs.approval import PUBLISH, can_publish_everything, list_editors
from catalog.reviews.pending import pending_versions, recent_rejections, unfinished_drafts, with_dead_link
from catalog.reviews.review_queue import this_week


@dataclass(frozen=True)
class DashboardFigure:
    """One number on the start page, with its label and the URL of its list.

    `note` is the URL of the link checks, `detail` an additional sentence, `of` the total that the number is part of.
    """

    number: int
    label: str
    url: str
    note: str = ""
    detail: str = ""
    of: int | None = None


def find_missing_publisher(user: User) -> str:
    """Return for an Admin what keeps the catalog from publishing: "reviewer", "second" person, or an empty string."""
    if not user.is_superuser or can_publish_everything():
        return ""
    return "second" if list_editors(PUBLISH).exists() else "reviewer"


def figures(user: User) -> list[DashboardFigure]:
    """Return the figures for the lists that this user may see."""
    return [figure for permission, of in _FIGURES if user.has_perm(permission) for figure in of(user)]


def _week(_: User) -> Iterator[DashboardFigure]:
    week = this_week()
    detail = f"{week.to_enter} found changed, still to enter" if week.to_enter else ""
    yield DashboardFigure(week.done, "Programs reviewed this week", reverse("admin_week"), detail=detail, of=len(week.programs))


def _pending(user: User) -> Iterator[DashboardFigure]:
    task = "to review" if user.has_perm("catalog.publish_program") else "with reviewers"
    yield DashboardFigure(pending_versions().count(), f"Pending changes and drafts {task}", reverse("admin_pending"))
    proposed, rejections = pending_versions(user).count(), recent_rejections(user).count()
    if proposed or rejections:
        label = f"Your proposals: {proposed} awaiting review, {rejections} rejected"
        yield DashboardFigure(proposed + rejections, label, f"{reverse('admin_pending')}?by=me")
    if organizations := pending_changes().count():
        label = f"Changes of organizations {task}"
        yield DashboardFigure(organizations, label, f"{reverse('admin_pending')}#organizations")
    if unfinished := unfinished_drafts().count():
        yield DashboardFigure(unfinished, "Unfinished drafts", f"{reverse('admin_pending')}#unfinished")


def _suggestions(_: User) -> Iterator[DashboardFigure]:
    count = Suggestion.objects.filter(state=SuggestionState.NEW).count()
    yield DashboardFigure(count, "New suggestions", f"{reverse('admin:catalog_suggestion_changelist')}?state=new")


def _programs_that(_: User) -> Iterator[DashboardFigure]:
    drafts = Program.objects.filter(publication=Publication.DRAFT).count()
    yield DashboardFigure(drafts, "Drafts", _programs("publication__exact=draft"))
    dead = with_dead_link(Program.objects.all()).count()
    yield DashboardFigure(dead, "Programs with a dead link", _programs("links=dead"), note=reverse("admin_links"))


def _duplicates(_: User) -> Iterator[DashboardFigure]:
    yield DashboardFigure(len(open_pairs()), "Likely duplicates", reverse("admin_duplicates"))


def _coding(user: User) -> Iterator[DashboardFigure]:
    yield DashboardFigure(len(open_tasks(user)), "Programs assigned to you to code", reverse("admin_coding"))


def _disagreements(_: User) -> Iterator[DashboardFigure]:
    yield DashboardFigure(len(open_disagreements()), "Coding disagreements", reverse("admin_disagreements"))


def _programs(query: str) -> str:
    return f"{reverse('admin:catalog_program_changelist')}?{query}"


_FIGURES: tuple[tuple[str, Callable[[User], Iterator[DashboardFigure]]], ...] = (
    ("catalog.review_program", _week),
    ("catalog.change_program", _pending),
    ("catalog.view_suggestion", _suggestions),
    ("catalog.view_program", _programs_that),
    ("catalog.change_program", _duplicates),
    ("catalog.code_program", _coding),
    ("catalog.view_coding", _disagreements),
)
