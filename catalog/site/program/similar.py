"""Similar programs under a program, each with what the two share."""

from __future__ import annotations

import datetime
from typing import Any

from catalog.browse.editions import Edition
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.browse.facets import AnyRecord
from catalog.browse.similar import find_similar
from catalog.programs import display
from catalog.programs.currency import currency_of
from catalog.programs.money_line import money_line
from catalog.schema.vocabulary import vocabulary
from catalog.site.program.eligibility import build_program_url
from catalog.site.program.tiles import describe_reach

# how one program of each kind is called in a sentence
_KINDS = {
    "degree": "a degree",
    "certificate": "a certificate",
    "endorsement": "a license endorsement",
    "certification": "a certification",
    "microcredential": "a microcredential",
    "fellowship": "a fellowship",
    "award": "an award",
    "council": "a council",
    "ambassador": "an ambassador program",
    "role": "a leader role",
    "network": "a network",
    "institute": "an institute or training",
}


def build_similar(edition: Edition, record: AnyRecord, teacher: Teacher, today: datetime.date) -> list[dict[str, Any]]:
    """Return the most similar programs that a teacher could take part in, with a reason for each."""
    found = edition.published(find_similar(edition.snapshot, record, teacher.state))
    return [_describe(entry.record, record, teacher, today) for entry in found]


def describe_likeness(other: AnyRecord, record: AnyRecord) -> str:
    """Return what a program shares with a record: ``Also a fellowship about science``."""
    kinds = [_KINDS[code] for code in record.form if code in other.form]
    subjects = [code for code in record.focus if code in other.focus and code in SUBJECTS]
    about = display.join_words([vocabulary("focus").by_code[code].phrase for code in subjects])
    shared = " ".join(filter(None, (display.join_words(kinds), f"about {about}" if about else "")))
    return f"Also {shared}"


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
