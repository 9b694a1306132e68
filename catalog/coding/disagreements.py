"""Disagreements of later coders with coder A under the same codebook: open and decided ones."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.coding.reliability import FIELDS, RECORD_CODES, CodingPair, RecordCodes, codes_of_record, compare, with_first
from catalog.models import Coding, ProgramVersion, VersionState
from catalog.models.coding import FIRST_CODER

Stored = Sequence[Any]  # RECORD_CODES of a record


@dataclass(frozen=True)
class Disagreement:
    """Two codings that differ on a support or a field: `pair` holds both and the decision, if any.

    `coding` is the primary key of the later coding, `program` that of the program. `record` holds the codes of the
    published record, `pending` those of a pending change (or None), `rejected` those of the changes rejected since the
    decision; all without the coding rules that the comparison leaves out.
    """

    coding: int
    program: int
    pair: CodingPair
    record: RecordCodes | None
    pending: RecordCodes | None
    rejected: tuple[RecordCodes, ...] = ()

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

    def _follows(self, codes: RecordCodes | None) -> bool:
        decision = self.pair.decision
        return decision is not None and codes is not None and decision.agrees_with(*codes)


def disagreements() -> tuple[Disagreement, ...]:
    """Return every later coding that differs from coder A's of the same program and codebook, by program name.

    Retired programs are included: their pair is not `published`, and there is nothing to decide.
    """
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    rows = list(Coding.objects.filter(program__in=again).values("pk", "program_id", *FIELDS))
    keys = {(row["program__slug"], row["codebook"], row["coder"]): row for row in rows}
    differing = [pair for pair in with_first(compare(rows)) if pair.differing or pair.differing_attributes]
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
    current: Mapping[tuple[int, str], Stored],
    rejected: Mapping[int, list[tuple[datetime.datetime, Stored]]],
) -> Disagreement:
    program, decided = row["program_id"], row["decision__time"]

    def counted(codes: Stored | None) -> RecordCodes | None:
        return None if codes is None else codes_of_record(codes, pair.rules)

    later = [codes for time, codes in rejected.get(program, ()) if decided and time >= decided]
    return Disagreement(
        row["pk"],
        program,
        pair,
        counted(current.get((program, VersionState.PUBLISHED))),
        counted(current.get((program, VersionState.PENDING))),
        tuple(codes_of_record(codes, pair.rules) for codes in later),
    )


def _current(programs: list[int]) -> dict[tuple[int, str], Stored]:
    """Return the codes of the published and pending versions of these programs, by program and state."""
    states = (VersionState.PUBLISHED, VersionState.PENDING)
    versions = ProgramVersion.objects.filter(program__in=programs, state__in=states)
    rows = versions.values_list("program_id", "state", *RECORD_CODES)
    return {(program, state): codes for program, state, *codes in rows}


def _rejected(programs: set[int]) -> dict[int, list[tuple[datetime.datetime, Stored]]]:
    """Return the time and codes of the rejected versions of these programs, by program."""
    found: dict[int, list[tuple[datetime.datetime, Stored]]] = {}
    versions = ProgramVersion.objects.filter(program__in=programs, state=VersionState.REJECTED)
    for program, time, *codes in versions.values_list("program_id", "time", *RECORD_CODES):
        found.setdefault(program, []).append((time, codes))
    return found
