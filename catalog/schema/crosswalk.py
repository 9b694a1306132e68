"""How the codes of one book of vocabularies changed in a later one."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from catalog.schema.vocabulary import Book, Term, Vocabulary
from typology import Support


class Status(StrEnum):
    """How a code changed."""

    KEPT = "kept"  # the same code with the same label and definition
    REWORDED = "reworded"  # the same code under another label or definition
    NEW = "new"
    RENAMED = "renamed"  # one other code took its place
    SPLIT = "split"  # several other codes did
    REMOVED = "removed"


class CodeChange(NamedTuple):
    """One code of either book: how it changed, the codes that replace it, and its labels before and after.

    `since` is the codebook that added the code, `deprecated` the one that removed it (0: none).
    """

    vocabulary: str
    code: str
    status: Status
    became: tuple[str, ...]
    label_before: str
    label: str
    since: int
    deprecated: int


def compare_codes(before: Book, after: Book) -> list[CodeChange]:
    """Compare two books, vocabulary by vocabulary: first the codes of `after` in its order, then the removed ones."""
    changes: list[CodeChange] = []
    for name in (*after.vocabularies, *(name for name in before.vocabularies if name not in after.vocabularies)):
        changes += _compare(name, before.vocabularies.get(name), after.vocabularies.get(name))
    return changes


def _compare(name: str, before: Vocabulary | None, after: Vocabulary | None) -> Iterator[CodeChange]:
    old, new = before.by_code if before else {}, after.by_code if after else {}
    for code, term in new.items():
        yield _change(name, code, old.get(code), term, after)
    for code, term in old.items():
        if code not in new:
            yield _change(name, code, term, None, after)


def _change(name: str, code: str, old: Term | None, new: Term | None, after: Vocabulary | None) -> CodeChange:
    became = _became(code, old, new, after)
    if code in became:
        same = old and new and (old.label, old.definition, old.supports) == (new.label, new.definition, new.supports)
        status = Status.NEW if old is None else Status.KEPT if same else Status.REWORDED
    else:
        status = (Status.REMOVED, Status.RENAMED, Status.SPLIT)[min(len(became), 2)]
    latest = new or old
    return CodeChange(
        name,
        code,
        status,
        became,
        old.label if old else "",
        new.label if new else "",
        latest.since if latest else 0,
        new.deprecated if new else 0,
    )


def _became(code: str, old: Term | None, new: Term | None, after: Vocabulary | None) -> tuple[str, ...]:
    """Return the codes that replace a code: itself, its replacements, or for a type the type of the same supports."""
    if new and after:
        return tuple(after.current([code]))
    same = after.by_supports.get(_supports(old)) if after and old and old.supports else None
    return (same.code,) if same else ()


def _supports(term: Term) -> Support:
    return Support.from_codes(term.supports)
