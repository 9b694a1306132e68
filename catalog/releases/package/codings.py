"""Codings as a data package holds them: their shape, and one as a line of codings.jsonl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.coding.record import CODEBOOK
from typology import Support

# the keys of a coding in their order, and what each may hold (fixtures/second-coding.jsonl); codings of releases up to
# 2026.11 have no codebook, and must stay as they are
_KEYS: dict[str, Any] = {
    "slug": str,
    "coder": str,
    "codebook": str,
    "read": str | None,
    "page": str | None,
    "same_page": bool | None,
    "supports": Mapping,
    "confidence": str,
}
# the keys of each support; coder A's and people's `recognize` alone has a basis
_SUPPORT_KEYS = {"present": bool, "evidence": str, "basis": list}
_SUPPORTS = tuple(support.code for support in Support)


def refuse_coding(coding: Any) -> None:
    """Raise ValueError, naming the place, where `coding` is not shaped as a coding."""
    _refuse(coding, {key: kind for key, kind in _KEYS.items() if key != "codebook" or has_codebook(coding)}, "a coding")
    where = f"coder {coding['coder']!r:.40} of {coding['slug']!r:.140}"
    if has_codebook(coding) and not CODEBOOK.fullmatch(coding["codebook"]):
        raise ValueError(f"{where}: codebook is not a number: {coding['codebook']!r:.40}")
    _refuse(coding["supports"], dict.fromkeys(_SUPPORTS, Mapping), f"{where}: supports")
    for name, support in coding["supports"].items():
        wanted = {
            key: kind for key, kind in _SUPPORT_KEYS.items() if key != "basis" or (name == "recognize" and "basis" in support)
        }
        _refuse(support, wanted, f"{where}: supports.{name}")
    if not all(isinstance(code, str) for code in coding["supports"]["recognize"].get("basis", [])):
        raise ValueError(f"{where}: supports.recognize.basis is not a list of codes")


def has_codebook(coding: Any) -> bool:
    """Whether a coding says with which codebook it was made."""
    return isinstance(coding, Mapping) and "codebook" in coding


def coding_line(coding: Mapping[str, Any]) -> str:
    """A coding as one line of JSON, its keys in order (a database may have shuffled them), without the line's end."""
    supports = {
        name: {key: coding["supports"][name][key] for key in _SUPPORT_KEYS if key in coding["supports"][name]}
        for name in _SUPPORTS
    }
    return json.dumps({**{key: coding[key] for key in _KEYS if key in coding}, "supports": supports}, ensure_ascii=False)


def _refuse(value: Any, wanted: Mapping[str, Any], where: str) -> None:
    """Raise ValueError where `value` is not an object of just the wanted keys, each of its kind."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} is not an object")
    for key in sorted({*value, *wanted}):
        if key not in wanted:
            raise ValueError(f"{where} has {key!r:.40}, which is not a key of codings")
        if key not in value:
            raise ValueError(f"{where} has no {key!r}")
        if not isinstance(value[key], wanted[key]):
            raise ValueError(f"{where}: {key!r} holds what it may not: {value[key]!r:.60}")
