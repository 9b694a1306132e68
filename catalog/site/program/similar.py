"""Similar programs under a program, each with what the two share."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_noop

from catalog.browse.editions.edition import Edition
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.browse.facets import AnyRecord
from catalog.browse.similar import find_similar
from catalog.common.language import gettext
from catalog.programs import display
from catalog.programs.dates.currency import currency_of
from catalog.programs.money.line import money_line
from catalog.schema.vocabulary import vocabulary
from catalog.site.program.eligibility import build_program_url
from catalog.site.program.tiles import describe_reach

# how one program of each kind is called in a sentence
_KINDS = {
    "degree": gettext_noop("a degree"),
    "certificate": gettext_noop("a certificate"),
    "endorsement": gettext_noop("a license endorsement"),
    "certification": gettext_noop("a certification"),
    "microcredential": gettext_noop("a microcredential"),
    "fellowship": gettext_noop("a fellowship"),
    "award": gettext_noop("an award"),
    "council": gettext_noop("a council"),
    "ambassador": gettext_noop("an ambassador program"),
    "role": gettext_noop("a leader role"),
    "network": gettext_noop("a network"),
    "institute": gettext_noop("an institute or training"),
}


def build_similar(edition: Edition, record: AnyRecord, teacher: Teacher, today: datetime.date) -> list[dict[str, Any]]:
    """Return the most similar programs that a teacher could take part in, with a reason for each."""
    found = edition.published(find_similar(edition.snapshot, record, teacher.state))
    return [_describe(entry.record, record, teacher, today) for entry in found]


def describe_likeness(other: AnyRecord, record: AnyRecord) -> str:
    """Return what a program shares with a record: ``Also a fellowship about science``."""
    kinds = [gettext(_KINDS[code]) for code in record.form if code in other.form]
    subjects = [code for code in record.focus if code in other.focus and code in SUBJECTS]
    about = display.join_words([vocabulary("focus").by_code[code].phrase for code in subjects])
    words = {"kinds": display.join_words(kinds), "subjects": about}
    if not about:
        return gettext("Also %(kinds)s") % words
    return (gettext("Also %(kinds)s about %(subjects)s") if kinds else gettext("Also about %(subjects)s")) % words


def _describe(other: AnyRecord, record: AnyRecord, teacher: Teacher, today: datetime.date) -> dict[str, Any]:
    currency = currency_of(other, today)
    return {
        "slug": other.slug,
        "url": build_program_url(other.slug, teacher),
        "name": other.name,
        "sponsor": other.sponsor,
        "reason": describe_likeness(other, record),
        "money": money_line(other, today),
        "reach": describe_reach(other).removesuffix("."),
        "badge": {"code": currency.code, "text": currency.text},
    }
