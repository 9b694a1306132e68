"""What the codebook says of the supports, taken from fixtures/CODEBOOK.md for those who code: its words stand nowhere twice."""

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
    """When a support is coded present, and what is not enough for it."""

    code: str
    present: str
    not_enough: str


@dataclass(frozen=True)
class Rules:
    """The rule of each support by its code, when each basis of recognize is present, and what holds for all of them."""

    supports: dict[str, SupportRule]
    bases: dict[str, str]
    general: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules of the catalog's own codebook, read once for each process."""
    return read(FILE.read_text(encoding="utf-8"))


@cache
def current_codebook() -> str:
    """The number of the catalog's own codebook, under which people and coder A code now."""
    return codebook_number(FILE.read_text(encoding="utf-8"))


def codebook_number(text: str) -> str:
    """The number of a codebook from its title, ``# Codebook 2: …``; the first codebook's title has none."""
    title = re.match(r"# Codebook (\d{1,3}):", text)
    return title[1] if title else FIRST_CODEBOOK


@cache
def history() -> tuple[str, ...]:
    """How the present data came to be, paragraph by paragraph, as plain text; empty where the codebook does not say.

    Without the sentence that nobody has reviewed the codes: the page that quotes this counts the reviews itself.
    """
    _, _, after = FILE.read_text(encoding="utf-8").partition("\n## How the present data came to be\n")
    section = after.partition("\n## ")[0].replace(" (this file)", "")
    section = re.sub(r"No person has reviewed the codes yet[^.]*\.", "", section)
    return tuple(filter(None, map(_plain, section.splitlines())))


def read(text: str) -> Rules:
    """The rules in a codebook's text (Markdown), as plain text.

    Raises ValueError where its section on the supports has no row for one of them.
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
