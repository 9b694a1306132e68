"""Tables that people hand back: rows of texts under a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def by_column(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[dict[str, str]]:
    """The rows after the first as texts by the column that the first, the header, names; rows without any cell are passed over.

    Each row comes with its number in the file, for the messages. Raises ValueError, on the way, where there is no
    header or it names a column twice, and where a row has more or fewer cells than the header.
    """
    header: Sequence[str] = ()
    for number, cells in rows:
        if not cells:
            continue
        if header:
            if len(cells) != len(header):
                raise ValueError(f"Row {number} has {len(cells)} cells, the header {len(header)}.")
            yield dict(zip(header, cells, strict=True))
            continue
        header = cells
        if not any(header):
            break
        if twice := sorted({column for column in header if header.count(column) > 1}):
            raise ValueError(f"The header names {', '.join(map(repr, twice))} more than once.")
    if not any(header):
        raise ValueError("The table has no header: its first row must name the columns.")
