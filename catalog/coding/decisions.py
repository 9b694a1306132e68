"""Decisions on coding disagreements: a reviewer decides each disputed support, and the record follows."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.coding.attributes import read_attributes
from catalog.coding.coders import rules_left_out
from catalog.coding.decision_result import DisputedCoding, apply_decision, find_disputed_attributes, find_disputes, needs_source
from catalog.models import Coding, CodingDecision, ProgramVersion, Publication, VersionState
from catalog.models.coding import FIRST_CODER
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.revision import one_writer, restamp
from catalog.programs.services import publish, refuse_newer, save
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.fields import ProgramRecord
from catalog.schema.rules import no_support
from catalog.schema.validation import canonical, validate

LONGEST_REASON = 500


class CannotDecide(ValueError):
    """Raised when a disagreement cannot be decided; the message says why. Nothing was written."""


class MayNotDecide(CannotDecide):
    """Raised when a user may not decide: see may_decide()."""


class ChangePending(CannotDecide):
    """Raised when the program already has a pending change, `version`."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__("A change of this program is pending: publish or reject it first.")


class Outcome(enum.Enum):
    """The effect of a decision on the record."""

    AS_IT_WAS = "the record said so already"
    PUBLISHED = "the record was changed and published"
    PENDING = "the record was changed and waits for another reviewer"
    NO_SUPPORT = "the record stays as it was, since it would have no support left"


@dataclass(frozen=True)
class DecisionResult:
    """A decision and its effect on the record."""

    decision: CodingDecision
    outcome: Outcome


@transaction.atomic
def decide(
    coding: Coding,
    user: User,
    supports: Mapping[str, bool],
    reason: str,
    *,
    attributes: Mapping[str, Sequence[str]] | None = None,
    basis: Sequence[str] = (),
    sources: Mapping[str, str] | None = None,
    title: str = "",
    base: int | None = None,
) -> DecisionResult:
    """Decide each support and field on which a later coding differs from coder A's under the same codebook, for good.

    If the record disagrees, it changes: it is published if may_publish() allows it, else it becomes a pending version.

    `supports` maps the codes of exactly the disputed supports to whether they are present, `attributes` exactly the disputed
    fields to the codes that one of the two gave. `basis`, `sources` and `title`
    are those of decision_result.apply_decision(); each support that needs a source has one, or "" for none of them.
    `reason` is public and kept in the history. `base` is the number of the version that the reviewer saw.

    Raises CannotDecide (MayNotDecide, ChangePending) if nothing can be decided, InvalidRecord with every error in the
    arguments, NewerVersion if the record changed since `base`.
    """
    one_writer()
    coding = Coding.objects.select_related("program", "user").get(pk=coding.pk)
    first = first_coding(coding)
    program = coding.program
    if first is None or coding.coder == FIRST_CODER:
        raise CannotDecide(f"Only a coding that differs from coder {FIRST_CODER}’s can be decided on.")
    if not may_decide(user, coding, first):
        raise MayNotDecide("A reviewer who made neither coding must decide.")
    if CodingDecision.objects.filter(coding=coding).exists():
        raise CannotDecide("This is already decided. A decision cannot be changed.")
    if program.publication != Publication.PUBLISHED:
        raise CannotDecide("This program is no longer published, so there is nothing to decide.")
    pending = program.versions.filter(state=VersionState.PENDING).first()
    if pending:
        raise ChangePending(pending)
    refuse_newer(program, base)
    codings = disputed_codings(first, coding)
    asked, fields, decided = find_disputes(*codings), find_disputed_attributes(*codings), dict(attributes or {})
    if not asked and not fields:
        raise CannotDecide("These two codings do not differ.")
    record = canonical(program.versions.get(state=VersionState.PUBLISHED).record)
    problems = [*_problems(codings, supports, reason, record, sources or {}), *_attribute_problems(codings, decided)]
    changed, proposed, unsupported = None, None, False
    if all(code in supports for code in asked):
        proposed = apply_decision(record, codings, supports, attributes=decided, basis=basis, sources=sources, title=title)
        unsupported = proposed is not None and bool(no_support(proposed["supports"]))
    if proposed is not None and not unsupported:
        try:
            changed = validate(proposed)
        except InvalidRecord as error:
            problems += error.problems
    if problems:
        raise InvalidRecord(problems)
    decision = CodingDecision.objects.create(
        coding=coding,
        user=user,
        supports=dict(supports),
        attributes={name: list(codes) for name, codes in decided.items()},
        reason=reason.strip(),
        time=timezone.now(),
    )
    restamp()
    if unsupported:
        return DecisionResult(decision, Outcome.NO_SUPPORT)
    if changed is None:
        return DecisionResult(decision, Outcome.AS_IT_WAS)
    at_once = may_publish(user, user)
    (publish if at_once else save)(program, changed, user, reason.strip())
    return DecisionResult(decision, Outcome.PUBLISHED if at_once else Outcome.PENDING)


def may_decide(user: User, *codings: Coding) -> bool:
    """Whether a user may decide between codings: a reviewer who made neither, or the only editor (OFFICE_OF_ONE)."""
    allowed = user.has_perm("catalog.decide_coding")
    return allowed and (settings.OFFICE_OF_ONE or all(coding.user_id != user.pk for coding in codings))


def first_coding(coding: Coding) -> Coding | None:
    """Return coder A's coding of the same program under the same codebook, if any."""
    return Coding.objects.filter(program=coding.program, codebook=coding.codebook, coder=FIRST_CODER).first()


def disputed_codings(first: Coding, second: Coding) -> tuple[DisputedCoding, DisputedCoding]:
    """Return two codings under one codebook for apply_decision(), with the rules that their comparison leaves out."""
    rules = rules_left_out(second.codebook, first.coder, second.coder)
    one, two = (
        DisputedCoding(coding.coder, coding.supports, coding.page, coding.read, rules, read_attributes(vars(coding)))
        for coding in (first, second)
    )
    return one, two


def _attribute_problems(
    codings: tuple[DisputedCoding, DisputedCoding], decided: Mapping[str, Sequence[str]]
) -> list[RecordProblem]:
    asked = find_disputed_attributes(*codings)
    found = [RecordProblem(name, "is not in dispute", " ".join(asked)) for name in decided if name not in asked]
    for name in asked:
        if name not in decided:
            found.append(RecordProblem(name, "is not decided", "what one of the two coded"))
        elif all(set(decided[name]) != set(coding.attributes[name]) for coding in codings):
            found.append(RecordProblem(name, "is what neither coder coded", "what one of the two coded"))
    return found


def _problems(
    codings: tuple[DisputedCoding, DisputedCoding],
    supports: Mapping[str, bool],
    reason: str,
    record: ProgramRecord,
    sources: Mapping[str, str],
) -> list[RecordProblem]:
    found: list[RecordProblem] = []
    asked = find_disputes(*codings)
    for code in asked:
        if code not in supports:
            found.append(RecordProblem(f"supports.{code}.present", "is not decided", "present or absent"))
            continue
        followed = next(coding for coding in codings if coding.has_support(code) == supports[code])
        if needs_source(record, code, followed) and code not in sources:
            found.append(RecordProblem(f"supports.{code}.source", "is not chosen", "the source that shows it, or none of them"))
    for code in [code for code in supports if code not in asked]:
        found.append(RecordProblem(f"supports.{code}.present", "is not in dispute", " ".join(asked)))
    if not reason.strip():
        found.append(RecordProblem("reason", "is empty", "the reason, which is public"))
    elif len(reason.strip()) > LONGEST_REASON:
        found.append(RecordProblem("reason", f"has {len(reason.strip())} characters", f"at most {LONGEST_REASON}"))
    return found
