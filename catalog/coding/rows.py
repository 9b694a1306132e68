"""Codings in long form: one row for each thing that a coder coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.coding.attributes import ATTRIBUTES
from catalog.coding.coders import codebook_of
from typology import Support

CODING_COLUMNS = ("program", "coder", "codebook", "attribute", "present", "codes", "evidence", "page", "date", "confidence")


def coding_rows(coding: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a coder coded: the three supports, then the fields of the record that were coded too.

    `codes` is the basis of recognize, or the codes of a field. Only supports have `present` and `evidence`.
    """
    key = {"program": coding["slug"], "coder": coding["coder"], "codebook": codebook_of(coding)}
    about = {"page": coding["page"], "date": coding["read"], "confidence": coding["confidence"]}
    for code, support in ((support.code, coding["supports"][support.code]) for support in Support):
        codes, evidence = support.get("basis", []), support["evidence"]
        yield {**key, "attribute": code, "present": support["present"], "codes": codes, "evidence": evidence, **about}
    fields = coding.get("attributes") or {}
    for name in (name for name in ATTRIBUTES if name in fields):
        yield {**key, "attribute": name, "present": None, "codes": fields[name], "evidence": None, **about}
