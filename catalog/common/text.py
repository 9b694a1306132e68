"""Cleaning text from outside."""


def one_line(text: str) -> str:
    """Return the text on one line. Control characters, null bytes and runs of spaces become one space each."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
