"""Codings as a data package holds them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from catalog.coding.attributes import ATTRIBUTES
from typology import Support

# the order of the keys in fixtures/second-coding.jsonl; codings of release 2026.11 have no codebook, those of 2026.12 no
# attributes, and both must stay as they are
_KEYS = ("slug", "coder", "codebook", "read", "page", "same_page", "supports", "attributes", "confidence")
_SUPPORT_KEYS = ("present", "absence", "evidence", "basis")


def has_codebook(coding: Mapping[str, Any]) -> bool:
    """Whether a coding states the codebook that the coder followed."""
    return "codebook" in coding


def has_attributes(coding: Mapping[str, Any]) -> bool:
    """Whether a coding has codes besides those of the supports."""
    return bool(coding.get("attributes"))


def coding_line(coding: Mapping[str, Any]) -> str:
    """Return a coding as a line of codings.jsonl without the line break. Databases may have shuffled its keys."""
    supports = {
        support.code: {
            key: coding["supports"][support.code][key] for key in _SUPPORT_KEYS if key in coding["supports"][support.code]
        }
        for support in Support
    }
    line = {**{key: coding[key] for key in _KEYS if key in coding}, "supports": supports}
    if has_attributes(coding):
        line["attributes"] = {name: coding["attributes"][name] for name in ATTRIBUTES if name in coding["attributes"]}
    return json.dumps(line, ensure_ascii=False)
