"""Let a change of an organization take effect: its row, its former names, and a version of each program."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import User

from catalog.models import (
    FormerOrganizationName,
    Organization,
    OrganizationChange,
    OrganizationChangeKind,
    OrganizationChangeState,
    Program,
    ProgramVersion,
    VersionState,
)
from catalog.organizations.details import carried_details, find_organization, store_details, would_circle
from catalog.organizations.effects import ChangeEffects, replace_typed
from catalog.programs.bulk import publish_many, repeat_proposal
from catalog.programs.history.versions import proposal_versions
from catalog.programs.organization_names import known_spellings, use_known_spellings
from catalog.programs.publishing.revision import restamp
from catalog.programs.storage import BATCH
from catalog.schema.validation import canonical


class InvalidOrganizationChange(Exception):
    """Raised when a change is not possible, with a sentence that says why.

    `other` is the organization that has the name already: the two can be merged. `waiting` is a change that must be
    published or rejected first. `field` is the detail that is not valid.
    """

    def __init__(
        self,
        message: str,
        other: Organization | None = None,
        waiting: OrganizationChange | None = None,
        field: str = "",
    ):
        self.other, self.waiting, self.field = other, waiting, field
        super().__init__(message)


def apply_change(
    change: OrganizationChange, effects: ChangeEffects | None, user: User | None, decision: str, now: datetime.datetime
) -> None:
    """Make a change take effect. The caller holds the transaction and is the only writer.

    Raises InvalidOrganizationChange if a new parent does not exist any longer, or is now a part of the organization.
    """
    organization = change.organization
    name = change.after.get("parent", "")
    parent = find_parent(organization, name) if name else None  # before anything is written
    restamp()
    decide_change(change, OrganizationChangeState.PUBLISHED, user, decision, now)
    if change.kind == OrganizationChangeKind.DETAILS:
        store_details(organization, change.after, parent)
    elif change.into:
        _merge(change, organization, change.into)
    else:
        _rename(organization, change.new)
    if effects:
        _write_versions(change, effects, user, decision, now)


def _rename(organization: Organization, name: str) -> None:
    _keep_former(organization.name, organization)
    FormerOrganizationName.objects.filter(name=name).delete()
    organization.name, organization.slug = name, Organization.slug_for(name)
    organization.save(update_fields=["name", "slug"])


def _merge(change: OrganizationChange, organization: Organization, into: Organization) -> None:
    organization.former_names.update(organization=into)
    _keep_former(organization.name, into)
    Program.objects.filter(sponsor=organization).update(sponsor=into)
    organization.changes.update(organization=into)
    organization.merges.update(into=into)
    change.organization = into
    if would_circle(organization, into):  # what stays was a part of what goes
        into.parent = organization.parent
    store_details(into, carried_details(organization, into), organization.parent)
    organization.parts.exclude(pk=into.pk).update(parent=into)
    organization.delete()


def find_parent(organization: Organization, name: str) -> Organization:
    """Return the organization with this name, in any spelling or a former one, that is to be a parent.

    Raises InvalidOrganizationChange if there is none, or it is the organization itself or a part of it.
    """
    parent = find_organization(name)
    if parent is None:
        message = f"“{name}” is not in the catalog. Enter the name of an organization of the catalog."
        raise InvalidOrganizationChange(message, field="parent")
    if would_circle(organization, parent):
        message = (
            f"“{parent}” is a part of “{organization}”." if parent != organization else "An organization is not a part of itself."
        )
        raise InvalidOrganizationChange(message, other=None, field="parent")
    return parent


def _keep_former(name: str, organization: Organization) -> None:
    defaults = {"organization": organization, "slug": Organization.slug_for(name)}
    FormerOrganizationName.objects.update_or_create(name=name, defaults=defaults)


def _write_versions(
    change: OrganizationChange, effects: ChangeEffects, user: User | None, decision: str, now: datetime.datetime
) -> None:
    """Publish each public record with the new name, then repeat what waits, so that it is still the latest.

    A proposal is repeated version by version, each by its author: who may publish it stays as it was.
    """
    verb = "Merged the organization" if change.kind == OrganizationChangeKind.MERGE else "Renamed the organization"
    joint = "into" if change.kind == OrganizationChangeKind.MERGE else "to"
    reason = f"{verb} “{effects.change.old}” {joint} “{effects.change.new}”. {change.reason}".strip()
    proposals = [list(proposal_versions(version).defer(None)) for version in _list_pending(effects)]
    if effects.published:
        changes = [(one.version.program, one.after) for one in effects.published]
        programs = publish_many(changes, change.user, [reason] * len(changes), now)
        for start in range(0, len(programs), BATCH):
            written = ProgramVersion.objects.filter(current_of__in=programs[start : start + BATCH])
            written.update(decided_by=user, decided=now, decision=decision)
    spelled = known_spellings()
    for proposal in proposals:
        program = Program.objects.get(pk=proposal[-1].program_id)
        proposal[-1].program = program
        repeat_proposal([(each, use_known_spellings(canonical(each.record), spelled)) for each in proposal], reason, now)
    _renew_merges([*(one.version for one in effects.published), *(proposal[-1] for proposal in proposals)])
    for draft in effects.unfinished:
        replace_typed(draft, effects.change)
        draft.save(update_fields=["data"])


def _renew_merges(replaced: Sequence[ProgramVersion]) -> None:
    """Let merges that read one of these versions have read the one with the new name: nothing else of it is new."""
    keys = {version.pk: (version.program_id, version.state) for version in replaced}
    waiting = ProgramVersion.objects.filter(state__in=[VersionState.PENDING, VersionState.SUPERSEDED], published=None)
    for merge in waiting.filter(absorbs__isnull=False).only("absorbs"):
        if merge.absorbs_id in keys:
            program, state = keys[merge.absorbs_id]
            merge.absorbs = ProgramVersion.objects.get(program=program, state=state)
            merge.save(update_fields=["absorbs"])


def _list_pending(effects: ChangeEffects) -> list[ProgramVersion]:
    """Return the pending versions that name the organization, and those of the public programs that do."""
    waiting = {one.version.program_id for one in effects.waiting}
    programs = [one.version.program_id for one in effects.published if one.version.program_id not in waiting]
    found = [one.version for one in effects.waiting]
    for start in range(0, len(programs), BATCH):
        found += ProgramVersion.objects.filter(program__in=programs[start : start + BATCH], state=VersionState.PENDING)
    return found


def decide_change(
    change: OrganizationChange, state: OrganizationChangeState, user: User | None, decision: str, now: datetime.datetime
) -> None:
    """Store what was decided, by whom and why."""
    change.state, change.decided_by, change.decided, change.decision = state, user, now, decision
    change.save()
