"""A record under changed rules of coding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.schema.codebook import own_book
from catalog.schema.fields import ProgramRecord
from catalog.schema.parts import SILENT
from typology import AS_CODED, Rule, Support, limit_supports


@dataclass(frozen=True)
class SecondCodes:
    """A program's codes by the second coder: the supports coded, their evidence, and the basis of recognize.

    `basis` is None where the coding names none (codebook 1). `left_out` are the coding rules that the coder left out.
    """

    supports: Support
    basis: frozenset[str] | None
    left_out: Rule = AS_CODED
    evidence: Mapping[str, str] = field(default_factory=dict)

    def over(self, recorded: Iterable[str]) -> tuple[Support, frozenset[str]]:
        """Return the supports and the basis by these codes, for a record with the basis `recorded`.

        A coding rule that the coder left out follows from the record alone, as in the codebook. Where the coding names no
        basis, it is that of the record.
        """
        basis = frozenset(recorded) if self.basis is None else self.basis | (frozenset(recorded) & self.left_out.basis)
        if Support.RECOGNIZE in self.supports or (self.basis is not None and basis):
            return self.supports | Support.RECOGNIZE, basis
        return self.supports, frozenset()


def supports_of(record: ProgramRecord, rules: Rule = AS_CODED) -> Support:
    """Return the supports that are present in a record and count under the coding rules."""
    return limit_supports(record.given_supports, record.supports.recognize.basis, rules)


def apply_rules(record: ProgramRecord, rules: Rule, second: SecondCodes | None = None) -> ProgramRecord | None:
    """Return the record under changed rules of coding, with the second coder's codes if given; None if no support is left.

    A support that does not count becomes absent, with an empty basis; its evidence stays. Its pages describe nothing else that
    counts, so the support is not described; no page rules it out. Rules that leave programs out depend on other programs: see
    catalog.browse.program_set.
    """
    record = _recode(record, second) if second else record
    left = supports_of(record, rules)
    if not left:
        return None
    if left == supports_of(record):
        return record
    absent = {"recognize": record.supports.recognize.model_copy(update={"present": False, "absence": SILENT, "basis": []})}
    return record.model_copy(update={"supports": record.supports.model_copy(update=absent)})


def _recode(record: ProgramRecord, second: SecondCodes) -> ProgramRecord:
    """Return the record with the second coder's supports. Evidence stays where the record's own code counts."""
    supports, basis = second.over(record.supports.recognize.basis)
    changed = {}
    for support in Support:
        present = support in supports
        absence = record.supports.of(support.code).absence or SILENT
        update: dict[str, object] = {"present": present, "absence": None if present else absence}
        if present == (support in second.supports) and second.evidence.get(support.code):
            update |= {"evidence": second.evidence[support.code], "source": None}
        if support == Support.RECOGNIZE:
            update["basis"] = [code for code in own_book().vocabularies["basis"].by_code if code in basis]
        changed[support.code] = record.supports.of(support.code).model_copy(update=update)
    return record.model_copy(update={"supports": record.supports.model_copy(update=changed)})
