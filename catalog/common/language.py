"""The language of the page that is being written: English, or Spanish under /es/ (docs/decisions/0054-spanish-pages.md).

Texts of teachers' pages go through these functions. English costs a look at one variable; only another language asks
Django's catalogs of messages.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import formats, translation
from django.utils.dates import MONTHS

ENGLISH = "en"
# the languages under an address of their own, by code, each in its own words
OTHERS = {"es": "Español"}
_language: ContextVar[str] = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the code of the language in use: ``en`` or ``es``."""
    return _language.get()


def is_english() -> bool:
    """Return whether texts are written in English, the language of the data."""
    return _language.get() == ENGLISH


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Write texts, dates and addresses in this language inside the block, in this thread."""
    token = _language.set(code)
    try:
        with translation.override("en-us" if code == ENGLISH else code):
            yield
    finally:
        _language.reset(token)


def language_of(path: str) -> str:
    """Return the language of an address: ``/es/find/`` is Spanish. Browsers' wishes and cookies never decide."""
    first = path[1:].partition("/")[0]
    return first if first in OTHERS else ENGLISH


def without_language(path: str) -> str:
    """Return the English address of a page in any language: ``/find/`` of ``/es/find/``."""
    code = language_of(path)
    return path if code == ENGLISH else path[len(code) + 1 :] or "/"


def gettext(message: str) -> str:
    """Return a text in the language in use; a text that has no translation stays in English."""
    return message if is_english() else translation.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the text that fits a number, in the language in use."""
    if is_english():
        return singular if number == 1 else plural
    return translation.ngettext(singular, plural, number)


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12, as it is written inside a sentence."""
    return str(MONTHS[month])


def day(date: datetime.date) -> str:
    """Return a day in words: ``November 23, 2026``, ``23 de noviembre de 2026``."""
    return formats.date_format(date, "F j, Y" if is_english() else "DATE_FORMAT")


def describe_distance(days: int) -> str:
    """Return how far ahead a day is: ``today``, ``tomorrow``, ``in 12 days``."""
    if days < 2:
        return gettext("tomorrow") if days else gettext("today")
    return gettext("in %(days)s days") % {"days": f"{days:,}"}
