"""The yearly round: published programs that nobody asked for a year, by how much they need a review.

No table stores it: it is computed from the requests and from what the weekly queue knows.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.confirmations.selectors import asked_lately
from catalog.models import Publication
from catalog.reviews.priority import Need, compute_need
from catalog.reviews.review_queue import begin_of_week, review_facts, versions_at
from catalog.schema.fields import ProgramRecord


@dataclass(frozen=True)
class RoundEntry:
    """A program to ask: its present slug, its record when the week began, and why it needs a review."""

    slug: str
    record: ProgramRecord
    need: Need


def yearly_round() -> list[RoundEntry]:
    """Return the programs to ask, those that most need it first.

    Programs that were asked or answered within a year are left out, and programs that ended.
    """
    monday, begin = begin_of_week()
    lately = asked_lately()
    versions = [
        one
        for one in versions_at(begin)
        if one.publication == Publication.PUBLISHED and one.key not in lately and one.record.status != "ended"
    ]
    known = review_facts(versions, begin)
    entries = [(one.key, RoundEntry(one.slug, one.record, compute_need(one.record, known[one.key], monday))) for one in versions]
    return [entry for _, entry in sorted(entries, key=lambda pair: (-pair[1].need.score, pair[0]))]
