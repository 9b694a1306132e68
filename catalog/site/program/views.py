"""The page of one program."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from catalog.browse.decorators import from_edition
from catalog.browse.eligibility.teacher import read_teacher
from catalog.browse.filterset import is_tidy
from catalog.browse.query import ask
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import ENGLISH, gettext, is_english, use_language
from catalog.common.preview import preview_of
from catalog.common.urls import absolute
from catalog.programs import display
from catalog.reviews.summary import origin
from catalog.site.changes import type_changes
from catalog.site.edition_notices import marks
from catalog.site.methods.reliability import second_codings
from catalog.site.program.absent import answer_absent, find_entries
from catalog.site.program.cost import PARAMETERS as COST_PARAMETERS
from catalog.site.program.cost import build_cost
from catalog.site.program.dead_links import build_dead_links
from catalog.site.program.eligibility import build_eligibility, build_program_url
from catalog.site.program.presenters import build_profile
from catalog.site.program.share import build_share
from catalog.site.program.similar import build_similar
from catalog.site.structured_data import data_block, educational_program


@from_edition
def program(request: HttpRequest, snapshot: Snapshot, slug: str) -> HttpResponse:
    """`/programs/<slug>/`: one program; 410 for a retired one, a redirect from an address it once had.

    `state`, `experience_max`, `grade` and `focus` describe the teacher who asks whether they can enter. `credits`, `rate`
    and `fees` are numbers for the cost calculator. `release` and `rule` show the record of a release, or the record under
    changed rules.
    """
    others = request.GET.copy()
    for name in COST_PARAMETERS:
        others.pop(name, None)
    tidy = is_tidy(others)
    asked = ask(_take_edition(others), snapshot)
    entries = find_entries(slug, asked.edition)
    if not entries:
        return answer_absent(request, slug, asked.edition, "program")
    [entry] = entries
    record, today = entry.record, snapshot.today
    # notes on codings compare them with the record before any changed rule
    as_coded = asked.edition.as_coded().published([slug])[0].record if asked.edition.rules else record
    teacher, ignored = read_teacher(others)
    whole = asked.selection
    if not ignored and not asked.ignored and not tidy:
        # the form also sends its empty fields; this redirect removes them from the address
        return HttpResponseRedirect(build_program_url(slug, teacher, whole.edition_pairs()))
    coded = None if asked.edition.release else origin(slug)
    version = {"number": entry.number, "date": display.day(timezone.localdate(entry.time))}
    shown = build_profile(record, today, version, coded, as_coded=as_coded)
    dead_links = build_dead_links(record) if asked.edition.release is None else {}
    address = absolute(request, display.program_url(slug))  # without the teacher's answers
    # a past or changed record does not say who can enter now
    present = whole == Selection()
    context = {
        "page_title": f"{shown['name']}, {shown['sponsor']}",
        "page_description": shown["summary"] if is_english() else _describe(shown),
        "preview": preview_of(record.form[0]),
        "program": shown,
        "marks": marks(asked, lambda other: other.address(display.program_url(slug)), snapshot, whole=False),
        "edition_ignored": [str(entry) for entry in asked.ignored],
        "eligibility": build_eligibility(record, teacher, ignored, today) if present else None,
        "cost": build_cost(record, request.GET) if present else None,
        "dead_links": dead_links,
        "present": present,
        "similar": build_similar(asked.edition, record, teacher, today) if present else [],
        "share": build_share(record, address, today) if present else None,
        "structured": data_block(educational_program(record, address, today)),
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
            "present": present,
            "cite_url": f"{reverse('cite')}?{urlencode([('program', slug), *whole.edition_pairs()])}",
            "type_changes": type_changes(slug) if present and entry.number > 1 else [],
            "second_codings": second_codings(as_coded, asked.edition.coded_again(slug)),
            "dead_links": dead_links,
        }
        context["research"] = render_to_string("program/_research.html", research, request)
    return render(request, "program/program.html", context)


def _describe(shown: dict[str, Any]) -> str:
    """Return a description of a program in the language in use: its kind, length and place, and whether it still runs."""
    words = [tile.words for tile in shown["tiles"] if tile.name == "place" and tile.is_stated]
    words += [tile.note.removesuffix(".") for tile in shown["tiles"] if tile.name == "place"]
    return ". ".join([shown["forms"], *words, shown["badge"]["text"]]) + "."


def _take_edition(query: QueryDict) -> QueryDict:
    """Remove the parameters that choose the edition from a query and return them."""
    edition = QueryDict(mutable=True)
    for name in ("release", "rule"):
        edition.setlist(name, query.pop(name, []))
    return edition
