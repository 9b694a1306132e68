"""Search on PostgreSQL: two weighted tsvectors under one GIN index, ranked by ts_rank.

`stems` is for whole words, `words` for beginnings. Folding and stemming are done in Python, so
both are put together here, without a text search configuration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from catalog.search.document import BREAK, PARTS, Document, whole_name
from catalog.search.parser import Clause, Query
from catalog.search.stemming import stem
from catalog.search.tokens import Words

LABELS = dict(zip(PARTS, "ABCD", strict=True))
# for D, C, B, A: so far apart that one hit in a weightier part beats any number in a lighter one
WEIGHTS = "{0.01, 0.05, 0.22, 1}"
# what the index is on: one look-up answers whole words and beginnings together
BOTH = "(stems || words)"
_NAME_STEP = 10  # how much each better fit of the name counts: more than all of ts_rank, which is at most 1
_LAST_PLACE = 16383  # tsvector knows no later one


class PostgresqlEngine:
    """See catalog.search.engine.Engine."""

    def write(self, documents: Iterable[tuple[int, Document]]) -> None:
        """Keep the documents of these programs (by primary key) in place of those they had."""
        rows = [
            (key, _vector((part, found.stems(part)) for part in PARTS), _vector((part, found.words(part)) for part in PARTS))
            for key, found in documents
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO catalog_search (program_id, stems, words) VALUES (%s, %s::tsvector, %s::tsvector)"
                " ON CONFLICT (program_id) DO UPDATE SET stems = excluded.stems, words = excluded.words",
                rows,
            )

    def remove(self, keys: Iterable[int]) -> None:
        """Forget the documents of these programs."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_search WHERE program_id = ANY(%s)", [list(keys)])

    def clear(self) -> None:
        """Forget every document."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_search")

    def find(self, query: Query, part: str = "") -> list[int]:
        """The programs that a query finds."""
        with connection.cursor() as cursor:
            if connection.in_atomic_block:
                # the table is small enough to stay in memory; else the planner would read and join every row's vectors
                cursor.execute("SET LOCAL random_page_cost = 1.1")
            cursor.execute(f"SELECT program_id FROM catalog_search WHERE {BOTH} @@ %s::tsquery", [_wanted(query, part)])
            return [key for (key,) in cursor.fetchall()]

    def rank(self, query: Query, keys: Sequence[int], part: str = "") -> list[tuple[int, float]]:
        """How well the query fits these programs."""
        if not query.clauses:
            return [(key, 0.0) for key in keys]
        label = LABELS[part] if part else ""
        # each word weighs by itself: how near they stand to each other says little in texts this short
        words = [_run(words, label) for words in query.runs] + [_begin(words, label) for words in query.beginnings]
        fit, values = _name_fit(query) if part in ("", "name") else ("0", [])
        sql = (
            f"SELECT program_id, ts_rank(%s::float4[], {BOTH}, %s::tsquery) + {_NAME_STEP} * {fit}"
            " FROM catalog_search WHERE program_id = ANY(%s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [WEIGHTS, " | ".join(words), *values, list(keys)])
            return cursor.fetchall()

    def vocabulary(self) -> Mapping[str, int]:
        """Every folded word of the documents, with the number of programs that have it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT word, ndoc FROM ts_stat('SELECT words FROM catalog_search')")
            return {word: count for word, count in cursor.fetchall() if not word.startswith(BREAK)}


def _vector(parts: Iterable[tuple[str, Iterable[str]]]) -> str:
    """A tsvector as text: each word with its places and the weight of its part."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 1  # joined behind another vector, the first word must not stand beside that one's last
    for part, words in parts:
        for word in words:
            place = min(place + 1, _LAST_PLACE)
            places[word].append(f"{place}{LABELS[part]}")
        place = min(place + 1, _LAST_PLACE)  # no phrase reaches from part to part
    # folded words are letters and digits alone: quoting is all the care they need
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def _wanted(query: Query, part: str) -> str:
    """The tsquery of a query."""
    label = LABELS[part] if part else ""
    demands = [_demand(clause, label) for clause in query.clauses]
    demands += [f"!{_run(words, label)}" for words in query.unwanted]
    return " & ".join(f"({demand})" for demand in demands)


def _demand(clause: Clause, label: str) -> str:
    """The tsquery of one clause."""
    either = [" & ".join(_run(words, label) for words in alternative) for alternative in clause.alternatives]
    either += [_begin(words, label) for words in clause.beginnings]
    return " | ".join(f"({one})" for one in either)


def _name_fit(query: Query) -> tuple[str, list[str]]:
    """How well a name fits, as SQL with its values: the number of clauses in the name, and more for phrase and whole name."""
    label = LABELS["name"]
    clauses = [_demand(clause, label) for clause in query.clauses]
    count = " + ".join([f"({BOTH} @@ %s::tsquery)::int"] * len(clauses))
    if not query.typed:
        return f"({count})", clauses
    whole, exact = f"'{whole_name(query.typed)}':{label}", (BREAK, *query.typed, BREAK)
    phrases = [" <-> ".join(f"'{word}':{label}" for word in exact), whole, _run(query.typed, label), whole]
    conditions = ("words @@ %s::tsquery", "words @@ %s::tsquery", "stems @@ %s::tsquery OR words @@ %s::tsquery")
    most = len(clauses)
    cases = " ".join(f"WHEN {condition} THEN {most + 3 - place}" for place, condition in enumerate(conditions))
    return f"(CASE {cases} ELSE {count} END)", [*phrases, *clauses]


def _run(words: Words, label: str) -> str:
    suffix = f":{label}" if label else ""
    return "(" + " <-> ".join(f"'{stem(word)}'{suffix}" for word in words) + ")"


def _begin(words: Words, label: str) -> str:
    suffix = f":{label}" if label else ""
    whole = "".join(f"'{word}'{suffix} <-> " for word in words[:-1])
    return f"({whole}'{words[-1]}':*{label})"
