"""A bulk edit, ready for its templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from catalog.admin_common.errors import in_words
from catalog.bulk_edit.plan import BulkChange, BulkPlan, LeftOut
from catalog.bulk_edit.selectors import is_published_alone
from catalog.models import ProgramVersion, Publication, VersionState
from catalog.programs.history.diff import Difference, differences
from catalog.programs.history.version_status import last_seen
from catalog.programs.publishing.approval import filter_approvable, list_all_authors
from catalog.programs.succession.selectors import pending_merges


@dataclass(frozen=True)
class ChangedValue:
    """One field that changes: what stays of its value, what goes and what comes, in words."""

    field: str
    label: str
    kept: tuple[str, ...]
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class WaitingChange:
    """A version of a bulk edit that waits: what differs from the public version, and whether the user may publish it
    with the others, or at least on its own page (`may_approve`).

    A draft is compared with the version before. `colleagues` wrote other parts of the same change or draft.
    """

    version: ProgramVersion
    values: tuple[ChangedValue, ...]
    colleagues: str
    may_publish: bool
    may_approve: bool


def describe_waiting(versions: Sequence[ProgramVersion], user: User) -> list[WaitingChange]:
    """Return the waiting versions of a bulk edit for `user`."""
    public = last_seen(version.program_id for version in versions)
    authors = list_all_authors(versions)
    approvable = {version.pk for version in filter_approvable(user, versions)}
    drafts = [version.program_id for version in versions if version.program_id not in public]
    older = {(one.program_id, one.number): one for one in ProgramVersion.objects.filter(program__in=drafts)}
    found = []
    for version in versions:
        before = public.get(version.program_id) or older.get((version.program_id, version.number - 1), version)
        others = {str(author or "a file") for author in authors[version.pk] if author != version.user}
        found.append(
            WaitingChange(
                version,
                describe_values(differences(before.record, version.record)),
                " and ".join(sorted(others)),
                version.pk in approvable and not is_published_alone(version),
                version.pk in approvable,
            )
        )
    return found


def describe_changes(plan: BulkPlan) -> list[tuple[BulkChange, tuple[ChangedValue, ...], list[str]]]:
    """Return the programs that a bulk edit changes, each with its changed values, and what it does to what is pending."""
    keys = [change.present.key for change in plan.changed]
    waiting = ProgramVersion.objects.filter(program__in=keys, state=VersionState.PENDING).defer("record")
    pending = {version.program_id: version for version in waiting.select_related("user", "absorbs__program__current")}
    merges = {merge.absorbs.program_id: merge.program.name for merge in pending_merges(keys) if merge.absorbs}
    return [
        (
            change,
            describe_values(change.differences),
            _describe_pending(change, pending.get(change.present.key), merges.get(change.present.key, "")),
        )
        for change in plan.changed
    ]


def _describe_pending(change: BulkChange, pending: ProgramVersion | None, into: str) -> list[str]:
    """Return what a change does to the pending version of its program, and to a pending merge into another program."""
    found = []
    author = f" by {change.amended}" if change.amended else ""
    if change.present.publication == Publication.DRAFT:
        found += [f"Continues the draft{author}."] if author else []
    elif pending and pending.absorbs:
        found.append(f"Adds to the pending merge with “{pending.absorbs.program.name}”{author}. The rest of it stays.")
    elif pending:
        whose = f"the pending change{author}" if author else "your pending change" if pending.user else "a pending change"
        found.append(f"Adds to {whose}. The rest of it stays.")
    if into:
        found.append(f"A merge into “{into}” is pending. It cannot be published after this change: merge the two again.")
    return found


def describe_values(found: Sequence[Difference]) -> tuple[ChangedValue, ...]:
    """Return changed values: of a list, what stays apart from what goes and comes."""
    return tuple(
        ChangedValue(
            one.field,
            one.label,
            kept=tuple(line for line in one.before if line in one.after),
            removed=tuple(line for line in one.before if line not in one.after),
            added=tuple(line for line in one.after if line not in one.before),
        )
        for one in found
    )


def describe_left_out(plan: BulkPlan) -> list[tuple[LeftOut, list[str]]]:
    """Return the programs that a bulk edit leaves out, each with its errors as sentences."""
    return [(each, [in_words(problem) for problem in each.problems]) for each in plan.left_out]
