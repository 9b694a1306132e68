"""Where a later coder differs from coder A: what is open, and what a reviewer decided."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.models import Coding, ProgramVersion, VersionState
from catalog.models.coding import FIRST_CODER
from catalog.records.reproducibility import FIELDS, CodedTwice, beside_first
from typology import Support


@dataclass(frozen=True)
class Disagreement:
    """Two codings that differ on a support: `pair` holds both and the decision, if there is one.

    `coding` is the key of the later one, `program` that of the program. `record` holds the supports of the published
    record as it stands, `pending` those of a change that waits; None where there is none. `rejected` holds those of the
    changes that were rejected since the decision.
    """

    coding: int
    program: int
    pair: CodedTwice
    record: Support | None
    pending: Support | None
    rejected: tuple[Support, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it waits for a reviewer: nobody has decided it, or the change that was to follow was rejected."""
        return self.pair.published and (self.pair.decision is None or self.turned_down)

    @property
    def turned_down(self) -> bool:
        """Whether a change that says what was decided was rejected, and nothing else says it."""
        told = self._says_so(self.record) or self._says_so(self.pending)
        return not told and any(self._says_so(supports) for supports in self.rejected)

    @property
    def followed(self) -> bool:
        """Whether the published record says what was decided."""
        return self._says_so(self.record)

    @property
    def following(self) -> bool:
        """Whether a change that waits says what was decided, and the published record does not."""
        return not self.followed and self._says_so(self.pending)

    def _says_so(self, supports: Support | None) -> bool:
        decision = self.pair.decision
        return decision is not None and supports is not None and not (supports ^ decision.present) & decision.disputed


def disagreements() -> tuple[Disagreement, ...]:
    """Every later coding that differs from coder A's of the same program, by the program's name; in a few queries.

    Also those of programs retired since: their pair is not `published`, and there is nothing left to decide.
    """
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    rows = list(Coding.objects.filter(program__in=again).values("pk", "program_id", *FIELDS))
    keys = {(row["program__slug"], row["coder"]): (row["pk"], row["program_id"], row["decision__time"]) for row in rows}
    pairs = sorted((pair for pair in beside_first(rows) if pair.differing), key=lambda pair: pair.name.casefold())
    found = [(*keys[pair.slug, pair.second.coder], pair) for pair in pairs]
    standing = _standing([program for _, program, _, _ in found])
    rejected = _rejected({program for _, program, decided, _ in found if decided})
    return tuple(
        Disagreement(
            coding,
            program,
            pair,
            standing.get((program, VersionState.PUBLISHED)),
            standing.get((program, VersionState.PENDING)),
            tuple(supports for time, supports in rejected.get(program, ()) if decided and time >= decided),
        )
        for coding, program, decided, pair in found
    )


def open_disagreements() -> tuple[Disagreement, ...]:
    """What waits for a reviewer: see Disagreement.open."""
    return tuple(found for found in disagreements() if found.open)


def _standing(programs: list[int]) -> dict[tuple[int, str], Support]:
    """The supports that published and pending versions of these programs give, by program and state."""
    states = (VersionState.PUBLISHED, VersionState.PENDING)
    versions = ProgramVersion.objects.filter(program__in=programs, state__in=states)
    rows = versions.values_list("program_id", "state", "record__supports")
    return {(program, state): _given(supports) for program, state, supports in rows}


def _rejected(programs: set[int]) -> dict[int, list[tuple[datetime.datetime, Support]]]:
    """When the rejected versions of these programs were written, and the supports that they give, by program."""
    found: dict[int, list[tuple[datetime.datetime, Support]]] = {}
    versions = ProgramVersion.objects.filter(program__in=programs, state=VersionState.REJECTED)
    for program, time, supports in versions.values_list("program_id", "time", "record__supports"):
        found.setdefault(program, []).append((time, _given(supports)))
    return found


def _given(supports: Mapping[str, Mapping[str, Any]]) -> Support:
    """The supports that are present in the JSON of a record's supports."""
    return Support.from_codes(code for code, support in supports.items() if support["present"])
