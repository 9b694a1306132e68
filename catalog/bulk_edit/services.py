"""Save a bulk edit, and publish or reject all of it as one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.admin_common.errors import in_words
from catalog.bulk_edit.operations import FieldOperation, describe_all
from catalog.bulk_edit.plan import BulkPlan, build_plan
from catalog.bulk_edit.selectors import is_published_alone, waiting_versions
from catalog.common.clock import today
from catalog.models import BulkEdit, Program, ProgramVersion
from catalog.programs.bulk import save_many
from catalog.programs.organization_names import known_spellings
from catalog.programs.publishing.approval import PUBLISH, may_approve
from catalog.programs.publishing.revision import one_writer
from catalog.programs.publishing.withdrawal import take_back
from catalog.programs.services import MayNotPublish, approve
from catalog.programs.working_records import presents
from catalog.schema.errors import InvalidRecord

_SOMEONE_ELSE = "Someone else must decide on this"
_ON_ITS_PAGE = "Open it to publish it: more than this bulk edit becomes public"


class BulkPlanChanged(Exception):
    """Raised when a bulk edit would now do something else than its preview showed, or nothing."""


class BulkEditChanged(Exception):
    """Raised when other versions of a bulk edit wait than its page showed, or none."""


@dataclass(frozen=True)
class BulkDecision:
    """What became of a bulk edit: the programs decided on, and those left as they are, each with the reason."""

    decided: tuple[Program, ...]
    left: tuple[tuple[ProgramVersion, str], ...]


def plan_bulk_edit(operations: Sequence[FieldOperation], keys: Sequence[int], user: User) -> BulkPlan:
    """Return what the operations would change in the programs with these primary keys now. Writes nothing."""
    return build_plan(operations, presents(keys), known_spellings(), user.pk, today())


@transaction.atomic
def save_bulk_edit(operations: Sequence[FieldOperation], keys: Sequence[int], user: User, *, basis: str, reason: str) -> BulkEdit:
    """Save the change of every program as a pending version or draft, all or nothing; programs left out stay as they are.

    `basis` is that of the plan that the person has confirmed. Raises BulkPlanChanged if the present plan has another one,
    or changes nothing.
    """
    one_writer()
    plan = plan_bulk_edit(operations, keys, user)
    if plan.basis != basis or not plan.changed:
        raise BulkPlanChanged
    now, summary = timezone.now(), describe_all(operations)
    bulk_edit = BulkEdit.objects.create(summary=summary, reason=reason, user=user, time=now, basis=basis)
    known = Program.objects.in_bulk([change.present.key for change in plan.changed])
    changes = [(known[change.present.key], change.record) for change in plan.changed]
    programs = save_many(changes, user, [reason] * len(changes), now, bulk_edit=bulk_edit)
    _log(user, programs, f"Bulk edit. {summary}. {reason}")
    return bulk_edit


@transaction.atomic
def publish_bulk_edit(bulk_edit: BulkEdit, user: User, shown: str, decision: str = "") -> BulkDecision:
    """Publish every version of a bulk edit that still waits and that this person may publish, in one transaction.

    Drafts and merges are left to their own pages, as is_published_alone() says. `shown` is the token of the waiting versions
    that the person saw. Raises BulkEditChanged if others wait now, MayNotPublish if the person may publish none of them.
    """
    decided, left, may = [], [], False
    for version in _lock_waiting(bulk_edit, shown):
        if is_published_alone(version):
            left.append((version, _ON_ITS_PAGE))
            continue
        try:
            decided.append(approve(version, user, decision))
        except MayNotPublish:
            left.append((version, _SOMEONE_ELSE))
            continue
        except InvalidRecord as error:
            left.append((version, " ".join(map(in_words, error.problems)).removesuffix(".")))
        may = True
    if not may:
        raise MayNotPublish
    _log(user, decided, f"Published. Bulk edit: {bulk_edit.summary}. {decision}".strip())
    return BulkDecision(tuple(decided), tuple(left))


@transaction.atomic
def reject_bulk_edit(bulk_edit: BulkEdit, user: User, shown: str, decision: str) -> BulkDecision:
    """Reject every version of a bulk edit that still waits, with one reason, in one transaction.

    A colleague's change or draft that the bulk edit amended is pending again, as it was before. Raises BulkEditChanged as
    publish_bulk_edit() does, MayNotPublish if the person may reject none of them, ValueError without a reason.
    """
    if not decision.strip():
        raise ValueError("A rejection needs a reason.")
    decided, left = [], []
    now = timezone.now()
    for version in _lock_waiting(bulk_edit, shown):
        if user.has_perm(PUBLISH) or may_approve(user, version):
            take_back(version, user, now, decision)
            decided.append(version.program)
        else:
            left.append((version, _SOMEONE_ELSE))
    if not decided:
        raise MayNotPublish
    _log(user, decided, f"Rejected. Bulk edit: {bulk_edit.summary}. {decision}")
    return BulkDecision(tuple(decided), tuple(left))


def _lock_waiting(bulk_edit: BulkEdit, shown: str) -> list[ProgramVersion]:
    one_writer()
    versions = list(waiting_versions(bulk_edit))
    if not versions or token_of(versions) != shown:
        raise BulkEditChanged
    return versions


def token_of(versions: Iterable[ProgramVersion]) -> str:
    """Return what a form sends back to say which versions its page displayed: their number and the sum of their keys."""
    keys = [version.pk for version in versions]
    return f"{len(keys)}:{sum(keys)}"


def _log(user: User, programs: Iterable[Program], message: str) -> None:
    LogEntry.objects.log_actions(user.pk, list(programs), CHANGE, message)
