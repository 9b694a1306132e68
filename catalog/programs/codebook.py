"""The codebook's rules for the supports, read from fixtures/CODEBOOK.md, so that they are written only once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from catalog.models.coding import FIRST_CODEBOOK
from catalog.schema.vocabulary import FILE as VOCABULARY
from typology import Support

FILE = VOCABULARY.parent / "CODEBOOK.md"


@dataclass(frozen=True)
class SupportRule:
    """When a support is present, and what is not enough."""

    code: str
    present: str
    not_enough: str


@dataclass(frozen=True)
class Rules:
    """The rule of each support and of each basis by code, and the rules for all supports."""

    supports: dict[str, SupportRule]
    bases: dict[str, str]
    general: tuple[str, ...]


@cache
def rules() -> Rules:
    """Return the rules of the catalog's codebook, read once in each process."""
    return read(FILE.read_text(encoding="utf-8"))


@cache
def current_codebook() -> str:
    """Return the number of the catalog's codebook."""
    return codebook_number(FILE.read_text(encoding="utf-8"))


def codebook_number(text: str) -> str:
    """Return the number in a codebook's title, ``# Codebook 2: …``; the first codebook's title has none."""
    title = re.match(r"# Codebook (\d{1,3}):", text)
    return title[1] if title else FIRST_CODEBOOK


@cache
def history() -> tuple[str, ...]:
    """Return the paragraphs on how the present data came to be, as plain text; empty if the codebook has none.

    Leaves out the sentence that nobody has reviewed the codes: the page that quotes this counts the reviews.
    """
    _, _, after = FILE.read_text(encoding="utf-8").partition("\n## How the present data came to be\n")
    section = after.partition("\n## ")[0].replace(" (this file)", "")
    section = re.sub(r"No person has reviewed the codes yet[^.]*\.", "", section)
    return tuple(filter(None, map(_plain, section.splitlines())))


def read(text: str) -> Rules:
    """Return the rules in a codebook (Markdown), as plain text.

    Raises ValueError if the rule of a support is missing.
    """
    _, _, after = text.partition("## The three supports")
    section = after.partition("\n## ")[0]
    found = {}
    for support in Support:
        row = re.search(rf"^\| `{support.code}` \|([^|\n]+)\|([^|\n]+)\|$", section, re.MULTILINE)
        if row is None:
            raise ValueError(f"The codebook has no rule for {support.code}.")
        found[support.code] = SupportRule(support.code, _plain(row[1]), _plain(row[2]))
    rows = re.findall(r"^\| `(\w+)`[^|\n]*\|([^|\n]+)\|$", section, re.MULTILINE)
    bases = {code: _plain(words) for code, words in rows}
    blocks = [block for block in section.split("\n\n")[1:] if not block.startswith("|") and not block.endswith(":")]
    return Rules(found, bases, tuple(filter(None, map(_plain, blocks))))


def _plain(markdown: str) -> str:
    words = " ".join(re.sub(r"[`*]", "", markdown).split())
    return words[:1].upper() + words[1:]
