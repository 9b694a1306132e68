"""The parser of searches: words, phrases, OR, minus, states, abbreviations.

    >>> understand('teacher "national board" mentor OR coach -award')

finds programs with *teacher*, the phrase, and *mentor* or *coach*, but without *award*. OR binds its
two neighbors; everything else is joined by AND. A last word that no program has may be the beginning of a longer one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.common.text import one_line
from catalog.schema.vocabulary import original_vocabulary
from catalog.search.facet_terms import SYNONYMS, NamedValues, degrees, named_at
from catalog.search.lexicon import Lexicon
from catalog.search.sites import Sites
from catalog.search.spanish import translate
from catalog.search.stemming import STOP_WORDS, fold, stem
from catalog.search.tokens import Item, Words, is_or, items_of

LONGEST_NAME = 40  # words: a longer text is no program's name
NEGATIONS = ("not", "no")  # common words, but what follows is not wanted


@dataclass(frozen=True)
class Clause:
    """One condition of a query: any of the alternatives, each with all of its runs of words, or any of the beginnings.

    The words of `alternatives` are compared by stem, the last word of each of `beginnings` as a prefix. A web address
    has the `keys` of its programs instead.
    """

    alternatives: tuple[tuple[Words, ...], ...]
    beginnings: tuple[Words, ...] = ()
    keys: frozenset[int] | None = None


@dataclass(frozen=True)
class Piece:
    """A part of the search that can be left out: one or more clauses, or an unwanted word.

    `named` are the values of a facet that it names.
    """

    text: str
    named: NamedValues | None = None


@dataclass(frozen=True)
class Query:
    """A parsed search: a program must match every clause and have none of the unwanted words.

    pieces      its parts as typed, in order, without `dropped`
    words       the words to search for as typed, unwanted ones too, in which a typing error is possible
    dropped     words that are too common to search for
    operators   the text with "or" and "not" as the search reads them; "" if it has neither
    cut         whether the text is longer than a search reads
    typed       all words in order, to compare with whole names
    """

    clauses: tuple[Clause, ...] = ()
    unwanted: tuple[Words, ...] = ()
    pieces: tuple[Piece, ...] = ()
    words: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    operators: str = ""
    cut: bool = False
    typed: Words = ()

    def __bool__(self) -> bool:
        return bool(self.clauses or self.unwanted)

    def without(self, *places: int) -> str:
        """Return the text without the pieces at these places."""
        return " ".join(piece.text for place, piece in enumerate(self.pieces) if place not in places)

    @property
    def runs(self) -> list[Words]:
        """Every run of words that is compared by stem."""
        return [run for clause in self.clauses for alternative in clause.alternatives for run in alternative]

    @property
    def beginnings(self) -> list[Words]:
        """Every run of words whose last is a prefix."""
        return [words for clause in self.clauses for words in clause.beginnings]


def understand(text: str, lexicon: Lexicon | None = None, sites: Sites | None = None) -> Query:
    """Parse a search, with the vocabularies of the codebook in use. Never raises.

    `lexicon` has the words of the programs. It gives other spellings of a word and shows which words no program has.
    Without it, each word is searched for as typed. `sites` has their web addresses: a typed one finds its programs.
    """
    site = sites.find(text) if sites else frozenset()
    if site:
        return Query((Clause((), keys=site),), pieces=(Piece(one_line(text)),))
    items, cut = items_of(one_line(text))
    items = translate(items, lexicon.has if lexicon else lambda word: False)
    # capitals mean nothing if everything is in capitals
    capitals = any(char.islower() for char in text) or not any(len(item.text) > 2 for item in items)
    clauses: list[Clause] = []
    unwanted: list[Words] = []
    pieces: list[Piece] = []
    words: list[str] = []
    dropped: list[str] = []
    written: list[str] = []  # how each item is read; empty if it is dropped
    joined = denied = False
    place = 0
    while place < len(items):
        item = items[place]
        if is_or(items, place) and clauses:
            written.append("OR")
            joined, place = True, place + 1
            continue
        if item.minus:
            unwanted += [item.words] if item.quoted else _forms(item.words, lexicon)
            pieces.append(Piece(item.written))
            words += item.words
            written.append(item.written)
            joined, denied, place = False, False, place + 1
            continue
        named, covered = named_at(items, place, capitals)
        state = named.state if named else ""
        found: list[Clause] = []
        start, end = place, place + max(covered, 1)
        while place < end:
            clause, taken, typed = _clause(items, place, state, covered, lexicon)
            if clause is None:
                dropped.append(items[place].text)
                # "no tuition" names a value as a whole
                written.append(items[place].text if named else "")
            else:
                found.append(clause)
                words += typed
                written += _as_typed(items[place : place + taken], state)
            place += taken
        if place > end:
            named = None  # an abbreviation covers more than the words that name a value
        if not found:
            joined, denied = False, denied or item.text.lower() in NEGATIONS
            continue
        # "not in Ohio" is no filter on Ohio
        piece = Piece(" ".join(text for text in written[start:place] if text), None if denied else named)
        if joined:
            before, first = clauses.pop(), found.pop(0)
            found.insert(0, Clause(before.alternatives + first.alternatives))  # no beginnings among what programs have
            piece = _either(pieces.pop(), piece)
        clauses += found
        pieces.append(piece)
        joined = denied = False
    operators, typed = _with_operators(items, written), tuple(fold(one_line(text)))
    return Query(
        tuple(clauses),
        tuple(unwanted),
        tuple(pieces),
        tuple(words),
        tuple(dropped),
        operators,
        cut,
        typed if len(typed) <= LONGEST_NAME else (),
    )


def _clause(
    items: Sequence[Item], place: int, state: str, covered: int, lexicon: Lexicon | None
) -> tuple[Clause | None, int, Words]:
    """Return the clause that begins here (None for a common word), how many items it takes, and its words to spell-check.

    `state` is the code of the state whose name or code begins here and takes `covered` items.
    """
    item, following = items[place], items[place + 1] if place + 1 < len(items) else None
    clause, taken = _abbreviation(items, place)
    if state and not (clause and taken > covered) and not _are_one_word(item, following, lexicon):
        return _state_clause(state, item.words), covered, ()
    if clause:
        return clause, taken, ()
    if following and lexicon and _are_one_word(item, following, lexicon):
        halves = (*item.words, *following.words)
        return Clause(tuple((form,) for form in lexicon.forms(*halves))), 2, halves
    if item.common:
        return None, 1, ()
    forms = [item.words] if item.quoted else _forms(item.words, lexicon)
    is_beginning = not following and not item.quoted and len(forms) == 1 and _may_be_beginning(item.words[-1], lexicon)
    return Clause(tuple((form,) for form in forms), (item.words,) if is_beginning else ()), 1, item.words


def _are_one_word(item: Item, following: Item | None, lexicon: Lexicon | None) -> bool:
    if not following or not lexicon or not item.plain or not following.plain:
        return False
    words = (*item.words, *following.words)
    return len(words) == 2 and not following.common and lexicon.is_one_word(*words)


def _forms(words: Words, lexicon: Lexicon | None) -> list[Words]:
    """Return the spellings of these words if they are one word or its two halves."""
    return lexicon.forms(*words) if lexicon and len(words) <= 2 else [words]


def _may_be_beginning(word: str, lexicon: Lexicon | None) -> bool:
    return lexicon is not None and len(word) > 1 and not lexicon.has(word) and not _begins_only_states(word, lexicon)


def _begins_only_states(word: str, lexicon: Lexicon) -> bool:
    """Return whether a word begins only names of states: those are matched whole, so "color" is not Colorado."""
    names = {word for term in original_vocabulary("state").terms for word in fold(term.label)}
    return any(name.startswith(word) for name in names) and not any(
        other.startswith(word) for other in lexicon.counts.keys() - names
    )


def _state_clause(code: str, typed: Words) -> Clause:
    name = (tuple(fold(original_vocabulary("state").by_code[code].label)),)
    return Clause((name,) if code.lower() in STOP_WORDS or typed[0] != code.lower() else (name, (typed,)))


def _as_typed(run: Sequence[Item], state: str) -> list[str]:
    """Return the items as typed. A state code that is also a common word becomes the state's name, which needs no capitals."""
    if state and len(run) == 1 and run[0].common:
        return [original_vocabulary("state").by_code[state].label]
    return [item.written for item in run]


def _either(one: Piece, other: Piece) -> Piece:
    """Return two pieces joined by OR. It names values if both name values of the same facet."""
    named = None
    if one.named and other.named and one.named.facet == other.named.facet:
        codes = original_vocabulary(one.named.facet).in_order((*one.named.codes, *other.named.codes))
        named = NamedValues(one.named.facet, tuple(codes))
    return Piece(f"{one.text} OR {other.text}", named)


def _with_operators(items: Sequence[Item], written: Sequence[str]) -> str:
    """Return the text with a dropped "or" as OR and a dropped "not" as minus; "" if neither was dropped.

    `written` is how each item is read, empty if it is dropped.
    """
    parts: list[str] = []
    either = against = changed = False
    for item, text in zip(items, written, strict=True):
        if not text:
            either = either or item.text.lower() == "or"
            against = against or item.text.lower() in NEGATIONS
            continue
        if against and not item.minus:
            parts.append(f"-{text}")
            changed = True
        elif either and parts and item.plain and not parts[-1].startswith("-"):
            parts += ["OR", text]
            changed = True
        else:
            parts.append(text)
        either = against = False
    return " ".join(parts) if changed else ""


def _abbreviation(items: Sequence[Item], place: int) -> tuple[Clause | None, int]:
    """Return the clause for an abbreviation or synonym that begins here, and how many items it takes."""
    listed, most = synonyms()
    for taken in range(min(most, len(items) - place), 0, -1):
        run = items[place : place + taken]
        if not all(item.plain for item in run):
            continue
        words = tuple(word for item in run for word in item.words)
        known = words if words in listed or all(item.common for item in run) else tuple(map(stem, words))
        also = listed.get(known)
        if also:
            typed = tuple(item.words for item in run if item.words[0] not in STOP_WORDS)
            # other spellings of one word must be adjacent
            if known in _spelling_variants():
                typed = (words,)
            return Clause(tuple(dict.fromkeys((typed, *((other,) for other in also))))), taken
    return None, 1


@cache
def synonyms() -> tuple[Mapping[Words, tuple[Words, ...]], int]:
    """Return the synonyms of each run of words and of its stems, and the length of the longest run.

    They are from fixtures/synonyms.toml.
    """
    data = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    also: dict[Words, list[Words]] = {}
    for group in [*data["same"], *data["degrees"]]:
        members = [tuple(fold(member)) for member in group]
        for member in members:
            also.setdefault(member, []).extend(members)
    for word, wider in data["wider"].items():
        also.setdefault(tuple(fold(word)), []).extend(tuple(fold(other)) for other in wider)
    others = {words: tuple(dict.fromkeys(other for other in found if other != words)) for words, found in also.items()}
    by_stems = {tuple(map(stem, words)): also for words, also in reversed(others.items())}
    return {**by_stems, **others}, max(map(len, also))


@cache
def _spelling_variants() -> frozenset[Words]:
    """Return the synonyms, and their stems, that differ only in spaces from another one, and all degrees."""
    listed = synonyms()[0]
    runs = [words for words, also in listed.items() if "".join(words) in {"".join(other) for other in also}]
    return frozenset(form for words in [*runs, *degrees()] for form in (words, tuple(map(stem, words))))
