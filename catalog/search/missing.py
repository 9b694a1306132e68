"""Well-known programs that are not in the catalog, named when a search asks for one (fixtures/missing.toml)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.schema.codebook import own_book
from catalog.search.parser import Query
from catalog.search.stemming import STOP_WORDS, fold, stem

MISSING = Path(__file__).resolve().parents[2] / "fixtures" / "missing.toml"


@dataclass(frozen=True)
class MissingProgram:
    """A program that the catalog does not have: its official name, its sponsor ("" if its name says it).

    A search asks for it with all words of one of `words`, which are stems, and names its `state`, if it has one.
    """

    name: str
    sponsor: str
    words: tuple[frozenset[str], ...]
    state: str = ""


@cache
def missing_programs() -> tuple[MissingProgram, ...]:
    """Return every program of fixtures/missing.toml."""
    data = tomllib.loads(MISSING.read_text(encoding="utf-8"))
    found = [
        MissingProgram(one["name"], one["sponsor"], tuple(map(_stems, [one["name"], *one.get("also", ())])))
        for one in data["program"]
    ]
    of_states = data["teacher_of_the_year"]
    words, states = tuple(map(_stems, of_states["words"])), own_book().vocabularies["state"].by_code
    for code in of_states["states"]:
        name = of_states["names"].get(code, f"{states[code].label} Teacher of the Year")
        found.append(MissingProgram(name, "", words, code))
    return tuple(found)


def find_missing(text: str, query: Query) -> MissingProgram | None:
    """Return the well-known missing program that a search asks for; None if it asks for no such program.

    `query` is the parsed text. The caller checks that no program has the name by now.
    """
    typed = _stems(text)
    states = {code for piece in query.pieces if piece.named and piece.named.facet == "state" for code in piece.named.codes}
    for one in missing_programs():
        if any(words <= typed for words in one.words) and (not one.state or one.state in states):
            return one
    return None


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(text) if word not in STOP_WORDS)
