"""Where a later coder differs from coder A: what is open, and what a reviewer decided."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Coding, ProgramVersion, VersionState
from catalog.models.coding import FIRST_CODER
from catalog.records.reproducibility import FIELDS, CodedTwice, beside_first
from catalog.records.ruled import supports_of
from typology import Support


@dataclass(frozen=True)
class Disagreement:
    """Two codings that differ on a support: `pair` holds both and the decision, if there is one.

    `coding` is the key of the later one, `program` that of the program. `record` holds the supports of the published
    record as it stands, `pending` those of a change that waits; None where there is none.
    """

    coding: int
    program: int
    pair: CodedTwice
    record: Support | None
    pending: Support | None

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
    """Every later coding that differs from coder A's of the same program, by the program's name; in two queries.

    Also those of programs retired since: their pair is not `published`, and there is nothing left to decide.
    """
    again = Coding.objects.exclude(coder=FIRST_CODER).values("program")
    rows = list(Coding.objects.filter(program__in=again).values("pk", "program_id", *FIELDS))
    keys = {(row["program__slug"], row["coder"]): (row["pk"], row["program_id"]) for row in rows}
    pairs = sorted((pair for pair in beside_first(rows) if pair.differing), key=lambda pair: pair.name.casefold())
    found = [(*keys[pair.slug, pair.second.coder], pair) for pair in pairs]
    standing = _standing([program for _, program, _ in found])
    return tuple(
        Disagreement(
            coding,
            program,
            pair,
            standing.get((program, VersionState.PUBLISHED)),
            standing.get((program, VersionState.PENDING)),
        )
        for coding, program, pair in found
    )


def open_disagreements() -> tuple[Disagreement, ...]:
    """Those of published programs that nobody has decided: what waits for a reviewer."""
    return tuple(found for found in disagreements() if found.pair.published and found.pair.decision is None)


def _standing(programs: list[int]) -> dict[tuple[int, str], Support]:
    """The supports that published and pending versions of these programs give, by program and state."""
    states = (VersionState.PUBLISHED, VersionState.PENDING)
    versions = ProgramVersion.objects.filter(program__in=programs, state__in=states)
    rows = versions.values_list("program_id", "state", "record__supports")
    return {(program, state): supports_of({"supports": supports}) for program, state, supports in rows}
