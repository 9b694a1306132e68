"""What a decision between two codings makes of a program's record. Pure: rows are read and written elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.coding.coders import supports_under
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from typology import AS_CODED, Rule, Support

UNTIED = ""  # chosen as a source: none of them


@dataclass(frozen=True)
class DisputedCoding:
    """One of two codings between which is decided: who coded what, on which page, and when that was read.

    `rules` are the coding rules that the comparison of the two leaves out.
    """

    coder: str
    supports: Mapping[str, Mapping[str, Any]]
    page: str | None = None
    read: datetime.date | None = None
    rules: Rule = AS_CODED

    def has_support(self, code: str) -> bool:
        """Whether this coder coded the support present, without the rules left out."""
        return code in supports_under(self.supports, self.rules).codes


def find_disputes(first: DisputedCoding, second: DisputedCoding) -> tuple[str, ...]:
    """The codes of the supports that one of the two coded present and the other absent."""
    return tuple(support.code for support in Support if first.has_support(support.code) != second.has_support(support.code))


def record_has(record: ProgramRecord, code: str, rules: Rule) -> bool:
    """Whether the record has the support present, without these coding rules: what a decision is held against."""
    return code in supports_of(record, rules).codes


def needs_source(record: ProgramRecord, code: str, followed: DisputedCoding) -> bool:
    """Whether to follow this coding on a support changes the record and the source that shows it must be chosen."""
    changes = record_has(record, code, followed.rules) != followed.has_support(code)
    return changes and followed.page not in {source.url for source in record.sources}


def needs_basis(record: ProgramRecord, followed: DisputedCoding) -> bool:
    """Whether to follow this coding makes recognize present in the record, and the coding does not tell its basis."""
    changes = followed.has_support("recognize") and not record_has(record, "recognize", followed.rules)
    return changes and not followed.supports["recognize"].get("basis")


def apply_decision(
    record: ProgramRecord,
    codings: tuple[DisputedCoding, DisputedCoding],
    supports: Mapping[str, bool],
    *,
    basis: Sequence[str] = (),
    sources: Mapping[str, str] | None = None,
    title: str = "",
) -> dict[str, Any] | None:
    """The record after a decision on the disputed supports, not validated yet; None where it says so already.

    A support that the record codes otherwise takes its evidence from the coding that was followed, its source from
    that coding's page where it is among the sources, else from `sources` (an address by the support's code). There the
    page of the coding may be named too: it joins the record's sources under `title`. `basis` is used for a coding that
    has none. Where the program no longer prepares, `models` is cleared; `practice` stays, as codebook 2 allows. A basis
    of recognition that the comparison left out was not in dispute: it stays, and the program then still recognizes.
    """
    changed = record.as_json()
    rules = codings[0].rules
    for code, present in supports.items():
        if record_has(record, code, rules) == present:
            continue
        followed = next(coding for coding in codings if coding.has_support(code) == present)
        support = changed["supports"][code]
        support["present"], support["evidence"] = present, followed.supports[code]["evidence"]
        if needs_source(record, code, followed):
            support["source"] = (sources or {}).get(code, UNTIED) or None
            _add_page(changed, support["source"], followed, title)
        else:
            support["source"] = followed.page
        if code == "recognize":
            kept = [term for term in support["basis"] if term in rules.basis]
            support["basis"] = [*(followed.supports[code].get("basis") or basis), *kept] if present else kept
            support["present"] = present or bool(kept)
        if code == "prepare" and not present:
            changed["models"] = []
    return changed if changed != record.as_json() else None


def _add_page(record: dict[str, Any], address: str | None, followed: DisputedCoding, title: str) -> None:
    known = {source["url"] for source in record["sources"]}
    if address and address == followed.page and address not in known and followed.read:
        record["sources"].append({"url": address, "title": title, "read": followed.read.isoformat()})
