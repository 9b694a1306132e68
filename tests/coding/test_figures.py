"""Agreement in figures, held against plain counts and an exact binomial written another way."""

from collections import Counter
from fractions import Fraction
from math import comb

import pytest

from catalog.coding.figures import compare_twice, confusion_tables, count_agreement, overall_figures
from catalog.coding.reliability import load_comparisons
from catalog.coding.tasks import code
from catalog.models import Coding
from tests.browse import oracle
from tests.coding.codings import open_task, program_of, supports_unlike_a
from typology.agreement import exact_interval

pytestmark = pytest.mark.django_db
SLUGS = ["philadelphia-teacher-leader-academy", "uri-gems-net-teacher-leaders", "acte-teacher-of-the-year"]
CODED = {"form": ["award"], "focus": [], "sponsor_type": ["nonprofit"], "models": [], "audience": []}


def chance_of_at_least(count, whole, share):
    """The binomial tail in exact fractions."""
    share = Fraction(share)
    return sum(comb(whole, one) * share**one * (1 - share) ** (whole - one) for one in range(count, whole + 1))


@pytest.mark.parametrize(("count", "whole"), [(0, 5), (5, 5), (4, 5), (58, 60), (60, 60), (1, 40), (15, 17)])
def test_the_ends_of_an_exact_interval_cut_off_a_fortieth_each(count, whole):
    low, high = exact_interval(count, whole)
    assert low <= count / whole <= high
    if count:
        assert float(chance_of_at_least(count, whole, low)) == pytest.approx(0.025)
    else:
        assert low == 0
    if count < whole:
        assert float(1 - chance_of_at_least(count + 1, whole, high)) == pytest.approx(0.025)
    else:
        assert high == 1


def test_intervals_are_those_of_published_tables():
    # Clopper & Pearson (1934): 2 of 10 at 95%, and 0 of 10
    assert exact_interval(2, 10) == pytest.approx((0.02521, 0.55610), abs=1e-5)
    assert exact_interval(0, 10) == pytest.approx((0, 0.30850), abs=1e-5)


def answers_of(comparison, pairs, support):
    """Both coders' answers in the stored codings, with the credential rule left out where the comparison does so."""
    found = []
    for pair in pairs:
        codings = [
            Coding.objects.get(program__slug=pair.slug, coder=coder, codebook=comparison.codebook) for coder in comparison.coders
        ]
        answers = []
        for coding in codings:
            stored = coding.supports[support]
            left_out = comparison.rules and support == "recognize" and set(stored.get("basis") or ["?"]) <= {"credential"}
            answers.append(stored["present"] and not left_out)
        found.append((*answers, codings[1].confidence))
    return found


def kappa_of(pairs):
    whole, both = len(pairs), sum(one == two for one, two in pairs)
    expected = Fraction(0)
    for answer in (True, False):
        expected += Fraction(sum(one == answer for one, _ in pairs) * sum(two == answer for _, two in pairs), whole**2)
    return None if expected == 1 else float((Fraction(both, whole) - expected) / (1 - expected))


def test_every_figure_on_a_support_is_a_plain_count():
    comparisons = load_comparisons()
    figures = count_agreement(comparisons)
    seen = 0
    for comparison, pairs in comparisons.items():
        for support in ("prepare", "place", "recognize"):
            answers = answers_of(comparison, pairs, support)
            for confidence in ("", "high", "medium", "low"):
                part = [(one, two) for one, two, sure in answers if confidence in ("", sure)]
                own = [
                    figure
                    for figure in figures
                    if (figure.comparison, figure.attribute, figure.confidence) == (comparison, support, confidence)
                ]
                assert len(own) == bool(part)
                for figure in own:
                    seen += 1
                    agreed = sum(one == two for one, two in part)
                    assert (figure.n, figure.agreed) == (len(part), agreed)
                    assert figure.percent == pytest.approx(100 * agreed / len(part), abs=0.0051)
                    low, high = exact_interval(agreed, len(part))
                    assert (figure.percent_low, figure.percent_high) == (round(100 * low, 2), round(100 * high, 2))
                    expected = kappa_of(part)
                    assert figure.kappa == (None if expected is None else pytest.approx(expected, abs=1e-4))
                    assert (figure.kappa_low is None) == bool(confidence)
    assert seen > 15


def test_confusion_tables_sum_to_the_agreement():
    comparisons = load_comparisons()
    figures = [figure for figure in count_agreement(comparisons) if not figure.confidence]
    whole = {(figure.comparison, figure.attribute, figure.code): figure for figure in figures}
    tables = confusion_tables(comparisons)
    assert {table.attribute for table in tables} == {"prepare", "place", "recognize", "type"}
    for table in tables:
        figure = whole[table.comparison, table.attribute, table.code]
        assert sum(count for *_, count in table.cells) == figure.n
        assert sum(count for first, second, count in table.cells if first == second) == figure.agreed


def code_fields(person, slug, **changes):
    supports = supports_unlike_a(slug)
    attributes = {**CODED, **changes}
    return code(open_task(person, program_of(slug)), supports, "https://example.org/read", "medium", attributes)


def test_fields_are_compared_as_sets_and_code_by_code(editor):
    firsts = {slug: Coding.objects.get(coder="A", codebook="2", program__slug=slug).attributes for slug in SLUGS}
    code_fields(editor, SLUGS[0], form=firsts[SLUGS[0]]["form"])
    code_fields(editor, SLUGS[1], form=["award"])
    code_fields(editor, SLUGS[2], form=["award", "fellowship"])
    given = {SLUGS[0]: set(firsts[SLUGS[0]]["form"]), SLUGS[1]: {"award"}, SLUGS[2]: {"award", "fellowship"}}
    comparisons = {one: pairs for one, pairs in load_comparisons().items() if one.coders == ("A", "H1")}
    figures = [figure for figure in count_agreement(comparisons) if figure.attribute == "form" and not figure.confidence]
    [whole] = [figure for figure in figures if not figure.code]
    assert (whole.n, whole.agreed) == (3, sum(set(firsts[slug]["form"]) == given[slug] for slug in SLUGS))
    by_code = {figure.code: figure.agreed for figure in figures if figure.code}
    used = {one for slug in SLUGS for one in (*firsts[slug]["form"], *given[slug])}
    assert by_code == {one: sum((one in firsts[slug]["form"]) == (one in given[slug]) for slug in SLUGS) for one in used}
    [overall] = overall_figures(comparisons, ["form"])
    assert (overall.n, overall.agreed) == (whole.n, whole.agreed)
    tables = {(table.attribute, table.code): table for table in confusion_tables(comparisons)}
    assert ("form", "") not in tables
    assert Counter(name for name, _ in tables)["form"] == len(used)
    assert ("sponsor_type", "") in tables


def test_skipped_fields_are_not_compared(editor):
    code(open_task(editor, program_of(SLUGS[0])), supports_unlike_a(SLUGS[0]), "https://example.org/read", "low")
    comparisons = {one: pairs for one, pairs in load_comparisons().items() if one.coders == ("A", "H1")}
    assert {figure.attribute for figure in count_agreement(comparisons)} == {"prepare", "place", "recognize", "type"}


def test_programs_coded_twice_are_those_of_the_files(editor):
    assert compare_twice(load_comparisons()) == oracle.CODED_TWICE
    slug = next(slug for slug, value in oracle.CODED_TWICE.items() if value == "agree")
    code(open_task(editor, program_of(slug)), supports_unlike_a(slug, "prepare"), "https://example.org/read", "low")
    assert compare_twice(load_comparisons())[slug] == "differ"
