"""The data dictionary as a page: every field and code, with how many records state it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.facets import FACETS
from catalog.browse.query import of_other_editions
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.coverage import FieldCounts, count_fields
from catalog.programs.published_records import published_records
from catalog.programs.table_row import COLUMNS, LINK
from catalog.schema.codebook import book
from catalog.schema.vocabulary import Vocabulary

# equivalents that mean a little more, less or another thing; the vocabulary file, which releases freeze, lists them like others
_CLOSE = frozenset(
    {
        ("serves_states", "schema:areaServed"),
        ("website", "schema:url"),
        ("nonprofit", "schema:NGO"),
        ("certificate", "ceterms:Certificate"),
        ("graduate_certificate", "ceterms:Certificate"),
        ("endorsement", "ceterms:License"),
        ("license_endorsement", "ceterms:License"),
    }
)


@from_snapshot
def dictionary(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data/dictionary/`: fields and vocabularies of the published records as they are now."""
    counts = _count_fields(snapshot.stamp)
    fields = [
        {
            "code": field.code,
            "label": field.label,
            "definition": field.definition,
            "type": field.type,
            "vocabulary": field.vocabulary,
            "empty": field.empty,
            "equivalents": _equivalents(field.code, field.schema_org, field.ctdl),
            "stated": counts.fields.get(field.code, 0) if field.public else None,
        }
        for field in book().fields.values()
    ]
    context = {
        "ignored": [str(entry) for entry in of_other_editions(request.GET)],
        "page_title": "Data dictionary",
        "page_description": "Every field and code: definitions, equivalents, and how many records state it.",
        "fields": fields,
        "vocabularies": [_vocabulary(words, counts, snapshot) for words in book().vocabularies.values()],
        "total": counts.total,
        "columns": COLUMNS,
        "link": LINK,
        "breadcrumbs": [{"label": "Data", "url": reverse("data")}],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "data/dictionary.html", context)


def _equivalents(code: str, *names: str) -> list[dict[str, Any]]:
    """Return the equivalents of a field or term in other vocabularies, and whether each is only close."""
    return [{"name": name, "close": (code, name) in _CLOSE} for name in names if name]


@lru_cache(maxsize=2)
def _count_fields(stamp: str) -> FieldCounts:
    """The counts at the revision of this stamp; called within the read that it was taken in."""
    return count_fields(entry.record for entry in published_records())


def _vocabulary(words: Vocabulary, counts: FieldCounts, snapshot: Snapshot) -> dict[str, Any]:
    """A vocabulary with a count for each code: the records that have it in any of the fields that use it."""
    used = [field.code for field in book().fields.values() if field.vocabulary == words.code]
    used = ["recognize.basis"] if words.code == "basis" else used
    types = snapshot.counts(Selection())["type"]
    return {
        "code": words.code,
        "label": words.label,
        "definition": words.definition,
        "fields": used,
        "facet": words.code in FACETS,
        "terms": [
            {
                "code": term.code,
                "label": term.label,
                "definition": term.definition,
                "equivalents": _equivalents(term.code, term.schema_org, term.ctdl),
                "counts": [counts.codes.get((name, term.code), 0) for name in used] or [types.get(term.code, 0)],
                "url": Selection(chosen={words.code: (term.code,)}).address() if words.code in FACETS else "",
            }
            for term in words.terms
        ],
    }
