"""The pages that explain: methods and about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from catalog.browse.decorators import from_snapshot
from catalog.browse.editions.edition import Edition
from catalog.browse.facets import FACETS
from catalog.browse.query import of_other_editions
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.coders import coders, protocols
from catalog.coding.reliability import count_assigned, load_comparisons, reproducibility
from catalog.programs.codebook import history, rules
from catalog.reviews.summary import count_reviewed
from catalog.schema.codebook import book
from catalog.schema.vocabulary import types, vocabulary
from catalog.serving.database import is_trouble
from catalog.site.methods.evidence import show_readings
from catalog.site.methods.reliability import coder_rows, figures
from catalog.site.program.presenters import type_words
from catalog.site.program.review_notes import describe_reviews
from catalog.site.typology.views import READING_NOTE
from typology import Rule


@from_snapshot
def methods(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/methods/`: the codebook, the evidence for the type names, how the data came to be, how reproducible the codes are."""
    every = snapshot.counts(Selection())
    counts = every["type"]
    reviewed, agreement = count_reviewed(), _reproducibility()
    support = vocabulary("support")
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "Methods",
        "page_description": "How programs were found, read and coded, and what the figures can and cannot show.",
        "vocabularies": list(book().vocabularies.values()),
        "fields": [field for field in book().fields.values() if field.public],
        "supports": [{"code": one.code, "label": one.label, "rule": rules().supports[one.code]} for one in support.terms],
        "basis": vocabulary("basis").terms,
        "absence": vocabulary("absence").terms,
        "statements": [_count_statements(one.code, every) for one in support.terms],
        "changed_rules": [
            {"code": rule.code, "label": rule.name_of_switch, "statement": rule.statement, "explanation": rule.explanation}
            for rule in Rule
        ],
        "history": history(),
        "readings": show_readings(Edition(snapshot)),
        "types": [{**type_words(kind), "count": counts[kind.code]} for kind in types()],
        "total": len(snapshot),
        "reading_note": READING_NOTE,
        "reviewed": reviewed,
        "review_note": describe_reviews(reviewed, len(snapshot), agreement["decided"] if agreement else 0),
        "reproducibility": agreement,
        "coders": coder_rows(coders()),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "methods/methods.html", context)


def _count_statements(support: str, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Return the number of programs by what their pages say of a support, each with the address of its programs."""
    return {
        "label": vocabulary("support").label_of(support),
        "values": [
            {
                "code": code,
                "label": label,
                "count": counts[support][code],
                "url": Selection(chosen={support: (code,)}).address(),
            }
            for code, label in FACETS[support].labels.items()
        ],
    }


def _reproducibility() -> dict[str, Any] | None:
    found = {comparison: reproducibility(pairs) for comparison, pairs in load_comparisons().items()}
    return figures({comparison: measured for comparison, measured in found.items() if measured}, count_assigned())


@csrf_exempt
@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def protocol(request: HttpRequest, name: str) -> HttpResponse:
    """`/methods/protocols/<name>`: a coder's protocol, byte for byte; 404 for an unknown name."""
    if name not in protocols():
        raise Http404(f"There is no protocol “{name}”.")
    return HttpResponse(protocols()[name], content_type="text/plain; charset=utf-8")


def about(request: HttpRequest) -> HttpResponseBase:
    """`/about/`: what this catalog is and who it is for; without figures while the database is unavailable."""
    try:
        return _about(request)
    except Error as error:
        if not is_trouble(error):
            raise
        response = _render_about(request)
        response["Cache-Control"] = "no-store"
        return response


@from_snapshot
def _about(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    return _render_about(request, total=len(snapshot), revision={"number": snapshot.revision})


def _render_about(request: HttpRequest, **figures: object) -> HttpResponse:
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "About",
        "page_description": "What this catalog is, who it is for, and how you may use it.",
        **figures,
    }
    return render(request, "methods/about.html", context)
