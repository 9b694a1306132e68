"""How a decision between two codings changes a program's record. No database access."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.coding.attributes import ATTRIBUTES, Attributes, record_attributes, takes_one
from catalog.coding.coders import supports_under
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.parts import settle_absence
from typology import AS_CODED, Rule, Support

UNTIED = ""  # the chosen source: none of them


@dataclass(frozen=True)
class DisputedCoding:
    """One of the two codings to decide between, with the page and the day of reading.

    `rules` are the coding rules that the comparison leaves out.
    """

    coder: str
    supports: Mapping[str, Mapping[str, Any]]
    page: str | None = None
    read: datetime.date | None = None
    rules: Rule = AS_CODED
    attributes: Attributes = field(default_factory=dict)

    def has_support(self, code: str) -> bool:
        """Whether this coder coded the support as present, without the left-out rules."""
        return code in supports_under(self.supports, self.rules).codes


def find_disputes(first: DisputedCoding, second: DisputedCoding) -> tuple[str, ...]:
    """Return the codes of the supports on which the two codings differ."""
    return tuple(support.code for support in Support if first.has_support(support.code) != second.has_support(support.code))


def find_disputed_attributes(first: DisputedCoding, second: DisputedCoding) -> tuple[str, ...]:
    """Return the fields that both coded, with different sets of codes."""
    both = (name for name in ATTRIBUTES if name in first.attributes and name in second.attributes)
    return tuple(name for name in both if set(first.attributes[name]) != set(second.attributes[name]))


def record_has(record: ProgramRecord, code: str, rules: Rule) -> bool:
    """Whether the support is present in the record without these coding rules."""
    return code in supports_of(record, rules).codes


def needs_source(record: ProgramRecord, code: str, followed: DisputedCoding) -> bool:
    """Whether following this coding changes the record's support, and a reviewer must choose the source."""
    changes = record_has(record, code, followed.rules) != followed.has_support(code)
    return changes and followed.page not in {source.url for source in record.sources}


def needs_basis(record: ProgramRecord, followed: DisputedCoding) -> bool:
    """Whether following this coding makes recognize present, and a reviewer must choose the basis."""
    changes = followed.has_support("recognize") and not record_has(record, "recognize", followed.rules)
    return changes and not followed.supports["recognize"].get("basis")


def apply_decision(
    record: ProgramRecord,
    codings: tuple[DisputedCoding, DisputedCoding],
    supports: Mapping[str, bool],
    *,
    attributes: Mapping[str, Sequence[str]] | None = None,
    basis: Sequence[str] = (),
    sources: Mapping[str, str] | None = None,
    title: str = "",
) -> dict[str, Any] | None:
    """Return the unvalidated JSON of the record after a decision on what is disputed; None if nothing changes.

    A changed support takes its evidence from the followed coding. Its source is that coding's page if the record has it
    as a source, else the one in `sources` (support code -> address). If that is the coding's page, it is added to the
    record's sources under `title`. `basis` is used if the followed coding has none. If the program no longer prepares,
    `models` is cleared; `practice` stays, as codebook 2 allows. A basis that the comparison leaves out is not disputed: it
    stays, and the program still recognizes. `attributes` has the decided codes of each disputed field.
    """
    changed = record.as_json()
    rules = codings[0].rules
    for code, present in supports.items():
        if record_has(record, code, rules) == present:
            continue
        followed = next(coding for coding in codings if coding.has_support(code) == present)
        support = changed["supports"][code]
        coded = followed.supports[code]
        support["present"], support["evidence"] = present, coded["evidence"]
        support["absence"] = settle_absence(present, coded.get("absence"))
        if needs_source(record, code, followed):
            support["source"] = (sources or {}).get(code, UNTIED) or None
            _add_page(changed, support["source"], followed, title)
        else:
            support["source"] = followed.page
        if code == "recognize":
            undisputed = [term for term in support["basis"] if term in rules.basis]
            support["basis"] = [*(followed.supports[code].get("basis") or basis), *undisputed] if present else undisputed
            support["present"] = present or bool(undisputed)
            support["absence"] = settle_absence(support["present"], support["absence"])
        if code == "prepare" and not present:
            changed["models"] = []
    held = record_attributes(record)
    for name, codes in (attributes or {}).items():
        if set(codes) != set(held.get(name, ())):
            changed[name] = codes[0] if takes_one(name) else list(codes)
    return changed if changed != record.as_json() else None


def _add_page(record: dict[str, Any], address: str | None, followed: DisputedCoding, title: str) -> None:
    known = {source["url"] for source in record["sources"]}
    if address and address == followed.page and address not in known and followed.read:
        record["sources"].append({"url": address, "title": title, "read": followed.read.isoformat()})
