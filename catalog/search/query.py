"""What a searcher typed, understood: words, phrases, OR, minus, state codes, abbreviations.

    >>> understand('teacher "national board" mentor OR coach -award')

finds programs with *teacher*, the phrase, and *mentor* or *coach*, but without *award*. OR binds its
two neighbors; everything else is joined by AND. The last word may be the beginning of a longer one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from catalog.records.plain import one_line
from catalog.records.vocabulary import vocabulary
from catalog.search.words import STOP_WORDS, fold

MOST_WORDS = 16
SYNONYMS = Path(__file__).resolve().parents[2] / "fixtures" / "synonyms.toml"

Words = tuple[str, ...]  # folded words that stand side by side

_LEXEME = re.compile(r'(?P<minus>(?<!\S)-(?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Clause:
    """One demand of a query: any of the alternatives (each: all of its runs of words), or of the beginnings.

    The words of `alternatives` are compared by stem, the last word of each of `beginnings` as a prefix.
    """

    alternatives: tuple[tuple[Words, ...], ...]
    beginnings: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Query:
    """A query understood: every clause must hold, nothing unwanted may stand in the program.

    `states` are the codes of the states it names, `rest` is what was typed besides them; `dropped` are
    the words too common to be searched for; `cut` says that more was typed than is read.
    """

    clauses: tuple[Clause, ...] = ()
    unwanted: tuple[Words, ...] = ()
    states: tuple[str, ...] = ()
    rest: str = ""
    dropped: tuple[str, ...] = ()
    cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.clauses or self.unwanted)

    @property
    def words(self) -> list[str]:
        """The single words it looks for, as typed: what a slip of the keys can have spoiled."""
        first = [clause.alternatives[0][0] for clause in self.clauses if len(clause.alternatives) == 1]
        return [words[0] for words in first if len(words) == 1]

    @property
    def runs(self) -> list[Words]:
        """Every run of words it looks for, those to be compared by stem."""
        return [run for clause in self.clauses for alternative in clause.alternatives for run in alternative]

    @property
    def beginnings(self) -> list[Words]:
        """Every run of words whose last is a prefix."""
        return [words for clause in self.clauses for words in clause.beginnings]


@dataclass(frozen=True)
class _Item:
    """One thing typed: a word (of one folded word or several, as co-teaching) or a quoted phrase."""

    text: str
    words: Words
    quoted: bool = False
    minus: bool = False


def understand(text: str) -> Query:
    """The query that a text stands for. Never raises; see the module."""
    items, cut = _items(one_line(text))
    # capitals say something where not everything is in capitals
    capitals = any(char.islower() for char in text) or not any(len(item.text) > 2 for item in items)
    clauses: list[Clause] = []
    unwanted: list[Words] = []
    states: list[str] = []
    dropped: list[str] = []
    rest: list[str] = []
    joined, place = False, 0
    while place < len(items):
        item = items[place]
        if _is_or(items, place) and clauses:
            joined, place = True, place + 1
            continue
        if item.minus:
            unwanted.append(item.words)
            rest.append(f'-"{item.text}"' if item.quoted else f"-{item.text}")
            joined, place = False, place + 1
            continue
        clause, taken = _abbreviation(items, place)
        state, named = _state_name(items, place)
        if not named and not item.quoted:
            state, named = _state_code(item.text, capitals, alone=len(items) == 1), 1
        if state:
            states.append(state)
            clause, taken = _state_clause(state, item.words), named
        elif clause or item.quoted or not all(word in STOP_WORDS for word in item.words):
            rest += [f'"{each.text}"' if each.quoted else each.text for each in items[place : place + taken]]
        if clause is None:
            last = place == len(items) - 1
            if not item.quoted and all(word in STOP_WORDS for word in item.words):
                dropped.append(item.text)
            else:
                begins = last and not item.quoted and len(item.words[-1]) > 1
                clause = Clause(((item.words,),), (item.words,) if begins else ())
        if clause and joined:
            before = clauses.pop()
            clause = Clause(before.alternatives + clause.alternatives, before.beginnings + clause.beginnings)
        if clause:
            clauses.append(clause)
        joined, place = False, place + taken
    return Query(tuple(clauses), tuple(unwanted), tuple(states), " ".join(rest), tuple(dropped), cut)


def _items(text: str) -> tuple[list[_Item], bool]:
    """What was typed, piece by piece, up to MOST_WORDS; and whether more followed."""
    items: list[_Item] = []
    words = 0
    for found in _LEXEME.finditer(text.translate(_QUOTES)):
        quoted = found["phrase"] is not None
        typed = found["phrase"] if quoted else found["word"]
        folded = tuple(fold(typed))
        words += len(folded)
        if words > MOST_WORDS:
            return items, True
        if folded:
            items.append(_Item(typed, folded, quoted, minus=bool(found["minus"])))
    return items, False


def _is_or(items: Sequence[_Item], place: int) -> bool:
    """Whether the word is OR between two things, not Oregon: "mentor OR coach", but "awards in OR"."""
    return (
        items[place].text == "OR"
        and not items[place].quoted
        and 0 < place < len(items) - 1
        and not items[place - 1].minus
        and not items[place + 1].minus
        and items[place - 1].text.lower() not in STOP_WORDS
    )


def _state_name(items: Sequence[_Item], place: int) -> tuple[str, int]:
    """The code of the state whose name begins here, and how many items the name takes; ("", 0) if none does."""
    names = _state_names()
    for taken in range(min(4, len(items) - place), 0, -1):
        run = items[place : place + taken]
        if not any(item.quoted or item.minus for item in run):
            code = names.get(tuple(word for item in run for word in item.words))
            if code:
                return code, taken
    return "", 0


@cache
def _state_names() -> Mapping[Words, str]:
    return {tuple(fold(term.label)): code for code, term in vocabulary("state").by_code.items()}


def _state_code(typed: str, capitals: bool, alone: bool) -> str:
    """The state whose code this is; "" if it is none.

    In capitals (where not everything is) IN, OR, ME and HI are states; small they are words unless they
    stand alone. Other codes are states either way.
    """
    code = typed.strip(".,;:()").upper()
    if code not in vocabulary("state").by_code:
        return ""
    meant = alone or code.lower() not in STOP_WORDS or (capitals and typed.strip(".,;:()").isupper())
    return code if meant else ""


def _state_clause(code: str, typed: Words) -> Clause:
    name = (tuple(fold(vocabulary("state").by_code[code].label)),)
    return Clause((name,) if code.lower() in STOP_WORDS or typed[0] != code.lower() else (name, (typed,)))


def _abbreviation(items: Sequence[_Item], place: int) -> tuple[Clause | None, int]:
    """The clause for a listed abbreviation or meaning that begins here, and how many items it takes."""
    listed, most = synonyms()
    for taken in range(min(most, len(items) - place), 0, -1):
        run = items[place : place + taken]
        if any(item.quoted or item.minus for item in run):
            continue
        also = listed.get(tuple(word for item in run for word in item.words))
        if also:
            typed = tuple(item.words for item in run if item.words[0] not in STOP_WORDS)
            return Clause((typed, *((words,) for words in also))), taken
    return None, 1


@cache
def synonyms() -> tuple[Mapping[Words, tuple[Words, ...]], int]:
    """For each listed run of words those it also finds, from fixtures/synonyms.toml; and the longest run's length."""
    data = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    also: dict[Words, list[Words]] = {}
    for group in data["same"]:
        members = [tuple(fold(member)) for member in group]
        for member in members:
            also.setdefault(member, []).extend(members)
    for word, wider in data["wider"].items():
        also.setdefault(tuple(fold(word)), []).extend(tuple(fold(other)) for other in wider)
    others = {words: tuple(dict.fromkeys(other for other in found if other != words)) for words, found in also.items()}
    return others, max(map(len, also))
