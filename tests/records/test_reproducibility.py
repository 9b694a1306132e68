"""What two coders made of the same programs, counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.actions.codings import load_codings
from catalog.actions.programs import publish, retire
from catalog.models import Coding, Program
from catalog.records import validate
from catalog.records.reproducibility import CodedTwice, Codes, coded_again, coded_twice, compared, measures, reproducibility
from tests.actions.test_codings import lines
from typology import ProgramType, Support

PREPARE, PLACE, RECOGNIZE = Support

any_supports = st.sets(st.sampled_from(list(Support))).map(lambda chosen: sum_of(chosen))


def sum_of(chosen):
    return Support.from_codes(support.code for support in chosen)


def codes(supports, coder="A", confidence="high"):
    return Codes(coder, supports, ("It prepares or not.", "It places or not.", "It recognizes or not."), confidence)


def pair(first, second, same_page=True, slug="a-program"):
    return CodedTwice(slug, slug.capitalize(), True, codes(first), codes(second, "B", "low"), same_page)


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


def test_differing_programs_are_told_by_support():
    alike, apart = pair(PLACE, PLACE), pair(PREPARE | PLACE, PLACE | RECOGNIZE, slug="apart")
    found = reproducibility([alike, apart])
    assert found.differing == (apart,)
    assert apart.differing.codes == ("prepare", "recognize")
    assert not alike.differing


def test_of_no_programs_there_is_nothing_to_say():
    assert reproducibility([]) is None


@given(st.lists(st.tuples(any_supports, any_supports), min_size=1, max_size=12))
def test_the_counts_and_the_agreement_tell_the_same(supports):
    found = {measure.code: measure for measure in measures(tuple(supports))}
    for support in Support:
        counts, agreement = found[support.code].counts, found[support.code].agreement
        assert counts.both + counts.neither == agreement.agreed
        assert counts.both + counts.first_alone + counts.second_alone + counts.neither == agreement.n == len(supports)
    # a type is the same exactly where all supports are
    assert found["type"].agreement.agreed == sum(first == second for first, second in supports)


@pytest.mark.django_db
class TestInTheDatabase:
    def test_every_program_coded_twice_is_found_with_both_codings(self, records, second_codings):
        first = {record.slug: record for record in records}
        found = coded_twice()
        assert [one.slug for one in found] == sorted(line["slug"] for line in second_codings)
        for line in second_codings:
            [one] = [one for one in found if one.slug == line["slug"]]
            assert (one.first.coder, one.second.coder, one.published, one.same_page) == ("A", "B", True, line["same_page"])
            for codes, supports in ((one.first, first[one.slug]["supports"]), (one.second, line["supports"])):
                assert codes.supports.codes == tuple(code for code in supports if supports[code]["present"])
                assert codes.evidence == tuple(supports[code]["evidence"] for code in ("prepare", "place", "recognize"))

    def test_it_takes_one_query(self, django_assert_num_queries, second_codings):
        program = Program.objects.get(slug=second_codings[0]["slug"])
        with django_assert_num_queries(1):
            every = coded_twice()
        with django_assert_num_queries(1):
            assert coded_twice(program.slug) == tuple(one for one in every if one.slug == program.slug)

    def test_a_program_coded_once_is_not_among_them(self, records, second_codings):
        twice = {line["slug"] for line in second_codings}
        once = next(record.slug for record in records if record.slug not in twice)
        assert coded_twice(once) == ()
        Coding.objects.filter(coder="A", program__slug=second_codings[0]["slug"]).delete()
        assert len(coded_twice()) == 59

    def test_what_became_of_the_program_changes_no_agreement(self, records, second_codings, editor):
        before = reproducibility(coded_twice())
        slugs = sorted(line["slug"] for line in second_codings)
        of = {record.slug: record for record in records}
        retire(Program.objects.get(slug=slugs[0]), editor)
        publish(Program.objects.get(slug=slugs[1]), validate({**of[slugs[1]], "slug": "aa-moved", "name": "Moved"}), editor)
        after = coded_twice()
        assert reproducibility(after).measures == before.measures
        assert [(one.slug, one.name) for one in after if not one.published] == [(slugs[0], of[slugs[0]]["name"])]
        assert [one.name for one in after if one.slug == "aa-moved"] == ["Moved"]

    def test_further_coders_are_compared_with_the_first_and_people_with_one_another(
        self, second_codings, django_assert_num_queries
    ):
        assert list(compared()) == [("A", "B")]
        people = [{**line, "supports": with_basis(line["supports"])} for line in second_codings]
        load_codings(lines(*({**line, "coder": "C"} for line in second_codings[:7])))
        load_codings(
            lines(*({**line, "coder": "H10"} for line in people[:5]), *({**line, "coder": "H2"} for line in people[3:6]))
        )
        load_codings(lines({**people[20], "coder": "H3"}))
        with django_assert_num_queries(1):
            found = compared()
        # people apart from machines and by number; H3 shares no program with another person
        assert {coders: len(pairs) for coders, pairs in found.items()} == {
            ("A", "B"): 60,
            ("A", "C"): 7,
            ("A", "H2"): 3,
            ("A", "H3"): 1,
            ("A", "H10"): 5,
            ("H2", "H10"): 2,
        }
        assert list(found)[:2] == [("A", "B"), ("A", "C")]
        assert found["A", "B"] == coded_twice()
        slug = second_codings[4]["slug"]
        assert [pair.second.coder for pair in coded_again(slug)] == ["B", "C", "H2", "H10"]


def with_basis(supports):
    """The supports of a machine's coding as a person would tell them."""
    recognize = supports["recognize"]
    return {**supports, "recognize": {**recognize, "basis": ["award"] if recognize["present"] else []}}
