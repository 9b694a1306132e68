"""Mark how two values in words differ: lines that only one has, and changed words of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s*\S+|\s+$")
_ALIKE = 0.4  # less similar sentences are marked as a whole; a few shared words would only confuse


@dataclass(frozen=True)
class TextPiece:
    """A part of a line, and whether the other value lacks it."""

    text: str
    only: bool = False


Line = tuple[TextPiece, ...]


def mark_differences(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of two values in pieces, each mark_differences where only this one has it.

    One line against one is compared word by word; lists line by line.
    """
    if len(before) == len(after) == 1:
        old, new = _words(before[0], after[0])
        return (old,), (new,)
    return _lines(before, after), _lines(after, before)


def _lines(lines: Sequence[str], others: Sequence[str]) -> tuple[Line, ...]:
    return tuple((TextPiece(line, line not in others),) for line in lines)


def _words(before: str, after: str) -> tuple[Line, Line]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (TextPiece(before, True),), (TextPiece(after, True),)
    before_line: list[TextPiece] = []
    after_line: list[TextPiece] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        for line, words in ((before_line, old[start:end]), (after_line, new[new_start:new_end])):
            text = "".join(words)
            blank = text[: len(text) - len(text.lstrip())] if kind != "equal" else ""  # white space is not marked
            line += [piece for piece in (TextPiece(blank), TextPiece(text[len(blank) :], kind != "equal")) if piece.text]
    return tuple(before_line), tuple(after_line)
