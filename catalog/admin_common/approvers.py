"""Sentences that name the people who can publish a change."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import User

from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.publishing.approval import can_publish_everything, list_approvers, list_approvers_of, may_approve_work_of

_MOST_NAMES = 5  # the rest are counted


def name_people(people: Sequence[User]) -> str:
    """Return the names of people: "Ann Lee (ann), zoe or 3 others"."""
    names = [f"{name} ({user.username})" if (name := user.get_full_name()) else user.username for user in people[:_MOST_NAMES]]
    if others := len(people) - len(names):
        names.append(f"{others} other{'s' if others > 1 else ''}")
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def describe_next_step(version: ProgramVersion, user: User) -> str:
    """Return a sentence for `user` that says who can publish a pending version, and what to do if nobody can."""
    approvers = list_approvers(version)
    if others := [approver for approver in approvers if approver != user]:
        return f"Ask {name_people(others)} to publish it."
    if approvers:
        return "You can publish it."
    if not can_publish_everything():
        return "Nobody can publish it yet. Ask an Admin to add a second person who can publish."
    return "Nobody can publish it as it is. A Reviewer rejects it, then somebody restores it from the history as a new proposal."


def describe_next_step_for(author: User | None, user: User) -> str:
    """Return a sentence for `user` that says who can publish what `author` alone proposed."""
    others = [approver for approver in list_approvers_of(author) if approver != user]
    if others:
        return f"Ask {name_people(others)} to publish it."
    if may_approve_work_of(user, author):
        return "You can publish it."
    return "Nobody can publish it yet. Ask an Admin to add a second person who can publish."


def describe_next_step_of(program: Program, user: User) -> str:
    """Return describe_next_step() of a program's pending version; an empty string if nothing is pending."""
    version = program.versions.filter(state=VersionState.PENDING).first()
    return describe_next_step(version, user) if version else ""
