"""The values of facets that words of a search name: states by code and name, others by label or everyday words.

A search looks in texts. The same value as a filter finds more, such as the nationwide programs that are open in a state.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from catalog.schema.codebook import original_book, own_book
from catalog.schema.vocabulary import Book, Vocabulary, original_vocabulary
from catalog.search.stemming import STOP_WORDS, fold, stem
from catalog.search.tokens import Item, Words

SYNONYMS = Path(__file__).resolve().parents[2] / "fixtures" / "synonyms.toml"
# facets whose labels people type
_BY_LABEL = ("credential", "delivery", "receives", "grade", "entry", "form", "focus")
# the words around a code of a state that is also a degree, as in "MA in education" and "an MA"
_AFTER_DEGREE = frozenset({("in",), ("degree",), ("degrees",)})
_BEFORE_DEGREE = frozenset({("a",), ("an",), ("my",)})
_STATE_LONGEST = 4  # words in the name of a state


@dataclass(frozen=True)
class NamedValues:
    """Values of one facet that words name. `state` is the code if the words are a state's code or name."""

    facet: str
    codes: tuple[str, ...]
    state: str = ""


def named_at(items: Sequence[Item], place: int, capitals: bool) -> tuple[NamedValues | None, int]:
    """Return the values that the items from this place name and how many items name them, or (None, 0).

    `capitals` says whether capitals mean something: see state_code().
    """
    listed, longest = everyday()
    states = _state_names(original_vocabulary("state"))
    if _begins_name(items, place):
        return None, 0
    for taken in range(min(max(longest, _STATE_LONGEST), len(items) - place), 0, -1):
        run = items[place : place + taken]
        if not all(item.plain for item in run):
            continue
        words = tuple(word for item in run for word in item.words)
        if words in states:
            return NamedValues("state", (states[words],), states[words]), taken
        found = listed.get(tuple(map(stem, words)))
        if found and (taken > 1 or not _may_be_state(run[0]) or _is_degree(items, place)):
            return found, taken
    item = items[place]
    code = "" if not item.plain or _is_degree(items, place) else state_code(item.text, capitals, alone=len(items) == 1)
    return (NamedValues("state", (code,), code), 1) if code else (None, 0)


def _may_be_state(item: Item) -> bool:
    return item.text.strip(".,;:()").replace(".", "").upper() in original_vocabulary("state").by_code


def _is_degree(items: Sequence[Item], place: int) -> bool:
    """Return whether an item is a degree and no state: M.A. with dots, "MA in education", "MA degree", "an MA"."""
    item = items[place]
    if item.words not in degrees():
        return False
    before = items[place - 1].words if place else ()
    after = items[place + 1].words if place + 1 < len(items) else ()
    return "." in item.text.strip(".,;:()") or after in _AFTER_DEGREE or before in _BEFORE_DEGREE


def _begins_name(items: Sequence[Item], place: int) -> bool:
    """Return whether a name begins here in which words do not name values, as in "master teacher"."""
    names = _names()
    longest = max(map(len, names))
    words = tuple(stem(word) for item in items[place : place + longest] if item.plain for word in item.words)
    return any(words[:taken] in names for taken in range(2, longest + 1))


def state_code(typed: str, capitals: bool, alone: bool) -> str:
    """Return the state of this code, with or without dots; "" for no state and for a degree with dots, such as M.A.

    IN, OR, ME and HI are states in capitals, unless everything is in capitals. In lower case they are words unless they
    are the whole search. Other codes are states in both cases.
    """
    bare = typed.strip(".,;:()").replace(".", "")
    code = bare.upper()
    if code not in original_vocabulary("state").by_code or ("." in typed.strip(".,;:()") and tuple(fold(bare)) in degrees()):
        return ""
    is_state = alone or code.lower() not in STOP_WORDS or (capitals and bare.isupper())
    return code if is_state else ""


@cache
def degrees() -> frozenset[Words]:
    """Return every way to write a degree, folded, from fixtures/synonyms.toml."""
    groups = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["degrees"]
    return frozenset(tuple(fold(member)) for group in groups for member in group)


@cache
def _names() -> frozenset[Words]:
    names = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["names"]["words"]
    return frozenset(tuple(map(stem, fold(name))) for name in names)


@cache
def opinions(kind: str = "opinions") -> frozenset[Words]:
    """Return the words of an opinion, such as "best", folded, from fixtures/synonyms.toml; "cheap" are those about cost."""
    return frozenset(tuple(fold(word)) for word in tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))[kind]["words"])


@lru_cache(maxsize=16)
def _state_names(states: Vocabulary) -> Mapping[Words, str]:
    return {tuple(fold(term.label)): code for code, term in states.by_code.items()}


def everyday() -> tuple[Mapping[Words, NamedValues], int]:
    """Return the values that labels and everyday words name, by the stems of the words, and the length of the longest.

    The words are the labels of some facets and those in fixtures/synonyms.toml, where a word may name several values.
    Raises KeyError if that file has a value that the catalog does not have. Values that a release does not have are
    ignored.
    """
    return _everyday(original_book())


@lru_cache(maxsize=16)
def _everyday(words_in_use: Book) -> tuple[Mapping[Words, NamedValues], int]:
    codes: dict[Words, tuple[str, list[str]]] = {}

    def list_as(facet: str, code: str, typed: str) -> None:
        facet_of, known = codes.setdefault(tuple(map(stem, fold(typed))), (facet, []))
        if facet_of == facet and code not in known:
            known.append(code)

    data = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    for facet, values in data["named"].items():
        for code, words in values.items():
            if words_in_use is not own_book() and code not in original_vocabulary(facet).by_code:
                continue
            for typed in words:
                list_as(facet, original_vocabulary(facet).by_code[code].code, typed)
    for group in data["degrees"]:  # one spelling of a degree stands for all
        for facet, known in [codes[words] for words in (tuple(map(stem, fold(one))) for one in group) if words in codes][:1]:
            for code, member in product(tuple(known), group):
                list_as(facet, code, member)
    for facet in _BY_LABEL:
        terms = original_vocabulary(facet)
        for term in terms.terms:  # the label of a replaced term means the one in its place, that of a withdrawn one nothing
            code = terms.renamed.get(term.code, term.code)
            if code in terms.accepted:
                list_as(facet, code, term.label)
    named = {
        words: NamedValues(facet, tuple(original_vocabulary(facet).in_order(found))) for words, (facet, found) in codes.items()
    }
    return named, max(map(len, named))
