"""The page that counts how programs prepare teachers, in the order of the article's sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import percent
from catalog.site.edition_notices import marks, switches
from catalog.site.typology.views import ask_edition
from typology import Support


@dataclass(frozen=True)
class PreparationSection:
    """A section of the article: what it is about, the standards it discusses, the facets that express its concepts.

    The standards are those of Learning Forward's Standards for Professional Learning (2011).
    """

    code: str
    title: str
    text: str
    standards: tuple[str, ...]
    facets: tuple[str, ...]


SECTIONS = (
    PreparationSection(
        "leadership",
        "Leadership and resources",
        "Who runs programs that prepare teachers to lead, what teachers pay, and what they receive.",
        ("Leadership", "Resources"),
        ("sponsor_type", "pays", "receives"),
    ),
    PreparationSection(
        "outcomes",
        "Outcomes",
        "What teachers learn to do: content, leadership functions, the standards a program names, and whom it means to serve.",
        ("Outcomes", "Data"),
        ("focus", "function", "framework", "aim"),
    ),
    PreparationSection(
        "designs",
        "Learning designs, communities and implementation",
        "How teachers learn, how they apply what they learn, and whether they already lead.",
        ("Learning Designs", "Learning Communities", "Implementation"),
        ("model", "practice", "audience"),
    ),
)


@dataclass(frozen=True)
class PreparationValue:
    """One value of an attribute: how many programs have it, of those that state the attribute."""

    label: str
    count: int
    share: Fraction
    percent: str
    url: str


@dataclass(frozen=True)
class PreparationAttribute:
    """One attribute of the programs that prepare: its values, the most frequent first, and how many programs state it."""

    code: str
    label: str
    help: str
    values: tuple[PreparationValue, ...]
    stated: int
    url: str


@from_edition
def preparation(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/preparation/`: counts of the attributes that express the article's concepts, over the programs that prepare."""
    asked = ask_edition(request, snapshot)
    selection = asked.selection.with_values("support", (Support.PREPARE.code,))
    edition = asked.edition.snapshot
    counts, total = edition.counts(selection), edition.count(selection)
    context = {
        "page_title": "How programs prepare teachers",
        "page_description": "Sponsors, costs, content, standards and learning designs of programs that prepare teachers to lead.",
        "ignored": [str(entry) for entry in asked.ignored],
        "marks": marks(asked, lambda other: other.address(reverse("preparation")), snapshot),
        "switches": switches(asked.selection, lambda other: other.address(reverse("preparation"))),
        "total": total,
        "all": edition.count(asked.selection),
        "browse_url": selection.address(),
        "sections": [
            {
                "section": section,
                "attributes": [_attribute(name, selection, counts[name], total) for name in section.facets if name in counts],
            }
            for section in SECTIONS
        ],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "methods/preparation.html", context)


def _attribute(name: str, selection: Selection, counts: Mapping[str, int], total: int) -> PreparationAttribute:
    facet = FACETS[name]
    stated = total - sum(counts[code] for code in facet.empty)
    values = [
        PreparationValue(
            label,
            counts[code],
            Fraction(counts[code], stated or 1),
            percent(counts[code], stated),
            selection.with_values(name, (code,)).address(),
        )
        for code, label in facet.labels.items()
        if code not in facet.empty and counts[code]
    ]
    values.sort(key=lambda value: -value.count)
    explore = f"{reverse('explore')}?rows={name}&{selection.query()}"
    return PreparationAttribute(name, facet.words.label, facet.words.definition, tuple(values), stated, explore)
