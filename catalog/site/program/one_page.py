"""One page about a program to print for a principal: what it is, time, cost, what the school gains, who signs."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop

from catalog.browse.decorators import from_snapshot
from catalog.browse.editions.edition import edition
from catalog.browse.facets import AnyRecord
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.common.preview import preview_of
from catalog.common.urls import absolute
from catalog.programs import display
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.programs.supports import supports_of
from catalog.schema.vocabulary import vocabulary
from catalog.site.program.absent import answer_absent, find_entries
from catalog.site.program.tiles import FactTile, build_tiles

# support -> what a school has of it
_GAINS = {
    "prepare": gettext_noop("A teacher who has learned to lead other adults, and can share it with your staff"),
    "place": gettext_noop("A teacher with a leader role, with time or duties beyond their own class"),
    "recognize": gettext_noop("A teacher whose skill is shown by an honor or a credential"),
}


@from_snapshot
def one_page(request: HttpRequest, snapshot: Snapshot, slug: str) -> HttpResponse:
    """`/programs/<slug>/one-page/`: a published program on one printed page. The note is typed in the browser and not sent.

    Other spellings, former addresses and retired programs are answered as those of the program's page.
    """
    now = edition(snapshot)
    entries = find_entries(slug, now)
    if not entries:
        return answer_absent(request, slug, now, "one_page")
    record, today = entries[0].record, snapshot.today
    address = display.program_url(slug)
    context = {
        "page_title": gettext("%(name)s: one page to print") % {"name": record.name},
        "preview": preview_of(record.form[0]),
        "sheet": build_sheet(record, today),
        "address": absolute(request, address),
        "printed": display.day(today),
        "breadcrumbs": [
            {"label": gettext("Programs"), "url": reverse("browse")},
            {"label": record.name, "url": address, "is_name": True},
        ],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "program/one_page.html", context)


def build_sheet(record: AnyRecord, today: datetime.date) -> dict[str, Any]:
    """Return what the page prints of a record as of a day."""
    money, due, place, running = build_tiles(record, currency_of(record, today), today)
    return {
        "slug": record.slug,
        "name": record.name,
        "sponsor": record.sponsor,
        "forms": display.forms(record),
        "summary": record.summary,
        "dates": gettext("Due: %(date)s") % {"date": _join(due)} if is_offered(record) else _join(due),
        "deadline_note": record.deadline_note,
        "deadline_past": deadline_of(record, today).past,
        "length": place.words if place.is_stated else "",
        "days": _describe_days(record),
        "money": money.words if money.is_stated else "",
        "money_note": record.money_note,
        "gains": _list_gains(record),
        "eligibility": record.eligibility,
        "running": _join(running),
        "website": record.website or record.sources[0].url,
    }


def _join(tile: FactTile) -> str:
    return f"{tile.words}. {tile.note}".strip()


def _describe_days(record: AnyRecord) -> str:
    """Return what is known of the time that the teacher is out of class; empty where nothing is."""
    said = [gettext("It gives the teacher paid time out of class.")] if "release_time" in record.receives else []
    if record.delivery == "online":
        said.append(gettext("It meets online."))
    return " ".join(said)


def _list_gains(record: AnyRecord) -> list[str]:
    """Return what a school gains, from what the program does for the teacher and where its teachers help."""
    gains = [gettext(_GAINS[code]) for code in supports_of(record).codes]
    functions = [vocabulary("function").by_code[code].phrase for code in record.functions]
    return [*gains, gettext("Help with %(work)s") % {"work": display.join_words(functions)}] if functions else gains
