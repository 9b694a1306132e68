"""The word that was probably meant, from the catalog's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from catalog.search.query import Query
from catalog.search.words import fold, stem

SHORTEST = 4  # shorter words have too many neighbors
LIKENESS = 0.7  # of 1: two slips in seven letters, one in four


def respelled(text: str, query: Query, vocabulary: Mapping[str, int]) -> str:
    """The text with each word the catalog does not have replaced by the likest one it has; "" if there is none.

    `query` is what the text was understood as, `vocabulary` the catalog's words with the number of
    programs that have each. Of words equally like, the one in more programs is taken.
    """
    stems = {stem(word) for word in vocabulary}
    meant = {}
    for word in query.words:
        known = stem(word) in stems or any(other.startswith(word) for other in vocabulary)
        if known or len(word) < SHORTEST:
            continue
        likest = process.extract(
            word, vocabulary.keys(), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=LIKENESS, limit=5
        )
        if not likest:
            return ""
        meant[word] = max(likest, key=lambda entry: (entry[1], vocabulary[entry[0]]))[0]
    if not meant:
        return ""
    return re.sub(r"[^\s\"]+", lambda typed: meant.get("".join(fold(typed[0])), typed[0]), text)
