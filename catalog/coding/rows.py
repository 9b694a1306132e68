"""Codings in long form: one row for each thing that a coder coded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.coding.attributes import ATTRIBUTES
from catalog.coding.coders import codebook_of
from typology import Support

CODING_COLUMNS = (
    *("program", "coder", "codebook", "attribute", "present", "absence", "codes", "evidence"),
    *("page", "date", "confidence"),
)


def coding_rows(coding: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what a coder coded: the three supports, then the fields of the record that were coded too.

    `codes` is the basis of recognize, or the codes of a field. Only supports have `present`, `evidence` and, where the coder
    said it, `absence`: what the pages say of a support that is not present.
    """
    key = {"program": coding["slug"], "coder": coding["coder"], "codebook": codebook_of(coding)}
    about = {"page": coding["page"], "date": coding["read"], "confidence": coding["confidence"]}
    for code, support in ((support.code, coding["supports"][support.code]) for support in Support):
        said = {"present": support["present"], "absence": support.get("absence")}
        yield {**key, "attribute": code, **said, "codes": support.get("basis", []), "evidence": support["evidence"], **about}
    fields = coding.get("attributes") or {}
    for name in (name for name in ATTRIBUTES if name in fields):
        yield {**key, "attribute": name, "present": None, "absence": None, "codes": fields[name], "evidence": None, **about}
