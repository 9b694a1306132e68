"""What the API answers, as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from catalog.browse.crosstab import Crossing
from catalog.browse.facets import FACETS
from catalog.browse.query import Asked
from catalog.browse.selection import Selection
from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Vocabulary, type_of
from catalog.schema.vocabulary import types as words_of_types

NOTICE = "Describes this catalog, not all programs."


def edition(asked: Asked) -> dict[str, Any]:
    """What every answer says of where it comes from."""
    return {
        "revision": asked.edition.revision,
        "release": asked.selection.release or None,
        "rule": asked.selection.rules.code or None,
        "date": asked.edition.date.isoformat(),
        "notice": NOTICE,
    }


def result(record: ProgramRecord) -> dict[str, Any]:
    """A program: its record, without the coders' note, plus its type."""
    return {**record.public_json(), "type": type_of(supports_of(record)).code}


def facets(counts: Mapping[str, Mapping[str, int]], selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """Every facet with its values, their counts, and whether they are chosen."""
    return {
        name: [
            {"code": code, "label": label, "count": counts[name][code], "selected": code in selection.chosen.get(name, ())}
            for code, label in facet.labels.items()
        ]
        for name, facet in FACETS.items()
    }


def types(asked: Asked) -> list[dict[str, Any]]:
    """The seven types with their supports, and how many programs of the selection are of each."""
    counts = asked.snapshot.counts(asked.selection)["type"]
    return [
        {
            "code": kind.code,
            "label": kind.label,
            "supports": list(kind.supports),
            "combination": kind.combination,
            "definition": kind.definition,
            "count": counts[kind.code],
        }
        for kind in words_of_types()
    ]


def vocabulary(words: Vocabulary) -> dict[str, Any]:
    """One controlled vocabulary with its terms."""
    return {
        "code": words.code,
        "label": words.label,
        "definition": words.definition,
        "terms": [
            {
                "code": term.code,
                "label": term.label,
                "definition": term.definition,
                "schema_org": term.schema_org or None,
                "ctdl": term.ctdl or None,
            }
            for term in words.terms
        ],
    }


def crosstab(crossing: Crossing) -> dict[str, Any]:
    """A cross-table: the values of both axes with their totals, and the count of each pair, row by row.

    Without columns `cols` is null and `cells` is empty: the totals of the rows are the counts.
    """
    counts = crossing.counted()

    def axis(name: str, codes: tuple[str, ...]) -> dict[str, Any]:
        values = [{"code": code, "label": FACETS[name].labels[code], "total": counts.totals[name][code]} for code in codes]
        return {"facet": name, "label": FACETS[name].words.label, "values": values, "silent": dict(counts.silent[name])}

    return {
        "count": counts.base,
        "total": counts.total,
        "kept": dict(counts.kept),
        "rows": axis(crossing.rows, counts.rows),
        "cols": axis(crossing.columns, counts.columns) if crossing.columns else None,
        "cells": [[counts.cells[row][column] for column in counts.columns] for row in counts.rows] if crossing.columns else [],
    }


def pages(asked: Asked, pages: int) -> tuple[Selection | None, Selection | None]:
    """The selections of the next and the previous page, where there are any."""
    page, selection = asked.selection.page, asked.selection
    following = replace(selection, page=page + 1) if page < pages else None
    return following, replace(selection, page=page - 1) if page > 1 else None
