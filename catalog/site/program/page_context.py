"""Everything that the template of a program's page prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from catalog.browse.eligibility.teacher import Teacher
from catalog.browse.facets import FAMILY, sponsor_slug
from catalog.browse.filterset import Ignored
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import ENGLISH, gettext, is_english, use_language
from catalog.common.preview import preview_of
from catalog.common.urls import absolute
from catalog.organizations.selectors import public_organization
from catalog.programs import display
from catalog.programs.published_records import Published
from catalog.programs.succession.selectors import replaced_programs
from catalog.reviews.summary import origin
from catalog.schema.vocabulary import vocabulary
from catalog.site.changes import type_changes
from catalog.site.edition_notices import marks
from catalog.site.methods.reliability import second_codings
from catalog.site.program.cost import build_cost
from catalog.site.program.dead_links import build_dead_links
from catalog.site.program.eligibility import build_eligibility
from catalog.site.program.presenters import build_profile
from catalog.site.program.share import build_share
from catalog.site.program.similar import build_similar
from catalog.site.structured_data import data_block, educational_program


def build_context(
    request: HttpRequest,
    snapshot: Snapshot,
    asked: BrowseQuery,
    entry: Published,
    teacher: Teacher,
    ignored: Sequence[Ignored] = (),
    *,
    is_published: bool = True,
) -> dict[str, Any]:
    """Return the context of program/program.html for a record; without `is_published`, for one that nobody has published."""
    record, slug, today = entry.record, entry.record.slug, snapshot.today
    # notes on codings compare them with the record before any changed rule
    as_coded = asked.edition.as_coded().published([slug])[0].record if asked.edition.rules else record
    whole = asked.selection
    coded = origin(slug) if is_published and not asked.edition.release else None
    version = {"number": entry.number, "date": display.day(timezone.localdate(entry.time))}
    shown = build_profile(record, today, version, coded, as_coded=as_coded)
    dead_links = build_dead_links(record) if asked.edition.release is None else {}
    address = absolute(request, display.program_url(slug))  # without the teacher's answers
    # a past or changed record does not say who can enter now
    present = whole == Selection()
    # a release keeps what it was published with
    sponsor = public_organization(sponsor_slug(record)) if asked.edition.release is None else None
    context = {
        "page_title": f"{shown['name']}, {shown['sponsor']}",
        "page_description": shown["summary"] if is_english() else _describe(shown),
        "preview": preview_of(record.form[0]),
        "program": shown,
        "is_published": is_published,
        "marks": marks(asked, lambda other: other.address(display.program_url(slug)), snapshot, shown="This is the record"),
        "edition_ignored": [str(entry) for entry in asked.ignored],
        "eligibility": build_eligibility(record, teacher, ignored, today) if present else None,
        "cost": build_cost(record, request.GET) if present else None,
        "dead_links": dead_links,
        "present": present,
        "similar": build_similar(asked.edition, record, teacher, today) if present else [],
        "share": build_share(record, address, today) if present and is_published else None,
        "structured": data_block(educational_program(record, address, today, sponsor)),
        "printed": display.day(today),
        "address": address,
        "breadcrumbs": [
            {"label": gettext("Programs"), "url": whole.address()},
            {"label": shown["form"]["label"], "url": whole.with_values("form", tuple(record.form[:1])).address()},
        ],
        "revision": {"number": snapshot.revision},
    }
    is_translated = not is_english()
    with use_language(ENGLISH):  # people who study programs read the words of the codebook
        if is_translated:
            version = {"number": entry.number, "date": display.day(timezone.localdate(entry.time))}
            shown = build_profile(record, today, version, coded, as_coded=as_coded)
            dead_links = build_dead_links(record) if dead_links else {}
        research = {
            "program": shown,
            "sponsor_state": vocabulary("state").by_code.get(sponsor.home_state) if sponsor and not record.home_state else None,
            "family": _build_family(asked, slug),
            "replaced": _build_replaced(slug) if present and is_published else [],
            "present": present,
            "cite_url": f"{reverse('cite')}?{urlencode([('program', slug), *whole.edition_pairs()])}" if is_published else "",
            "type_changes": type_changes(slug) if present and is_published and entry.number > 1 else [],
            "second_codings": second_codings(as_coded, asked.edition.coded_again(slug)) if is_published else [],
            "dead_links": dead_links,
        }
        context["research"] = render_to_string("program/_research.html", research, request)
    return context


def _build_family(asked: BrowseQuery, slug: str) -> dict[str, Any] | None:
    """Return the family of a program in the edition, with the address of its programs; None for a program in no family."""
    code = asked.snapshot.family_of(slug)
    if not code:
        return None
    members = asked.selection.with_values(FAMILY, (code,))
    words = asked.snapshot.facets[FAMILY]
    count = asked.snapshot.count(members)
    return {"code": code, "name": words.labels[code], "text": words.definition(code), "count": count, "url": members.address()}


def _build_replaced(slug: str) -> list[dict[str, str]]:
    """Return the retired programs that a program replaces, with the day on which each was removed from the catalog."""
    return [
        {"slug": other.slug, "name": other.name, "date": display.day(timezone.localdate(other.updated))}
        for other in replaced_programs(slug)
    ]


def _describe(shown: dict[str, Any]) -> str:
    """Return a description of a program in the language in use: its kind, length and place, and whether it still runs."""
    words = [tile.words for tile in shown["tiles"] if tile.name == "place" and tile.is_stated]
    words += [tile.note.removesuffix(".") for tile in shown["tiles"] if tile.name == "place"]
    return ". ".join([shown["forms"], *words, shown["badge"]["text"]]) + "."
