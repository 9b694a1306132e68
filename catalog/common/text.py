"""Text from outside made fit to be shown and compared."""


def one_line(text: str) -> str:
    """The text on one line: control characters, null bytes and runs of spaces become one space each."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
