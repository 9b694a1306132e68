"""Disagreements of later coders with coder A under the same codebook: open and decided ones."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.coding.coders import supports_under
from catalog.coding.reliability import FIELDS, CodingPair, compare, with_first
from catalog.models import Coding, ProgramVersion, VersionState
from catalog.models.coding import FIRST_CODER
from typology import Support

Supports = Mapping[str, Mapping[str, Any]]  # as a record has them


@dataclass(frozen=True)
class Disagreement:
    """Two codings that differ on a support: `pair` holds both and the decision, if any.

    `coding` is the primary key of the later coding, `program` that of the program. `record` holds the supports of the
    published record, `pending` those of a pending change (or None), `rejected` those of the changes rejected since the
    decision; all without the coding rules that the comparison leaves out.
    """

    coding: int
    program: int
    pair: CodingPair
    record: Support | None
    pending: Support | None
    rejected: tuple[Support, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a reviewer must decide: it is undecided, or the resulting change was rejected."""
        return self.pair.published and (self.pair.decision is None or self.is_rejected)

    @property
    def is_rejected(self) -> bool:
        """Whether the change that follows the decision was rejected, and no other version follows it."""
        if self._follows(self.record) or self._follows(self.pending):
            return False
        return any(map(self._follows, self.rejected))

    @property
    def is_followed(self) -> bool:
        """Whether the published record follows the decision."""
        return self._follows(self.record)

    @property
    def is_pending(self) -> bool:
        """Whether a pending change follows the decision, and the published record does not."""
        return not self.is_followed and self._follows(self.pending)

    def _follows(self, supports: Support | None) -> bool:
        decision = self.pair.decision
        return decision is not None and supports is not None and not (supports ^ decision.present) & decision.disputed


def disagreements() -> tuple[Disagreement, ...]:
    """Return every later coding that differs from coder A's of the same program and codebook, by program name.

    Retired programs are included: their pair is not `published`, and there is nothing to decide.
    """
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    rows = list(Coding.objects.filter(program__in=again).values("pk", "program_id", *FIELDS))
    keys = {(row["program__slug"], row["codebook"], row["coder"]): row for row in rows}
    differing = [pair for pair in with_first(compare(rows)) if pair.differing]
    found = [
        (keys[pair.slug, pair.codebook, pair.second.coder], pair)
        for pair in sorted(differing, key=lambda pair: pair.name.casefold())
    ]
    current = _current([row["program_id"] for row, _ in found])
    rejected = _rejected({row["program_id"] for row, _ in found if row["decision__time"]})
    return tuple(_disagreement(row, pair, current, rejected) for row, pair in found)


def open_disagreements() -> tuple[Disagreement, ...]:
    """Return the disagreements that a reviewer must decide."""
    return tuple(found for found in disagreements() if found.is_open)


def _disagreement(
    row: Mapping[str, Any],
    pair: CodingPair,
    current: Mapping[tuple[int, str], Supports],
    rejected: Mapping[int, list[tuple[datetime.datetime, Supports]]],
) -> Disagreement:
    program, decided = row["program_id"], row["decision__time"]

    def counted(supports: Supports | None) -> Support | None:
        return None if supports is None else supports_under(supports, pair.rules)

    later = [supports for time, supports in rejected.get(program, ()) if decided and time >= decided]
    return Disagreement(
        row["pk"],
        program,
        pair,
        counted(current.get((program, VersionState.PUBLISHED))),
        counted(current.get((program, VersionState.PENDING))),
        tuple(supports_under(supports, pair.rules) for supports in later),
    )


def _current(programs: list[int]) -> dict[tuple[int, str], Supports]:
    """Return the supports of the published and pending versions of these programs, by program and state."""
    states = (VersionState.PUBLISHED, VersionState.PENDING)
    versions = ProgramVersion.objects.filter(program__in=programs, state__in=states)
    rows = versions.values_list("program_id", "state", "record__supports")
    return {(program, state): supports for program, state, supports in rows}


def _rejected(programs: set[int]) -> dict[int, list[tuple[datetime.datetime, Supports]]]:
    """Return the time and supports of the rejected versions of these programs, by program."""
    found: dict[int, list[tuple[datetime.datetime, Supports]]] = {}
    versions = ProgramVersion.objects.filter(program__in=programs, state=VersionState.REJECTED)
    for program, time, supports in versions.values_list("program_id", "time", "record__supports"):
        found.setdefault(program, []).append((time, supports))
    return found
