"""DOIs: persistent identifiers of data sets."""

from __future__ import annotations

import re

LONGEST = 200
_PREFIXES = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
# every DOI that registration agencies give today: https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:a-z0-9]+")


def read_doi(text: str) -> str:
    """Return a DOI in small letters, such as 10.5281/zenodo.1234567, from a DOI or its address; "" for an empty text.

    Upper and lower case mean the same in a DOI. Raises ValueError if it is none; the message says what is accepted.
    """
    doi = _PREFIXES.sub("", text.strip(), count=1).lower()
    if doi and (len(doi) > LONGEST or not _DOI.fullmatch(doi)):
        raise ValueError("Enter a DOI, such as 10.5281/zenodo.1234567, or its address at https://doi.org/.")
    return doi


def doi_url(doi: str) -> str:
    """Return the address of a DOI; "" for none."""
    return f"https://doi.org/{doi}" if doi else ""
