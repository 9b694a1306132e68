"""Programs as BibTeX: one entry for each, its key the slug."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator

from catalog.exports import Published
from catalog.exports.reference import bibtex, program_reference

_HEAD = "Teacher Leadership Program Catalog, data under CC BY 4.0. Describes this catalog, not all programs.\n\n"


def bibtex_chunks(
    entries: Iterable[Published], address: Callable[[str], str], release: str, today: datetime.date, coded: str = ""
) -> Iterator[bytes]:
    """The entries as a BibTeX file in UTF-8, a chunk for each; `address` gives a program's page by its slug.

    `release` is the version they are of ("" for the catalog as it is now), `today` its day, `coded` the changed rule
    they are coded under, as it reads ("" for none).
    """
    yield _HEAD.encode()  # BibTeX passes over what stands outside of entries
    for entry in entries:
        yield (bibtex(program_reference(entry, address, release, today, coded)) + "\n").encode()
