"""The kinds of activity: where each is stored, who did it and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.contrib.admin.models import DELETION, LogEntry
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from catalog.admin_common.log import EXPORT
from catalog.models import (
    Coding,
    CodingDecision,
    ConfirmationRequest,
    LinkRun,
    ProgramVersion,
    Review,
    Suggestion,
    UnfinishedDraft,
    VersionState,
)


@dataclass(frozen=True)
class ActivityKind:
    """One kind of activity.

    rows: the stored rows, of one model
    time: the column that says when
    person: the column that says who, as the key of a user; None where `username` says it
    admins_only: whether only Admins see it
    """

    code: str
    label: str
    rows: Callable[[], QuerySet[Any]]
    time: str
    person: str | Combinable | None
    admins_only: bool = False


def _versions(*conditions: Q, **columns: Any) -> QuerySet[ProgramVersion]:
    return ProgramVersion.objects.filter(*conditions, **columns)


def _log(*models: str, **columns: Any) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(_of(*models), **columns)


def _of(*models: str) -> Q:
    """Entries about these models ("catalog.program"), or about all of an app ("auth.")."""
    found = Q()
    for app, _, model in (name.partition(".") for name in models):
        found |= Q(content_type__app_label=app, content_type__model=model) if model else Q(content_type__app_label=app)
    return found


_WRITTEN = Q(user__isnull=False, imported=None, review=None) & ~Q(state=VersionState.RETIRED)
_PROGRAMS, _IMPORTS = ("catalog.program", "catalog.suggestion"), ("catalog.pendingimport", "catalog.importedfile")
_ORGANIZATIONS, _TERMS, _ACCOUNTS = ("catalog.organization",), ("catalog.addedterm",), ("auth.", "axes.")
_FAMILIES = ("catalog.programfamily",)
_NAMED = _of(*_PROGRAMS, *_IMPORTS, *_ORGANIZATIONS, *_FAMILIES, *_TERMS, *_ACCOUNTS)

_ALL = (
    ActivityKind("drafted", "Saved an unfinished draft", UnfinishedDraft.objects.all, "saved", "user_id"),
    ActivityKind("created", "Sent a new program for review", lambda: _versions(_WRITTEN, number=1), "time", "user_id"),
    ActivityKind("changed", "Changed a program", lambda: _versions(_WRITTEN, number__gt=1), "time", "user_id"),
    ActivityKind(
        "published",
        "Published",
        lambda: _versions(Q(user__isnull=False) | Q(decided_by__isnull=False), published__isnull=False),
        "published",
        Coalesce("decided_by_id", "user_id"),
    ),
    ActivityKind(
        "rejected", "Rejected", lambda: _versions(state=VersionState.REJECTED, withdrawn=False), "decided", "decided_by_id"
    ),
    ActivityKind("withdrawn", "Withdrew a change", lambda: _versions(withdrawn=True), "decided", "decided_by_id"),
    ActivityKind(
        "discarded", "Discarded a draft", lambda: _log("catalog.program", action_flag=DELETION), "action_time", "user_id"
    ),
    ActivityKind("retired", "Retired", lambda: _versions(state=VersionState.RETIRED, user__isnull=False), "time", "user_id"),
    ActivityKind("reviewed", "Reviewed in the weekly queue", Review.objects.all, "time", "user_id"),
    ActivityKind("asked", "Asked a program", ConfirmationRequest.objects.all, "made", "made_by_id"),
    ActivityKind(
        "suggestion",
        "Decided on a suggestion",
        lambda: Suggestion.objects.filter(handled_at__isnull=False),
        "handled_at",
        "handled_by_id",
    ),
    ActivityKind("imported", "Imported, or undid an import", lambda: _log(*_IMPORTS), "action_time", "user_id"),
    ActivityKind("exported", "Exported", lambda: LogEntry.objects.filter(action_flag=EXPORT), "action_time", "user_id"),
    ActivityKind("organization", "Changed an organization", lambda: _log(*_ORGANIZATIONS), "action_time", "user_id"),
    ActivityKind("family", "Changed a family of programs", lambda: _log(*_FAMILIES), "action_time", "user_id"),
    ActivityKind("term", "Changed a vocabulary", lambda: _log(*_TERMS), "action_time", "user_id"),
    ActivityKind("coded", "Coded a program", lambda: Coding.objects.filter(user__isnull=False), "time", "user_id"),
    ActivityKind("disagreement", "Decided where coders disagree", CodingDecision.objects.all, "time", "user_id"),
    ActivityKind("links", "Started a link check", lambda: LinkRun.objects.filter(user__isnull=False), "started", "user_id"),
    ActivityKind(
        "other", "Other", lambda: LogEntry.objects.exclude(_NAMED).exclude(action_flag=EXPORT), "action_time", "user_id"
    ),
    ActivityKind("account", "Changed an account", lambda: _log(*_ACCOUNTS), "action_time", "user_id", admins_only=True),
    ActivityKind("signed-in", "Signed in", AccessLog.objects.all, "attempt_time", None, admins_only=True),
    ActivityKind(
        "failed",
        "Failed sign-in",
        lambda: AccessFailureLog.objects.filter(locked_out=False),
        "attempt_time",
        None,
        admins_only=True,
    ),
    ActivityKind(
        "locked",
        "Sign-in locked",
        lambda: AccessFailureLog.objects.filter(locked_out=True),
        "attempt_time",
        None,
        admins_only=True,
    ),
)
KINDS = {kind.code: kind for kind in _ALL}


def list_kinds(*, for_admin: bool) -> list[ActivityKind]:
    """Return the kinds that a Reviewer sees, or all that an Admin sees."""
    return [kind for kind in _ALL if for_admin or not kind.admins_only]


def person_of(kind: ActivityKind) -> Combinable | None:
    """Return the expression for the key of the user, or None if the rows name a username."""
    return F(kind.person) if isinstance(kind.person, str) else kind.person
