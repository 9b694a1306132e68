"""What two coders made of the same programs, counted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.coding.reliability import (
    CoderComparison,
    Codes,
    CodingPair,
    compare,
    load_comparisons,
    measures,
    reproducibility,
    second_coding,
    with_first,
)
from catalog.coding.services import load_codings
from catalog.models import Coding, Program
from catalog.programs.services import publish, retire
from tests.coding.test_services import lines
from tests.factories import change
from typology import AS_CODED, ProgramType, Rule, Support

PREPARE, PLACE, RECOGNIZE = Support

any_supports = st.sets(st.sampled_from(list(Support))).map(lambda chosen: sum_of(chosen))


def sum_of(chosen):
    return Support.from_codes(support.code for support in chosen)


def codes(supports, coder="A", confidence="high"):
    return Codes(coder, supports, ("It prepares or not.", "It places or not.", "It recognizes or not."), confidence, supports)


def pair(first, second, same_page=True, slug="a-program"):
    return CodingPair(slug, slug.capitalize(), True, codes(first), codes(second, "B", "low"), same_page)


def by_code(found):
    return {measure.code: measure for measure in found.measures}


def test_each_support_and_the_type_are_measured_in_order():
    found = reproducibility([pair(PREPARE, PREPARE | PLACE), pair(PLACE, PLACE), pair(RECOGNIZE, Support(0), None)])
    assert [measure.code for measure in found.measures] == ["prepare", "place", "recognize", "type"]
    assert [measure.agreement.agreed for measure in found.measures] == [3, 2, 2, 1]
    assert {measure.agreement.n for measure in found.measures} == {found.n} == {3}
    assert (found.same_page, found.first_high, found.second_high) == (2, 3, 0)


def test_the_counts_tell_who_coded_a_support_present():
    found = by_code(reproducibility([pair(PREPARE, PREPARE | PLACE), pair(PLACE, PLACE), pair(RECOGNIZE, PREPARE)]))
    counts = found["prepare"].counts
    assert (counts.both, counts.first_alone, counts.second_alone, counts.neither) == (1, 0, 1, 1)
    counts = found["recognize"].counts
    assert (counts.both, counts.first_alone, counts.second_alone, counts.neither) == (0, 1, 0, 2)
    assert found["type"].counts is None


def test_a_coding_without_support_has_no_type_and_that_is_a_category():
    assert codes(Support(0)).program_type is None
    assert codes(PREPARE | RECOGNIZE).program_type == ProgramType.CREDENTIAL
    found = by_code(reproducibility([pair(Support(0), Support(0)), pair(PLACE, PLACE)]))
    assert (found["type"].agreement.percent, found["type"].agreement.kappa) == (100.0, 1.0)


def test_differing_programs_are_listed_with_their_supports():
    alike, apart = pair(PLACE, PLACE), pair(PREPARE | PLACE, PLACE | RECOGNIZE, slug="apart")
    found = reproducibility([alike, apart])
    assert found.differing == (apart,)
    assert apart.differing.codes == ("prepare", "recognize")
    assert not alike.differing


def test_without_programs_there_are_no_figures():
    assert reproducibility([]) is None


@settings(max_examples=20)
@given(st.lists(st.tuples(any_supports, any_supports), min_size=1, max_size=12))
def test_the_counts_and_the_agreement_tell_the_same(supports):
    found = {measure.code: measure for measure in measures(tuple(supports))}
    for support in Support:
        counts, agreement = found[support.code].counts, found[support.code].agreement
        assert counts.both + counts.neither == agreement.agreed
        assert counts.both + counts.first_alone + counts.second_alone + counts.neither == agreement.n == len(supports)
    # a type is the same exactly where all supports are
    assert found["type"].agreement.agreed == sum(first == second for first, second in supports)


def row(slug, coder, codebook, *present, basis=None):
    """A coding as the database or a release gives it; codebook None: from before codings carried theirs."""
    supports = {code: {"present": code in present, "evidence": "What a page says."} for code in ("prepare", "place", "recognize")}
    if basis is not None:
        supports["recognize"]["basis"] = basis
    return {
        "program__slug": slug,
        "program__current__name": slug,
        "program__publication": "published",
        "coder": coder,
        "same_page": True,
        **({} if codebook is None else {"codebook": codebook}),
        "supports": supports,
        "confidence": "high",
    }


def test_codings_under_two_codebooks_are_never_compared():
    assert compare([row("one", "A", "2", "place"), row("one", "B", "1", "place")]) == {}
    found = compare([row("one", coder, codebook) for coder, codebook in (("A", "1"), ("B", "1"), ("A", "2"), ("C", "2"))])
    assert [(each.codebook, each.coders) for each in found] == [("2", ("A", "C")), ("1", ("A", "B"))]


def test_a_coding_without_a_codebook_was_made_with_the_first():
    found = compare([row("one", "A", "1"), row("one", "B", None)])
    assert list(found) == [CoderComparison("1", ("A", "B"))]


def test_codebooks_are_ordered_by_number():
    found = compare([row("one", coder, codebook) for codebook in ("9", "10", "2") for coder in "AB"])
    assert [each.codebook for each in found] == ["10", "9", "2"]


def test_a_rule_that_one_coder_left_out_counts_on_neither_side():
    """Coder C left out the credential rule under codebook 2, so coder A's recognition by a credential alone does not count."""
    found = compare(
        [
            *(row("alone", "A", "2", "prepare", "recognize", basis=["credential"]), row("alone", "C", "2", "prepare", basis=[])),
            row("award", "A", "2", "recognize", basis=["award", "credential"]),
            row("award", "C", "2", "recognize", basis=["award"]),
        ]
    )
    [(comparison, (alone, award))] = found.items()
    assert comparison == CoderComparison("2", ("A", "C"), Rule.NO_CREDENTIAL)
    assert (alone.first.supports, alone.first.coded) == (PREPARE, PREPARE | RECOGNIZE)
    assert not alone.differing
    assert award.first.supports == award.second.supports == RECOGNIZE
    # where nobody left a rule out, recognition by a credential counts
    [(comparison, [pair])] = compare(
        [row("one", "A", "2", "recognize", basis=["credential"]), row("one", "H1", "2", "recognize", basis=["credential"])]
    ).items()
    assert comparison.rules == AS_CODED
    assert pair.first.supports == RECOGNIZE


@pytest.fixture(scope="module")
def found(compared_codings, first_codings):
    lines = [*compared_codings, *(first_codings[line["slug"]] for line in compared_codings if line["coder"] == "B")]
    facts = {"program__current__name": "", "program__publication": "published"}
    return compare({**line, **facts, "program__slug": line["slug"]} for line in lines)


class TestTheGivenFiles:
    """The agreement on the shipped codings: they depend on fixtures/second-coding.jsonl and release 2026.11 alone."""

    def figures(self, found, codebook):
        [pairs] = [pairs for comparison, pairs in found.items() if comparison.codebook == codebook]
        return {measure.code: measure.agreement for measure in reproducibility(pairs).measures}

    def test_two_pairs_of_coders_are_compared_each_under_one_codebook(self, found):
        assert {comparison: len(pairs) for comparison, pairs in found.items()} == {
            CoderComparison("2", ("A", "C"), Rule.NO_CREDENTIAL): 60,
            CoderComparison("1", ("A", "B")): 60,
        }

    @pytest.mark.parametrize(
        ("code", "agreed", "kappa", "ac1"),
        [("prepare", 58, 0.927, 0.939), ("place", 60, 1, 1), ("recognize", 58, 0.927, 0.939), ("type", 56, 0.916, 0.923)],
    )
    def test_coders_a_and_c_under_codebook_2(self, found, code, agreed, kappa, ac1):
        agreement = self.figures(found, "2")[code]
        assert (agreement.n, agreement.agreed) == (60, agreed)
        assert (round(agreement.kappa, 3), round(agreement.ac1, 3)) == (kappa, ac1)
        assert agreement.ac1_low <= agreement.ac1 <= agreement.ac1_high

    @pytest.mark.parametrize(("code", "percent"), [("prepare", 98.3), ("place", 100), ("recognize", 98.3), ("type", 96.7)])
    def test_coders_a_and_b_under_codebook_1(self, found, code, percent):
        assert round(self.figures(found, "1")[code].percent, 1) == percent

    def test_the_second_coding_is_that_of_the_latest_codebook(self, found):
        pairs = second_coding(found)
        assert {(pair.codebook, pair.second.coder, pair.rules) for pair in pairs} == {("2", "C", Rule.NO_CREDENTIAL)}
        assert second_coding({}) == ()


@pytest.mark.django_db
class TestInTheDatabase:
    def test_every_program_coded_again_is_found_with_both_codings(self, compared_codings, first_codings):
        found = load_comparisons()
        assert {comparison.coders: len(pairs) for comparison, pairs in found.items()} == {("A", "C"): 60, ("A", "B"): 60}
        lines = {(line["slug"], line["coder"], line["codebook"]): line for line in compared_codings}
        for pair in with_first(found):
            second = lines[pair.slug, pair.second.coder, pair.codebook]
            first = first_codings[pair.slug] if pair.codebook == "1" else lines[pair.slug, "A", "2"]
            assert (pair.published, pair.same_page) == (True, second["same_page"])
            for codes, supports in ((pair.first, first["supports"]), (pair.second, second["supports"])):
                assert codes.coded.codes == tuple(code for code in supports if supports[code]["present"])
                assert codes.evidence == tuple(supports[code]["evidence"] for code in ("prepare", "place", "recognize"))

    def test_it_takes_one_query(self, django_assert_num_queries, second_codings):
        program = Program.objects.get(slug=second_codings[0]["slug"])
        with django_assert_num_queries(1):
            every = with_first(load_comparisons())
        with django_assert_num_queries(1):
            assert with_first(load_comparisons(program.slug)) == tuple(one for one in every if one.slug == program.slug)

    def test_a_program_coded_once_is_not_among_them(self, records, second_codings):
        twice = {line["slug"] for line in second_codings}
        once = next(record.slug for record in records if record.slug not in twice)
        assert load_comparisons(once) == {}
        Coding.objects.filter(coder="A", program__slug=second_codings[0]["slug"]).delete()
        assert {len(pairs) for pairs in load_comparisons().values()} == {59}

    def test_what_became_of_the_program_changes_no_agreement(self, records, second_codings, editor):
        before = [reproducibility(pairs).measures for pairs in load_comparisons().values()]
        slugs = sorted(line["slug"] for line in second_codings)
        of = {record.slug: record for record in records}
        retire(Program.objects.get(slug=slugs[0]), editor)
        moved = change(of[slugs[1]], slug="aa-moved", name="Moved")
        publish(Program.objects.get(slug=slugs[1]), moved, editor)
        after = load_comparisons()
        assert [reproducibility(pairs).measures for pairs in after.values()] == before
        for pairs in after.values():
            assert [(one.slug, one.name) for one in pairs if not one.published] == [(slugs[0], of[slugs[0]].name)]
            assert [one.name for one in pairs if one.slug == "aa-moved"] == ["Moved"]

    def test_further_coders_are_compared_with_the_first_and_people_with_one_another(
        self, second_codings, django_assert_num_queries
    ):
        people = [{**line, "supports": with_basis(line["supports"])} for line in second_codings]
        load_codings(lines(*({**line, "coder": "AA"} for line in second_codings[:7])))
        load_codings(
            lines(*({**line, "coder": "H10"} for line in people[:5]), *({**line, "coder": "H2"} for line in people[3:6]))
        )
        load_codings(lines({**people[20], "coder": "H3"}))
        with django_assert_num_queries(1):
            found = load_comparisons()
        # the declared coder first, people apart from machines and by number; H3 shares no program with another person
        assert {(comparison.codebook, *comparison.coders): len(pairs) for comparison, pairs in found.items()} == {
            ("2", "A", "C"): 60,
            ("1", "A", "B"): 60,
            ("1", "A", "AA"): 7,
            ("1", "A", "H2"): 3,
            ("1", "A", "H3"): 1,
            ("1", "A", "H10"): 5,
            ("1", "H2", "H10"): 2,
        }
        assert [comparison.coders for comparison in found][:3] == [("A", "C"), ("A", "B"), ("A", "AA")]
        assert [comparison.is_of_machines for comparison in found] == [True] * 3 + [False] * 4
        slug = second_codings[4]["slug"]
        assert [pair.second.coder for pair in with_first(load_comparisons(slug))] == ["C", "B", "AA", "H2", "H10"]


def with_basis(supports):
    """The supports of a machine's coding as a person would tell them."""
    recognize = supports["recognize"]
    return {**supports, "recognize": {**recognize, "basis": ["award"] if recognize["present"] else []}}
