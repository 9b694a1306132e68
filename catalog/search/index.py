"""The full-text index: SQLite FTS5 in memory, the same for both databases.

The index holds each part of a document twice: its stems, for whole words, and its words, for beginnings.
Python does the stemming, so the tokenizer only splits at spaces.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from catalog.schema.codebook import original_book
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book
from catalog.search.document import PARTS, Document, document, whole_name
from catalog.search.lexicon import Lexicon
from catalog.search.parser import Clause, Query, understand
from catalog.search.sites import Sites
from catalog.search.stemming import fold, stem
from catalog.search.tokens import Words

WEIGHTS = {"name": 1000, "sponsor": 100, "summary": 10, "evidence": 1}
_NAME_STEP = 100_000.0  # each better fit of the name counts more than all other weights together
_TIE = 0.9  # bm25 only orders programs of equal weight: it gives almost nothing to words that most programs have
_COLUMNS = (*PARTS, *(f"{part}_words" for part in PARTS))


class SearchIndex:
    """Searches a set of records. It never changes; many threads may use it."""

    def __init__(self, records: Iterable[tuple[int, ProgramRecord]]):
        """Index records, each with the key of its program, with the labels of the codebook in use."""
        self.lexicon, self.sites = Lexicon(), Sites()
        self._names: dict[int, Words] = {}
        self._by_whole_name: dict[str, list[int]] = defaultdict(list)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        columns = ", ".join(_COLUMNS)
        self._connection.execute(
            f"CREATE VIRTUAL TABLE document USING fts5({columns}, tokenize = \"unicode61 remove_diacritics 0\", prefix = '2 3 4')"
        )
        self._connection.executemany(
            f"INSERT INTO document (rowid, {columns}) VALUES (?{', ?' * len(_COLUMNS)})", self._rows(records)
        )
        # paging and filtering repeat the same search
        self._found = lru_cache(maxsize=256)(self._search)
        self._ranked = lru_cache(maxsize=32)(self._rank)
        self._understood = lru_cache(maxsize=64)(self._understand)

    def understand(self, text: str) -> Query:
        """Parse a search with the vocabularies of the codebook in use. Never raises."""
        return self._understood(text, original_book())

    def find(self, query: Query, part: str = "") -> Sequence[int]:
        """Return the keys of the programs that a non-empty query finds in one part ("" for all), in no order."""
        return self._found(query.clauses, query.unwanted, part)

    def rank(self, query: Query, keys: Iterable[int]) -> Mapping[int, float]:
        """Return key -> score of these programs, which the query finds; higher is better.

        First come programs with exactly the typed name. Next come names that differ only in stop words and endings, or
        names with the sponsor; then names with the phrase; then names with more of the words. Among equals, each word
        counts by the part with the highest weight that has it.
        """
        scores = self._ranked(query.clauses, query.typed)
        return {key: scores.get(key, 0.0) for key in keys}

    def find_phrase(self, text: str) -> Sequence[int]:
        """Return the keys of the programs with this text as a phrase, or as a whole, in the name or the sponsor."""
        words = tuple(fold(text))
        if not words:
            return ()
        phrase = (Clause(((words,),)),)
        whole = self._by_whole_name.get(whole_name(words), ())
        return [*whole, *self._found(phrase, (), "name"), *self._found(phrase, (), "sponsor")]

    def find_named(self, query: Query) -> Sequence[int]:
        """Return the keys of the programs whose whole name, alone or with the sponsor, is the search."""
        return self._by_whole_name.get(whole_name(query.typed), ()) if query.typed else ()

    def _rank(self, clauses: tuple[Clause, ...], typed: Words) -> Mapping[int, float]:
        """Return the score of every program that has all clauses."""
        if not clauses:
            return {}
        scores = dict.fromkeys(self._found(clauses, (), ""), 0.0)
        fits: dict[int, int] = defaultdict(int)
        for clause in clauses:
            left = set(scores)
            for part, weight in WEIGHTS.items():
                held = left.intersection(self._found((clause,), (), part))
                left -= held
                for key in held:
                    scores[key] += weight
                    fits[key] += part == "name"
        for better, found in enumerate(self._name_matches(typed), len(clauses) + 1):
            fits.update(dict.fromkeys(found, better))
        ties = self._ties(clauses)
        most = max(ties.values(), default=1.0)
        return {key: score + _NAME_STEP * fits[key] + _TIE * ties.get(key, 0) / most for key, score in scores.items()}

    def _name_matches(self, typed: Words) -> Iterator[Iterable[int]]:
        """Yield the keys of the programs with the typed words as a phrase in the name, as the whole name, as the exact name."""
        if not typed:
            return
        whole = self._by_whole_name.get(whole_name(typed), ())
        yield [*self._found((Clause(((typed,),)),), (), "name"), *whole]
        yield whole
        yield [key for key in whole if self._names[key] == typed]

    def _rows(self, records: Iterable[tuple[int, ProgramRecord]]) -> Iterator[list[int | str]]:
        for key, record in records:
            found = document(record)
            self._add_name(key, found)
            self.lexicon.add(record, found)
            self.sites.add(key, record)
            yield [key, *(" ".join(found.stems(part)) for part in PARTS), *(" ".join(found.words(part)) for part in PARTS)]

    def _add_name(self, key: int, found: Document) -> None:
        self._names[key] = found.name
        for whole in {whole_name(found.name), whole_name([*found.name, *found.own_sponsor])}:
            self._by_whole_name[whole].append(key)

    def _understand(self, text: str, words_in_use: Book) -> Query:  # the book is part of the cache key
        return understand(text, self.lexicon, self.sites)

    def _search(self, clauses: tuple[Clause, ...], unwanted: tuple[Words, ...], part: str) -> tuple[int, ...]:
        at_site = [clause.keys for clause in clauses if clause.keys is not None]
        if at_site:  # a web address has no part of the texts
            clauses = tuple(clause for clause in clauses if clause.keys is None)
            found_at = frozenset.intersection(*at_site) if not part else frozenset()
            return tuple(found_at.intersection(self._search(clauses, unwanted, part)))
        if clauses:
            found = self._select("SELECT rowid FROM document WHERE document MATCH ?", _match(clauses, unwanted, part))
            return tuple(key for key, *_ in found)
        # FTS5 has no NOT without a left side
        without = {key for words in unwanted for key in self._search((Clause(((words,),)),), (), part)}
        return tuple(key for key in self._names if key not in without)

    def _ties(self, clauses: tuple[Clause, ...]) -> dict[int, float]:
        clauses = tuple(clause for clause in clauses if clause.keys is None)
        if not clauses:
            return {}
        weights = ", ".join(map(str, [*WEIGHTS.values()] * 2))
        sql = f"SELECT rowid, -bm25(document, {weights}) FROM document WHERE document MATCH ?"
        return dict(self._select(sql, _match(clauses, (), "")))

    def _select(self, sql: str, *values: str) -> list[tuple[int, float]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()


def _match(clauses: Iterable[Clause], unwanted: Iterable[Words], part: str) -> str:
    """Return the FTS5 expression for these clauses without the unwanted words."""
    wanted = " AND ".join(_clause(clause, part) for clause in clauses)
    return f"({wanted})" + "".join(f" NOT {_run(words, part)}" for words in unwanted)


def _clause(clause: Clause, part: str) -> str:
    alternatives = [" AND ".join(_run(words, part) for words in alternative) for alternative in clause.alternatives]
    alternatives += [f"{_adjacent(words, part)} *" for words in clause.beginnings]
    return "(" + " OR ".join(f"({alternative})" for alternative in alternatives) + ")"


def _run(words: Words, part: str) -> str:
    return _adjacent([stem(word) for word in words], part)


def _adjacent(tokens: Iterable[str], part: str) -> str:
    """Return the expression for adjacent tokens in all parts or one. Folded words only need quotes.

    It searches stems and words together. Naming the columns would take twice the time, and a stem among the words, or a
    beginning among the stems, means that the word is there too.
    """
    columns = f"{{{part} {part}_words}} : " if part else ""
    return f'{columns}"{" ".join(tokens)}"'
