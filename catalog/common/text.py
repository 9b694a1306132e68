"""Clean up and compose short texts."""

import re
import unicodedata

# soft hyphens, zero-width characters, marks of writing direction
_ZERO_WIDTH = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LINE_BREAK = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def fold_text(text: str) -> str:
    """Return the text without invisible differences. Line breaks stay, as \\n.

    Zero-width characters are removed; no-break spaces, tabs and runs of spaces become one space; outer blanks go; letters
    and their accents are composed (NFC). Control characters stay, for validation to name.
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # most texts
        return text.strip(" ")
    text = _LINE_BREAK.sub("\n", _ZERO_WIDTH.sub("", unicodedata.normalize("NFC", text)))
    return "\n".join(_SPACES.sub(" ", line).strip(" ") for line in text.strip().split("\n"))


def fold_line(text: str) -> str:
    """Return the text like fold_text(), on one line."""
    text = fold_text(text)
    return " ".join(part for part in text.split("\n") if part) if "\n" in text else text


def one_line(text: str) -> str:
    """Return the text on one line. Control characters, null bytes and runs of spaces become one space each."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def pluralize(count: int, noun: str) -> str:
    """Return ``1 program``, ``14 programs``, ``1,200 programs``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def lower_first(text: str) -> str:
    """Return the text with its first letter in lower case. Django's `capfirst` does the opposite."""
    return text[:1].lower() + text[1:]
