"""The chapters of the editors' guide, the codebook and the data dictionary."""

from __future__ import annotations

import re
from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from catalog.guide.markdown import Chapter, anchor_of, read_chapters, read_document
from catalog.programs.codebook import FILE as CODEBOOK
from catalog.programs.data_dictionary import of as write_dictionary
from catalog.schema.codebook import book

GUIDE = settings.BASE_DIR / "docs" / "editors.md"
_EXAMPLE_HOST = "http://localhost:8000"  # in the document; a page links to its own host
_DOCUMENTS = {"CODEBOOK.md": "admin_guide_codebook", "data-dictionary.md": "admin_guide_dictionary", "editors.md": "admin_guide"}


def read_guide() -> tuple[Chapter, ...]:
    """Return the chapters of the editors' guide; the first one is the introduction."""
    return _read_guide(GUIDE.stat().st_mtime_ns)


def find_chapter(anchor: str) -> Chapter | None:
    """Return the chapter of the guide with this address, or None."""
    return next((chapter for chapter in read_guide()[1:] if chapter.anchor == anchor), None)


def read_codebook() -> Chapter:
    """Return the codebook."""
    return _read_codebook(CODEBOOK.stat().st_mtime_ns)


def read_dictionary() -> Chapter:
    """Return the data dictionary of the vocabularies in use."""
    return _read_dictionary(write_dictionary(book()))


@lru_cache(maxsize=1)
def _read_guide(_time: int) -> tuple[Chapter, ...]:
    text = GUIDE.read_text(encoding="utf-8")
    places: dict[str, str] = {}
    chapter = ""
    for marks, title in re.findall(r"^(##+) (.+)$", text, re.MULTILINE):
        anchor = anchor_of(title)
        chapter = anchor if marks == "##" else chapter
        address = reverse("admin_guide_chapter", args=[chapter])
        places[f"#{anchor}"] = address if marks == "##" else f"{address}#{anchor}"
    return read_chapters(text, lambda address: places.get(address) or _resolve(address))


@lru_cache(maxsize=1)
def _read_codebook(_time: int) -> Chapter:
    return read_document(CODEBOOK.read_text(encoding="utf-8"), _resolve)


@lru_cache(maxsize=1)
def _read_dictionary(text: str) -> Chapter:
    return read_document(text, _resolve)


def _resolve(address: str) -> str:
    """Return the address of a page or picture for one in a document; "" for a file that no page shows."""
    if address.startswith(_EXAMPLE_HOST):
        return address.removeprefix(_EXAMPLE_HOST)
    if address.startswith(("#", "https://", "http://")):
        return address
    path, _, anchor = address.partition("#")
    name = path.rsplit("/", 1)[-1]
    if name in _DOCUMENTS:
        return reverse(_DOCUMENTS[name]) + (f"#{anchor}" if anchor else "")
    return static(f"guide/{name}") if name.endswith(".png") else ""
