"""Search on SQLite: an FTS5 table, ranked by bm25.

The table has each part of the document twice: its stems, for whole words, and its words, for
beginnings. Stemming is done in Python, so the tokenizer only splits at spaces.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection

from catalog.search.document import BREAK, PARTS, Document, whole_name
from catalog.search.parser import Clause, Query
from catalog.search.stemming import stem
from catalog.search.tokens import Words

STEMS, WORDS = PARTS, tuple(f"{part}_words" for part in PARTS)
# far apart, so that one hit in a weightier part beats several in a lighter one; bm25 flattens them
WEIGHTS = (1000, 100, 10, 1) * 2
_BEHIND = 1000.0  # more than any score
_NAME_STEP = 10_000.0  # how much each better fit of the name counts: more than all else


# as migration 0003 made it
SCHEMA = (
    f"CREATE VIRTUAL TABLE catalog_search USING fts5({', '.join((*STEMS, *WORDS))},"
    """ tokenize = "unicode61 remove_diacritics 0", prefix = '2 3 4')""",
    "CREATE VIRTUAL TABLE catalog_search_vocabulary USING fts5vocab(catalog_search, col)",
)


class SqliteEngine:
    """See catalog.search.engine.Engine. `cursor` opens a cursor of another database than Django's own."""

    def __init__(self, cursor: Callable[[], AbstractContextManager[Any]] | None = None):
        # asked of Django anew each time: each thread has a connection of its own
        self._cursor = cursor or (lambda: connection.cursor())

    def write(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Keep the documents of these programs (by primary key) in place of those they had."""
        keys: list[int] = []
        rows: list[list[int | str]] = []
        for key, found in documents:
            texts = [found.stems(part) for part in PARTS] + [found.words(part) for part in PARTS]
            keys.append(key)
            rows.append([key, *map(" ".join, texts)])
        self.remove(keys)
        columns = ", ".join(("rowid", *STEMS, *WORDS))
        with self._cursor() as cursor:
            cursor.executemany(f"INSERT INTO catalog_search ({columns}) VALUES ({', '.join(['%s'] * 9)})", rows)

    def remove(self, keys: Iterable[int]) -> None:
        """Forget the documents of these programs."""
        with self._cursor() as cursor:
            cursor.executemany("DELETE FROM catalog_search WHERE rowid = %s", [(key,) for key in keys])

    def clear(self) -> None:
        """Forget every document."""
        with self._cursor() as cursor:
            cursor.execute("DELETE FROM catalog_search")

    def find(self, query: Query, part: str = "") -> list[int]:
        """The programs that a query finds."""
        if query.clauses:
            sql, values = "SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s", [_match(query, part)]
        else:  # FTS5 has no NOT without something to take it from
            sql = (
                "SELECT id FROM catalog_search_docsize"
                " WHERE id NOT IN (SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s)"
            )
            values = [" OR ".join(_run(words, part) for words in query.unwanted)]
        with self._cursor() as cursor:
            cursor.execute(sql, values)
            return [key for (key,) in cursor.fetchall()]

    def rank(self, query: Query, keys: Sequence[int], part: str = "") -> list[tuple[int, float]]:
        """How well the query fits these programs; among equal names, those found by a beginning alone come last."""
        if not query.clauses:
            return [(key, 0.0) for key in keys]
        fits = self._name_fits(query, keys) if part in ("", "name") else {}
        # whole words first: looking for beginnings too takes three times as long, and few are found by these alone
        whole = self._scores(_match(query, part, beginnings=False), keys)
        left = [key for key in keys if key not in whole]
        begun = self._scores(_match(query, part), left) if left else {}
        scores = {**whole, **{key: score - _BEHIND for key, score in begun.items()}}
        return [(key, score + _NAME_STEP * fits.get(key, 0)) for key, score in scores.items()]

    def _name_fits(self, query: Query, keys: Sequence[int]) -> dict[int, int]:
        """How well the names of these programs fit: the number of clauses in the name, and more for phrase and whole name.

        bm25 alone gives no weight to a word that more than half of the documents hold.
        """
        wanted, fits = set(keys), dict[int, int]()
        for clause in query.clauses:
            # the other clauses too, so that a common word is looked up only in the programs that have the others
            others = [_clause(other, "", beginnings=True) for other in query.clauses if other != clause]
            match = " AND ".join([_clause(clause, "name", beginnings=True), *others])
            for key in wanted.intersection(self._matches(match)):
                fits[key] = fits.get(key, 0) + 1
        best = len(query.clauses)
        for phrase in _name_phrases(query):  # each finds some of what the one before it finds
            wanted.intersection_update(self._matches(phrase))
            if not wanted:
                break
            best += 1
            fits.update(dict.fromkeys(wanted, best))
        return fits

    def _matches(self, match: str) -> list[int]:
        """Return the keys of all programs that an FTS5 expression finds."""
        with self._cursor() as cursor:
            cursor.execute("SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s", [match])
            return [key for (key,) in cursor.fetchall()]

    def _scores(self, match: str, keys: Iterable[int]) -> dict[int, float]:
        # + keeps SQLite from asking FTS5 for each key anew: it goes through what is found once
        sql = (
            f"SELECT rowid, -bm25(catalog_search, {', '.join(map(str, WEIGHTS))}) FROM catalog_search"
            " WHERE catalog_search MATCH %s AND +rowid IN (SELECT value FROM json_each(%s))"
        )
        with self._cursor() as cursor:
            cursor.execute(sql, [match, json.dumps(list(keys))])
            return dict(cursor.fetchall())

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word of the documents, with the number of programs that have it."""
        columns = ", ".join(f"'{column}'" for column in WORDS)
        with self._cursor() as cursor:
            cursor.execute(f"SELECT term, max(doc) FROM catalog_search_vocabulary WHERE col IN ({columns}) GROUP BY term")
            return {word: count for word, count in cursor.fetchall() if not word.startswith(BREAK)}


def _match(query: Query, part: str, *, beginnings: bool = True) -> str:
    """The FTS5 expression of a query that has clauses; of its whole words alone, without `beginnings`."""
    wanted = " AND ".join(_clause(clause, part, beginnings) for clause in query.clauses)
    return f"({wanted})" + "".join(f" NOT {_run(words, part)}" for words in query.unwanted)


def _name_phrases(query: Query) -> list[str]:
    """Return FTS5 expressions for what was typed: a phrase of the name, the whole name, the whole name word for word."""
    if not query.typed:
        return []
    phrase = _side_by_side([stem(word) for word in query.typed], "name")
    whole, exact = (f'{{name_words}} : "{text}"' for text in (whole_name(query.typed), " ".join((BREAK, *query.typed, BREAK))))
    return [f"({phrase}) OR {whole}", whole, exact]


def _clause(clause: Clause, part: str, beginnings: bool) -> str:
    alternatives = [" AND ".join(_run(words, part) for words in alternative) for alternative in clause.alternatives]
    if beginnings:
        alternatives += [f"{_side_by_side(words, part)} *" for words in clause.beginnings]
    return "(" + " OR ".join(f"({alternative})" for alternative in alternatives) + ")"


def _run(words: Words, part: str) -> str:
    return _side_by_side([stem(word) for word in words], part)


def _side_by_side(tokens: Iterable[str], part: str) -> str:
    """Tokens side by side, anywhere or in one part. Folded words need no more care than quotes.

    Stems and words are not told apart here: naming columns would double the time, and where a stem
    is found among the words, or a beginning among the stems, the word itself is there too.
    """
    columns = f"{{{part} {part}_words}} : " if part else ""
    return f'{columns}"{" ".join(tokens)}"'
