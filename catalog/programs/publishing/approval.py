"""Who may publish a pending version: two people see everything before the public does (decision 16)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Case, QuerySet, When

from catalog.models import ProgramVersion, VersionState
from catalog.programs.history.versions import ENDS_PROPOSAL, proposal_versions

EDIT, PUBLISH = "catalog.change_program", "catalog.publish_program"


def may_publish(user: User, author: User | None) -> bool:
    """Return whether a user may publish what `author` (None: loaded from a file) wrote.

    Reviewers may publish the work of others, and with the setting OFFICE_OF_ONE also their own.
    """
    return user.has_perm(PUBLISH) and (settings.OFFICE_OF_ONE or author != user)


def may_approve(user: User, version: ProgramVersion) -> bool:
    """Return whether a user may publish or reject a pending version.

    A proposal is every version since the last one that was published, retired or rejected. A Reviewer may publish it
    if they did not write the first of these versions: amending a colleague's proposal is fine, two people have seen it.
    An Editor may confirm it if Reviewers alone wrote all of these versions.
    """
    return _may_approve(user, _list_authors(version))


def count_approvable(user: User) -> int:
    """Return the number of pending versions that a user may publish: may_approve() is true of each. Three queries."""
    return len(filter_approvable(user, ProgramVersion.objects.filter(state=VersionState.PENDING).only("program", "number")))


def may_approve_work_of(user: User, author: User | None) -> bool:
    """Return whether a user may publish or reject a proposal that this person alone wrote, as may_approve() says."""
    return _may_approve(user, [author])


def filter_approvable(user: User, versions: Iterable[ProgramVersion]) -> list[ProgramVersion]:
    """Return the pending versions that a user may publish or reject: may_approve() is true of each. Two queries."""
    versions = list(versions)
    authors = list_all_authors(versions)
    return [version for version in versions if _may_approve(user, authors[version.pk])]


def list_all_authors(versions: Sequence[ProgramVersion]) -> dict[int, list[User | None]]:
    """Return the authors of the proposals that end with these versions, first to last, by the version's key. Two queries."""
    history: dict[int, list[tuple[int, int | None, bool]]] = {version.program_id: [] for version in versions}
    decided = Case(When(ENDS_PROPOSAL, then=True), default=False)
    rows = ProgramVersion.objects.filter(program__in=list(history)).annotate(is_decided=decided).order_by("number")
    for program, number, user, is_decided in rows.values_list("program", "number", "user", "is_decided"):
        history[program].append((number, user, is_decided))
    users: dict[int, User] = User.objects.in_bulk({user for rows in history.values() for _, user, _ in rows if user})
    found: dict[int, list[User | None]] = {}
    for version in versions:
        authors: list[User | None] = []
        for number, key, is_decided in history[version.program_id]:
            if number < version.number and is_decided:
                authors = []
            elif number <= version.number:
                authors.append(users[key] if key else None)
        found[version.pk] = authors
    return found


def list_approvers(version: ProgramVersion) -> list[User]:
    """Return the people who may publish a pending version, by name: may_approve() is true of each."""
    return _list_approvers(_list_authors(version))


def list_approvers_of(author: User | None) -> list[User]:
    """Return the people who may publish a proposal that this person alone wrote, by name."""
    return _list_approvers([author])


def list_editors(permission: str = EDIT) -> QuerySet[User]:
    """Return the active users who may sign in to the admin and have this permission, by name."""
    holders = User.objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
    return holders.filter(is_staff=True).order_by("username")


def can_publish_everything() -> bool:
    """Return whether enough people can publish: a Reviewer and somebody else who can edit, or an office of one."""
    reviewers, editors = list_editors(PUBLISH).count(), list_editors().count()
    return reviewers > 0 and (settings.OFFICE_OF_ONE or editors > 1)


def _list_approvers(authors: list[User | None]) -> list[User]:
    return [user for user in list_editors() if _may_approve(user, authors)]


def _may_approve(user: User, authors: list[User | None]) -> bool:
    if not authors:
        return False
    return may_publish(user, authors[0]) or (
        user.has_perm(EDIT)
        and not user.has_perm(PUBLISH)
        and all(author is not None and author.has_perm(PUBLISH) for author in authors)
    )


def _list_authors(version: ProgramVersion) -> list[User | None]:
    """Return the authors of the proposal that ends with this version, first to last."""
    return [proposed.user for proposed in proposal_versions(version)]
