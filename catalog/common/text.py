"""Clean up and compose short texts."""


def one_line(text: str) -> str:
    """Return the text on one line. Control characters, null bytes and runs of spaces become one space each."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def pluralize(count: int, noun: str) -> str:
    """Return ``1 program``, ``14 programs``, ``1,200 programs``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def lower_first(text: str) -> str:
    """Return the text with its first letter in lower case. Django's `capfirst` does the opposite."""
    return text[:1].lower() + text[1:]
