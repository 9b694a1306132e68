"""What waits for one person: changes they can publish, their rejected changes, suggestions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.models import NoticeSetting, OrganizationChange, ProgramVersion, Suggestion, SuggestionState
from catalog.organizations.selectors import pending_changes, recent_change_rejections
from catalog.programs.publishing.approval import list_approvers, list_approvers_of, list_editors
from catalog.reviews.pending import pending_versions, recent_rejections

SUGGESTIONS = "catalog.change_suggestion"


@dataclass(frozen=True)
class WaitingItem:
    """One thing that waits: since when, its name, who wrote or decided it, and why; `path` leads to it."""

    time: datetime.datetime
    name: str
    person: str
    reason: str
    path: str


@dataclass(frozen=True)
class WaitingWork:
    """Everything that waits for one person, newest first."""

    to_review: Sequence[WaitingItem]
    rejected: Sequence[WaitingItem]
    suggestions: Sequence[WaitingItem]

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    @property
    def _parts(self) -> tuple[Sequence[WaitingItem], ...]:
        return self.to_review, self.rejected, self.suggestions

    def is_newer_than(self, moment: datetime.datetime | None) -> bool:
        """Return whether anything waits that was not there at a moment; None is before everything."""
        return any(moment is None or item.time > moment for part in self._parts for item in part)


def find_setting(user: User) -> NoticeSetting:
    """Return the setting of a user; one that is not stored has the defaults."""
    return NoticeSetting.objects.filter(user=user).first() or NoticeSetting(user=user)


def find_waiting_work(users: Iterable[User]) -> dict[int, WaitingWork]:
    """Return what waits for each of these users, by key."""
    users = list(users)
    to_review: dict[int, list[WaitingItem]] = {user.pk: [] for user in users}
    versions = pending_versions().select_related("program", "user").order_by("-time", "-pk")
    for version in versions:
        for approver in list_approvers(version):
            if (
                approver.pk in to_review and approver != version.user
            ):  # in an office of one, nobody needs a notice about their own work
                to_review[approver.pk].append(_review_item(version))
    for change in pending_changes():
        for approver in list_approvers_of(change.user):
            if approver.pk in to_review and approver != change.user:
                to_review[approver.pk].append(_change_item(change))
    for items in to_review.values():
        items.sort(key=lambda item: item.time, reverse=True)
    new = Suggestion.objects.filter(state=SuggestionState.NEW).select_related("program__current").order_by("-created")
    suggestions = [_suggestion_item(suggestion) for suggestion in new]
    deciders = set(list_editors(SUGGESTIONS).values_list("pk", flat=True))
    return {
        user.pk: WaitingWork(to_review[user.pk], _rejections(user), suggestions if user.pk in deciders else ()) for user in users
    }


def _review_item(version: ProgramVersion) -> WaitingItem:
    path = reverse("admin_pending_program", args=[version.program_id])
    return WaitingItem(version.time, version.name, str(version.user or ""), version.reason, path)


def _change_item(change: OrganizationChange) -> WaitingItem:
    path = reverse("admin_organization_change", args=[change.pk])
    return WaitingItem(change.time, str(change), str(change.user or ""), change.reason, path)


def _rejections(user: User) -> list[WaitingItem]:
    versions = recent_rejections(user).exclude(decided_by=user).select_related("decided_by").order_by("-decided", "-pk")
    changes = recent_change_rejections(user).exclude(decided_by=user)
    found = [
        WaitingItem(
            version.decided,
            version.name,
            str(version.decided_by or ""),
            version.decision,
            reverse("admin_version", args=[version.program_id, version.number]),
        )
        for version in versions
        if version.decided
    ]
    found += [
        WaitingItem(
            change.decided,
            str(change),
            str(change.decided_by or ""),
            change.decision,
            reverse("admin_organization_change", args=[change.pk]),
        )
        for change in changes
        if change.decided
    ]
    return sorted(found, key=lambda item: item.time, reverse=True)


def _suggestion_item(suggestion: Suggestion) -> WaitingItem:
    """A suggestion without its text: what visitors write stays in the admin."""
    name = str(suggestion.program) if suggestion.program else suggestion.get_kind_display()
    person = suggestion.get_origin_display() if suggestion.program else ""
    path = reverse("admin:catalog_suggestion_change", args=[suggestion.pk])
    return WaitingItem(suggestion.created, name, person, "", path)
