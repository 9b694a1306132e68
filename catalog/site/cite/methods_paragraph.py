"""Write a methods paragraph for a selection or cross-table. All its figures are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog.browse.crosstabs.crosstab import SHOWS, CrosstabQuery
from catalog.browse.editions.edition import Edition
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED
from catalog.browse.query import BrowseQuery
from catalog.browse.sentence import describe, programs
from catalog.coding.attributes import ATTRIBUTES
from catalog.coding.coders import Coder
from catalog.coding.reliability import CoderComparison, Measure, Reproducibility, who
from catalog.common import report
from catalog.common.text import lower_first
from catalog.programs.display import day, join_words
from catalog.reviews.summary import count_reviewed, count_reviewed_before
from catalog.schema.vocabulary import vocabulary
from catalog.site.explore.second_coding import list_reliability
from catalog.site.explore.wording import describe_counts
from catalog.site.program.review_notes import NOBODY, describe_reviews
from typology import Rule
from typology.rules import CODING_RULES

FRAME = (
    "Programs were found on one day in November 2026 with about 550 searches of a store of public web pages, in six parts "
    "(university credentials; state programs; district and charter programs; fellowships; awards; networks, unions and "
    "microcredentials), by kind of program and by state. Of the 557 programs coded, the 363 coded with high confidence became "
    "the first data of the catalog."
)
CODING = (
    f"Following a codebook based on Berg, Horn, Supovitz and Margolis (2019, {report.URL}), a language model coded from each "
    "program’s public pages whether it prepares teachers to lead, places them in leadership roles and recognizes their "
    "expertise. The combination gives one of seven program types, named according to this catalog’s own reading."
)
LIMITS = (
    "The counts describe this catalog, not all programs: the searches favor programs with a public page. Facts that a page "
    "does not state are left empty, never guessed."
)

_BASIS_NOT_CODED = ", because the second coder did not code the basis of recognition"


def paragraph(
    asked: BrowseQuery,
    names: Mapping[str, str],
    agreed: Mapping[CoderComparison, Reproducibility],
    coders: Sequence[Coder],
    crosstab: CrosstabQuery | None = None,
    address: str = "",
    methods: str = "",
) -> str:
    """Return the paragraph for a selection, or for a cross-table of it.

    `names` holds each chosen sponsor's name, `agreed` the agreement of language models under each codebook. `address` is
    the address of the figures, `methods` that of the methods page.
    """
    sentences = [_sample(asked, names, crosstab, address), FRAME, f"{CODING} {_review(asked.edition)}"]
    for number, comparison in enumerate(sorted(agreed, key=lambda comparison: int(comparison.codebook))):
        sentences += _agreement(comparison, agreed[comparison], asked.selection.rules, first=number == 0)
    if agreed:
        sentences.append(_coders(coders, methods))
    sentences += _describe_reliability(asked, crosstab)
    sentences += _exclusions(asked, crosstab)
    return " ".join([*sentences, LIMITS])


def _sample(asked: BrowseQuery, names: Mapping[str, str], crosstab: CrosstabQuery | None, address: str) -> str:
    edition, selection = asked.edition, asked.selection
    whole = _count_whole(edition)
    what = (
        f"release {edition.release.version} of {day(edition.date)}"
        if edition.release
        else (f"revision {edition.revision}, as of {day(edition.date)}")
    )
    data = f"The data are those of the Teacher Leadership Program Catalog, {what}, which holds {programs(whole)}"
    inner = replace(selection, release="")
    if crosstab:
        axes = join_words([FACETS[axis].words.label.lower() for axis in crosstab.axes])
        panels = f", in panels by {FACETS[crosstab.by].words.label.lower()}" if crosstab.by else ""
        data += f"; the table counts {describe_counts(crosstab, names, release=False, by=f' by {axes}{panels}')}"
    elif selection.applied or selection.rules:
        count = asked.snapshot.count(selection)
        # one program is "1 of the programs …"
        data += f"; the sample is {'' if count == 1 else 'the '}{describe(inner, count, names)}"
    return f"{data}{f' ({address})' if address else ''}."


def _review(edition: Edition) -> str:
    """Say how many programs of the edition an editor has reviewed; for a release, before it was made."""
    reviewed = count_reviewed_before(edition.release.version) if edition.release else count_reviewed()
    return describe_reviews(reviewed, _count_whole(edition)) if reviewed else f"{NOBODY}."


def _count_whole(edition: Edition) -> int:
    """Return how many programs the edition holds, with those that changed rules leave out."""
    return len(edition.snapshot.slugs)


def _agreement(comparison: CoderComparison, agreed: Reproducibility, rules: Rule, *, first: bool) -> list[str]:
    """Return the sentences on the agreement of two coders and its limits, including the rules it was measured with.

    The `first` comparison of the paragraph also says how the sample was drawn.
    """
    coder = who(comparison.coders[1])
    opening = (
        f"Reproducibility of the codes: under codebook {comparison.codebook} a second coder of the same kind ({coder}), who did "
        f"not see the first codes, coded a random sample of {agreed.n} programs again, drawn from codes with high confidence"
        if first
        else f"Under codebook {comparison.codebook} {coder}, who saw no other codes, coded {agreed.n} programs"
    )
    under = f" Compared {comparison.rules.label}, which {coder} left out," if comparison.rules else " The two"
    sentences = [
        f"{opening}. For {agreed.same_page} of {agreed.n} programs, it read the same page.{under}"
        f"{' the two' if comparison.rules else ''} agreed on {join_words([_measure(one) for one in agreed.measures])} "
        f"(95% intervals: exact for percentages, bootstrap for kappa and AC1)."
    ]
    always = [measure for measure in agreed.measures if measure.agreement.always]
    if always:
        may = always[0].agreement.may_differ
        sentences.append(
            f"They always agreed on {join_words([_name(one) for one in always])}, where a bootstrap interval has no width"
            + (
                f"; by the rule of three (Hanley & Lippman-Hand 1983), they may disagree on up to {may:.1f}% of such programs."
                if may
                else " and says nothing about rare disagreements."
            )
        )
    unknown = rules & CODING_RULES & ~comparison.rules
    if unknown:
        sentences.append(
            f"All this was measured with {unknown.removed}; how far coders agree without "
            f"{'it' if len(unknown) == 1 else 'them'} is not known{_BASIS_NOT_CODED if not comparison.rules else ''}."
        )
    return sentences


def _describe_reliability(asked: BrowseQuery, crosstab: CrosstabQuery | None) -> list[str]:
    """Say how far coders agree on the fields that are chosen or crossed, and which have no second coding."""
    selection = asked.selection
    names = [*(crosstab.facets if crosstab else ()), *selection.chosen, *selection.excluded]
    found = list_reliability(asked.edition, names)
    coded = [f"“{one.label}”, {one.text}" for one in found if one.figures and one.figures[0].attribute in ATTRIBUTES]
    uncoded = [f"“{one.label}”" for one in found if not one.figures]
    sentences = [f"Coders agree on exactly the same codes (exact 95% interval): {'; '.join(coded)}."] if coded else []
    return [*sentences, *([f"No second coding: {join_words(uncoded)}."] if uncoded else [])]


def _coders(coders: Sequence[Coder], methods: str) -> str:
    """Describe the language models, and say where the protocols are."""
    machines = [coder for coder in coders if coder.model]
    names = join_words(list(dict.fromkeys(coder.id for coder in machines)))
    models = " ".join(dict.fromkeys(coder.model for coder in machines))
    return f"Coders {names}: {lower_first(models)} Their protocols are listed at {methods}#coders."


def _name(measure: Measure) -> str:
    return "the type" if measure.code == "type" else vocabulary("support").label_of(measure.code).lower()


def _measure(measure: Measure) -> str:
    found = measure.agreement
    text = f"{_name(measure)} in {found.percent:.1f}% [{found.percent_low:.1f}, {found.percent_high:.1f}]"
    for name, value, low, high in (
        ("kappa", found.kappa, found.kappa_low, found.kappa_high),
        ("AC1", found.ac1, found.ac1_low, found.ac1_high),
    ):
        if value is None:
            continue
        text += f", {name} {value:.2f}"
        if not found.always and low is not None and high is not None:
            text += f" [{low:.2f}, {high:.2f}]"
    return text


def _exclusions(asked: BrowseQuery, crosstab: CrosstabQuery | None) -> list[str]:
    """Return the sentences on programs left out or kept because they do not state a value, and on changed rules."""
    selection, found = asked.selection, []
    if selection.fixed:
        found.append("The sample was found by a text search and fixed as a list when it was cited.")
    elif selection.q:
        found.append("The sample was found by a text search in the catalog, not only by codes.")
    counted = crosstab.base if crosstab else selection  # values chosen in a crossed facet do not limit the count
    counts = asked.snapshot.counts(counted)
    for name, codes in counted.chosen.items():
        silent = counts[name].get(UNSTATED, 0)
        if silent and UNSTATED not in codes and FACETS[name].in_record:
            verb = "does not" if silent == 1 else "do not"
            label = FACETS[name].words.label.lower()
            found.append(f"{programs(silent)} that otherwise fit {verb} state “{label}” and were left out.")
    assumed = asked.snapshot.silent(counted).get("state", 0)
    if assumed:
        verb, were = ("states", "was") if assumed == 1 else ("state", "were")
        found.append(f"{programs(assumed)} that {verb} no residence rule {were} kept.")
    kept = crosstab.count().kept if crosstab else asked.snapshot.count_unstated(selection)
    sentences = [
        f"{programs(count)} that {'does' if count == 1 else 'do'} not state {BOUNDS[name].unstated} "
        f"{'was' if count == 1 else 'were'} kept."
        for name, count in kept.items()
        if count
    ]
    found += dict.fromkeys(sentences)
    if selection.rules:
        found.append(f"Programs count as coded {selection.rules.label}. {selection.rules.explanation}")
    if crosstab:
        found += _of_table(crosstab)
    return found


def _of_table(crosstab: CrosstabQuery) -> list[str]:
    counts, found = crosstab.count(), []
    if crosstab.show != "count":
        intervals = ", with 95% Wilson intervals" if crosstab.has_intervals else ""
        found.append(f"Its figures are percentages: {SHOWS[crosstab.show].lower()}{intervals}.")
    if crosstab.of_stated:
        left = crosstab.count_unstated()
        found.append(f"{programs(left)} that {'does' if left == 1 else 'do'} not state what is crossed were left out.")
    for axis in filter(None, (crosstab.rows, crosstab.columns)):
        label = FACETS[axis].words.label.lower()
        silent = counts.silent[axis].get(UNSTATED, 0)
        if silent and not FACETS[axis].in_record:
            verb = "is" if silent == 1 else "are"
            found.append(f"{silent:,} of {programs(counts.base)} {verb} {FACETS[axis].words.unstated_phrase}.")
        elif silent:
            found.append(f"{silent:,} of {programs(counts.base)} {'does' if silent == 1 else 'do'} not state “{label}”.")
        if sum(counts.totals[axis].values()) > counts.total:
            found.append(f"A program with several values of “{label}” counts under each of them.")
    return found
