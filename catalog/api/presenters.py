"""Presenters: from selections and records to the API's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from catalog.api.answers import (
    AxisValue,
    CrosstabAnswer,
    CrosstabAxis,
    FacetValue,
    FamilyAnswer,
    IdentifierAnswer,
    OrganizationAnswer,
    StateRateAnswer,
    TermAnswer,
    TypeCount,
    VocabularyAnswer,
)
from catalog.api.reliability_answers import CodingAgreement, CodingConfusion, ConfusionCell, ReliabilityAnswer
from catalog.browse.crosstabs.association import association_of
from catalog.browse.crosstabs.crosstab import CrosstabQuery
from catalog.browse.crosstabs.teacher_rates import StateRate
from catalog.browse.facets import FACETS, FAMILY
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.coding.figures import AgreementFigure, ConfusionTable, confusion_tables, count_agreement
from catalog.organizations.identifiers import list_identifiers
from catalog.organizations.table import ListedOrganization
from catalog.programs.supports import supports_of
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord, select_parts
from catalog.schema.vocabulary import Vocabulary, type_of, types


def present_edition(asked: BrowseQuery) -> dict[str, Any]:
    """Return the fields of EditionAnswer."""
    return {
        "revision": asked.edition.revision,
        "release": asked.selection.release or None,
        "rule": asked.selection.rules.code or None,
        "date": asked.edition.date.isoformat(),
    }


def present_program(record: ProgramRecord) -> dict[str, Any]:
    """Return a program: its public record and its type."""
    values = record.public_json()
    return {**values, "supports": select_parts(values["supports"], book()), "type": type_of(supports_of(record)).code}


def present_family(snapshot: Snapshot, slug: str) -> FamilyAnswer | None:
    """Return the family of a program, or None."""
    code = snapshot.family_of(slug)
    words = snapshot.facets[FAMILY]
    return FamilyAnswer(code, words.labels[code], words.definition(code)) if code else None


def present_facets(counts: Mapping[str, Mapping[str, int]], selection: Selection) -> dict[str, list[FacetValue]]:
    """Return every facet with its values, their counts, and whether they are chosen."""
    return {
        name: [
            FacetValue(code, label, counts[name][code], selected=code in selection.chosen.get(name, ()))
            for code, label in facet.labels.items()
        ]
        for name, facet in FACETS.items()
    }


def present_types(asked: BrowseQuery) -> list[TypeCount]:
    """Return the seven types with their supports and the number of their programs in the selection."""
    counts = asked.snapshot.counts(asked.selection)["type"]
    return [
        TypeCount(
            code=kind.code,
            label=kind.label,
            supports=list(kind.supports),
            combination=kind.combination,
            definition=kind.definition,
            count=counts[kind.code],
        )
        for kind in types()
    ]


def present_vocabulary(vocabulary: Vocabulary) -> VocabularyAnswer:
    """Return a controlled vocabulary with its terms."""
    terms = [
        TermAnswer(
            code=term.code,
            label=term.label,
            definition=term.definition,
            schema_org=term.schema_org or None,
            ctdl=term.ctdl or None,
        )
        for term in vocabulary.terms
    ]
    return VocabularyAnswer(code=vocabulary.code, label=vocabulary.label, definition=vocabulary.definition, terms=terms)


def present_rate(one: StateRate) -> StateRateAnswer:
    """Return a state with its counts and rates."""

    def number(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    return StateRateAnswer(
        state=one.code,
        label=one.name,
        programs=one.naming,
        programs_per_10000=number(one.naming_rate),
        home_programs=one.home,
        home_per_10000=number(one.home_rate),
        teachers=number(one.teachers),
    )


def present_organization(listed: ListedOrganization, address: Callable[[str], str]) -> OrganizationAnswer:
    """Return an organization of a list; `address` makes the address of a path absolute."""
    one = listed.organization
    return OrganizationAnswer(
        slug=one.slug,
        name=one.name,
        page=address(reverse("sponsor", args=[one.slug])) if listed.programs else None,
        website=one.website or None,
        programs=listed.programs,
        home_states=list(listed.home_states),
        home_state=one.home_state or None,
        parent=one.parent.slug if one.parent else None,
        identifiers=[
            IdentifierAnswer(known.scheme, known.value, known.url or None, known.source, known.date)
            for known in list_identifiers(one.identifiers)
        ],
    )


def present_crosstab(crosstab: CrosstabQuery) -> CrosstabAnswer:
    """Return a cross-table: the values of both axes with their totals, and the count of each pair."""
    counts = crosstab.count()

    def present_axis(name: str, codes: tuple[str, ...]) -> CrosstabAxis:
        labels = FACETS[name].labels
        values = [AxisValue(code, labels[code], counts.totals[name][code]) for code in codes]
        return CrosstabAxis(facet=name, label=FACETS[name].words.label, values=values, silent=dict(counts.silent[name]))

    return CrosstabAnswer(
        **present_edition(crosstab.asked),
        base=counts.base,
        total=counts.total,
        association=round(found.v, 4) if (found := association_of(crosstab)) else None,
        kept=dict(counts.kept),
        rows=present_axis(crosstab.rows, counts.rows),
        cols=present_axis(crosstab.columns, counts.columns) if crosstab.columns else None,
        cells=[[counts.cells[row][column] for column in counts.columns] for row in counts.rows] if crosstab.columns else [],
    )


def present_reliability(asked: BrowseQuery) -> ReliabilityAnswer:
    """Return the agreement of every pair of coders in the edition, and their confusion tables."""
    found = asked.edition.comparisons()
    return ReliabilityAnswer(
        **present_edition(asked),
        agreement=[
            CodingAgreement(
                **_present_compared(figure),
                confidence=figure.confidence or None,
                programs=figure.n,
                agreed=figure.agreed,
                percent=figure.percent,
                percent_low=figure.percent_low,
                percent_high=figure.percent_high,
                kappa=figure.kappa,
                kappa_low=figure.kappa_low,
                kappa_high=figure.kappa_high,
                ac1=figure.ac1,
                ac1_low=figure.ac1_low,
                ac1_high=figure.ac1_high,
            )
            for figure in count_agreement(found)
        ],
        confusion=[
            CodingConfusion(**_present_compared(table), cells=[ConfusionCell(*cell) for cell in table.cells])
            for table in confusion_tables(found)
        ],
    )


def _present_compared(found: AgreementFigure | ConfusionTable) -> dict[str, Any]:
    first, second = found.comparison.coders
    return {
        "codebook": found.comparison.codebook,
        "first_coder": first,
        "second_coder": second,
        "rules_left_out": list(found.comparison.rules.codes),
        "attribute": found.attribute,
        "code": found.code or None,
    }


def find_neighbors(selection: Selection, pages: int) -> tuple[Selection | None, Selection | None]:
    """Return the selections of the next and the previous page, or None."""
    page = selection.page
    following = replace(selection, page=page + 1) if page < pages else None
    return following, replace(selection, page=page - 1) if page > 1 else None
