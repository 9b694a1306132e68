"""Propose, publish and reject changes of organizations, and drop those that nothing uses (decision 59)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from catalog.models import (
    FormerOrganizationName,
    Organization,
    OrganizationChange,
    OrganizationChangeKind,
    OrganizationChangeState,
    Publication,
)
from catalog.organizations.apply import InvalidOrganizationChange, apply_change, decide_change, find_parent
from catalog.organizations.details import Details, carried_details, clean_details, details_of
from catalog.organizations.effects import ChangeEffects, NameChange, find_effects
from catalog.organizations.selectors import find_unused, pending_change_of, pending_changes
from catalog.programs.publishing.approval import PUBLISH, may_approve, may_approve_work_of
from catalog.programs.publishing.revision import one_writer
from catalog.programs.publishing.withdrawal import MayNotWithdraw
from catalog.programs.services import MayNotPublish
from catalog.schema.validation import describe_errors
from catalog.schema.values import OrganizationName

_NAME: TypeAdapter[str] = TypeAdapter(OrganizationName)


class EffectsChanged(Exception):
    """Raised when a change would now do something else than its preview showed."""


class OrganizationChangeDecided(Exception):
    """Raised when a change to decide on is no longer pending; `change` is its present state."""

    def __init__(self, change: OrganizationChange):
        self.change = change
        super().__init__(str(change))


def check_new_name(organization: Organization, name: str) -> str:
    """Return the new name of an organization without what nobody sees in it.

    Raises InvalidOrganizationChange if it is no name, is the present one, belongs to another organization now, did so
    before, or waits for a colleague to publish it; or if another change of the organization waits.
    """
    try:
        name = _NAME.validate_python(name)
    except ValidationError as error:
        problem = describe_errors(error, "the name")[0]
        allowed = f" (allowed: {problem.allowed})" if problem.allowed else ""
        raise InvalidOrganizationChange(f"The name {problem.message}{allowed}.") from None
    if name == organization.name:
        raise InvalidOrganizationChange("This is its name already.")
    slug = Organization.slug_for(name)
    if other := Organization.objects.exclude(pk=organization.pk).filter(slug=slug).first():
        raise InvalidOrganizationChange(f"“{other.name}” is in the catalog already.", other=other)
    former = FormerOrganizationName.objects.exclude(organization=organization).filter(slug=slug).first()
    if former:
        raise InvalidOrganizationChange(
            f"“{former.name}” is a former name of “{former.organization}”.", other=former.organization
        )
    _refuse_waiting(organization)
    waiting = OrganizationChange.objects.filter(
        state=OrganizationChangeState.PENDING, kind=OrganizationChangeKind.RENAME
    ).select_related("organization")
    for change in waiting:
        if Organization.slug_for(change.new) == slug:
            raise InvalidOrganizationChange(f"“{change.organization}” is to get this name.", waiting=change)
    return name


def check_merge(organization: Organization, into: Organization) -> None:
    """Raise InvalidOrganizationChange if both are the same organization, or a change of one of them waits."""
    if organization == into:
        raise InvalidOrganizationChange("Choose another organization: this is the same one.")
    _refuse_waiting(organization, into)


def effects_of(change: OrganizationChange) -> ChangeEffects | None:
    """Return what a pending change would do to programs now; None for details, which no program holds."""
    if change.kind == OrganizationChangeKind.DETAILS:
        return None
    new = change.into.name if change.into else change.new
    return find_effects(NameChange(change.organization.name, new))


def needs_second_person(change: OrganizationChange, effects: ChangeEffects | None) -> bool:
    """Return whether a change waits for a second person: the public sees it, or would see it without anybody else.

    That is so of details, which nothing else shows before they are public, and of a name in a Reviewer's proposal that the
    Editor who changes the name could then confirm.
    """
    if change.kind == OrganizationChangeKind.DETAILS:
        return any(change.after.values()) or _has_page(change.organization)
    if change.into and carried_details(change.organization, change.into):
        return True
    return effects is not None and (bool(effects.published) or _could_confirm(change.user, effects))


def _could_confirm(user: User | None, effects: ChangeEffects) -> bool:
    if user is None or user.has_perm(PUBLISH):  # a Reviewer may amend a proposal and publish it (decision 16)
        return False
    return any(may_approve(user, one.version) for one in effects.waiting)


@transaction.atomic
def propose_rename(organization: Organization, name: str, user: User, reason: str = "", *, basis: str) -> OrganizationChange:
    """Propose a new name, everywhere. Unless it needs a second person, it gets the name at once.

    `basis` is that of the effects that the person has seen. Raises InvalidOrganizationChange as check_new_name() does,
    EffectsChanged.
    """
    one_writer()
    organization.refresh_from_db()
    name = check_new_name(organization, name)
    return _propose(
        OrganizationChange(
            organization=organization,
            kind=OrganizationChangeKind.RENAME,
            old=organization.name,
            new=name,
            user=user,
            reason=reason,
        ),
        basis,
    )


@transaction.atomic
def propose_merge(
    organization: Organization, into: Organization, user: User, reason: str = "", *, basis: str
) -> OrganizationChange:
    """Propose that `into` replaces an organization everywhere. Unless that needs a second person, it does at once.

    `basis` as for propose_rename(). Raises InvalidOrganizationChange as check_merge() does, EffectsChanged.
    """
    one_writer()
    organization.refresh_from_db()
    into.refresh_from_db()
    check_merge(organization, into)
    return _propose(
        OrganizationChange(
            organization=organization,
            into=into,
            kind=OrganizationChangeKind.MERGE,
            old=organization.name,
            new=into.name,
            user=user,
            reason=reason,
        ),
        basis,
    )


@transaction.atomic
def propose_details(organization: Organization, details: Mapping[str, str], user: User, reason: str = "") -> OrganizationChange:
    """Propose other details; fields that are not given stay.

    Details are removed at once if the organization has no public page. Raises InvalidOrganizationChange if a field is not
    valid, nothing would change, or a change waits.
    """
    one_writer()
    organization.refresh_from_db()
    after = check_details(organization, details)
    _refuse_waiting(organization)
    before = details_of(organization)
    change = OrganizationChange(
        organization=organization,
        kind=OrganizationChangeKind.DETAILS,
        before={field: before[field] for field in after},
        after=after,
        user=user,
        reason=reason,
    )
    return _propose(change, "")


def check_details(organization: Organization, details: Mapping[str, str]) -> Details:
    """Return the details that would change, in their stored form.

    Raises InvalidOrganizationChange, with `field` where one is to blame, as propose_details() says.
    """
    before = details_of(organization)
    cleaned, problems = clean_details({**before, **details})
    if problems:
        field, message = next(iter(problems.items()))
        raise InvalidOrganizationChange(message, field=field)
    after = {field: text for field, text in cleaned.items() if text != before[field]}
    if after.get("parent"):
        after["parent"] = find_parent(organization, after["parent"]).name
        if after["parent"] == before["parent"]:
            del after["parent"]
    if not after:
        raise InvalidOrganizationChange("Nothing changes: these are its details already.")
    return after


@transaction.atomic
def publish_change(change: OrganizationChange, user: User, decision: str = "", *, basis: str = "") -> OrganizationChange:
    """Publish a pending change, all of it or nothing: every program gets a version by the person who proposed it.

    `basis` is that of the effects that the person has seen. Raises OrganizationChangeDecided, MayNotPublish as
    may_approve_work_of() says, EffectsChanged.
    """
    one_writer()
    change = _pending(change)
    if not may_approve_work_of(user, change.user):
        raise MayNotPublish
    effects = effects_of(change)
    if effects and effects.basis != basis:
        raise EffectsChanged
    apply_change(change, effects, user, decision, timezone.now())
    return change


@transaction.atomic
def publish_details(
    keys: Sequence[int], user: User, decision: str = ""
) -> tuple[list[OrganizationChange], list[tuple[OrganizationChange, str]]]:
    """Publish those of these pending changes of details that the user may publish; those that are not possible are left.

    Returns the published ones, and the others with the reason.
    """
    one_writer()
    published: list[OrganizationChange] = []
    left: list[tuple[OrganizationChange, str]] = []
    chosen = pending_changes().filter(pk__in=list(keys), kind=OrganizationChangeKind.DETAILS)
    for change in chosen:
        if not may_approve_work_of(user, change.user):
            continue
        try:
            apply_change(change, None, user, decision, timezone.now())
            published.append(change)
        except InvalidOrganizationChange as error:
            left.append((change, str(error)))
    return published, left


@transaction.atomic
def reject_change(change: OrganizationChange, user: User, decision: str) -> None:
    """Reject a pending change: nothing else changes. Raises OrganizationChangeDecided, ValueError without a reason."""
    if not decision.strip():
        raise ValueError("A rejection needs a reason.")
    one_writer()
    decide_change(_pending(change), OrganizationChangeState.REJECTED, user, decision, timezone.now())


@transaction.atomic
def withdraw_change(change: OrganizationChange, user: User) -> None:
    """Take back one's own pending change. Raises OrganizationChangeDecided, MayNotWithdraw if a colleague proposed it."""
    one_writer()
    change = _pending(change)
    if change.user != user:
        raise MayNotWithdraw
    decide_change(change, OrganizationChangeState.WITHDRAWN, user, "", timezone.now())


@transaction.atomic
def drop_unused(keys: Sequence[int]) -> list[Organization]:
    """Delete those of these organizations that no program in use names; return them. Old versions keep the names."""
    one_writer()
    dropped = [one for one in find_unused() if one.pk in set(keys)]
    Organization.objects.filter(pk__in=[one.pk for one in dropped]).delete()
    return dropped


def _propose(change: OrganizationChange, basis: str) -> OrganizationChange:
    effects = effects_of(change)
    if effects and effects.basis != basis:
        raise EffectsChanged
    change.time = timezone.now()
    change.save()
    if not needs_second_person(change, effects):
        apply_change(change, effects, change.user, "", change.time)
    return change


def _refuse_waiting(*organizations: Organization) -> None:
    if waiting := pending_change_of(*organizations):
        raise InvalidOrganizationChange(
            f"A change of “{waiting.organization}” waits. Publish or reject it first.", waiting=waiting
        )


def _has_page(organization: Organization) -> bool:
    return organization.programs.filter(publication=Publication.PUBLISHED).exists()


def _pending(change: OrganizationChange) -> OrganizationChange:
    change = OrganizationChange.objects.select_related("organization", "into", "user").get(pk=change.pk)
    if change.state != OrganizationChangeState.PENDING:
        raise OrganizationChangeDecided(change)
    return change
