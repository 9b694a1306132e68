"""What second coding says about the facets of a table: how far coders agree, or that nobody coded them twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.browse.crosstabs.crosstab import CrosstabQuery
from catalog.browse.editions.edition import Edition
from catalog.browse.facets import FACETS
from catalog.coding.attributes import ATTRIBUTES
from catalog.coding.figures import TYPE, AgreementFigure, overall_figures
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import vocabulary
from catalog.site.data.reliability import reliability_address
from typology import Support

# facet -> what a second coder codes of it
_CODED = {
    "support": tuple(support.code for support in Support),
    "type": (TYPE,),
    **{FIELDS[field].vocabulary: (field,) for field in ATTRIBUTES},
}


@dataclass(frozen=True)
class FacetReliability:
    """How far coders agree on a facet, in words; without `figures` it has no second coding."""

    facet: str
    label: str
    text: str
    figures: tuple[AgreementFigure, ...]
    url: str


def list_reliability(edition: Edition, facets: Iterable[str]) -> list[FacetReliability]:
    """Return the reliability of these facets in an edition, each once. Facets that the record does not hold are left out."""
    names = [name for name in dict.fromkeys(facets) if FACETS[name].in_record]
    comparisons = edition.comparisons()
    found = []
    for name in names:
        figures = overall_figures(comparisons, _CODED.get(name, ()))
        text = _describe(figures) if figures else "No second coding"
        url = reliability_address(edition.release.version if edition.release else "")
        found.append(FacetReliability(name, FACETS[name].words.label, text, figures, url))
    return found


def list_of_table(crosstab: CrosstabQuery) -> list[FacetReliability]:
    """Return the reliability of the facets of a table and of its panels."""
    return list_reliability(crosstab.asked.edition, crosstab.facets)


def _describe(figures: Iterable[AgreementFigure]) -> str:
    """``93.3% of 60 programs (83.8–98.2)``, with the support where there are several."""
    support = vocabulary("support")
    return "; ".join(
        (f"{support.label_of(figure.attribute).lower()} " if figure.attribute in support.by_code else "")
        + f"{figure.percent:.1f}% of {figure.n} programs ({figure.percent_low:.1f}–{figure.percent_high:.1f})"
        for figure in figures
    )
