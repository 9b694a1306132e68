"""The typology over every subset of the supports.

prepare ──────── place
   │ \\          / │
   │  prof. adv.   │
   │ credential    │ distinguished
   │  \\  fellow- / │  role
   │   \\  ship  /  │
         recognize
"""

import itertools

import pytest

from typology import NoSupportError, ProgramType, Support, derive, neighbors

# design section 6, written out again so that the table in the code is held by a second reading
TYPE_OF = {
    ("prepare",): ("community-of-practice", "Community of practice"),
    ("place",): ("leadership-role", "Leadership role"),
    ("recognize",): ("award", "Award"),
    ("prepare", "recognize"): ("credential", "Credential program"),
    ("prepare", "place"): ("professional-advancement", "Professional advancement"),
    ("place", "recognize"): ("distinguished-role", "Distinguished role"),
    ("prepare", "place", "recognize"): ("fellowship", "Fellowship program"),
}
CODES = ("prepare", "place", "recognize")
SUBSETS = [subset for size in (1, 2, 3) for subset in itertools.combinations(CODES, size)]


@pytest.mark.parametrize("codes", SUBSETS)
def test_every_non_empty_set_has_exactly_its_type(codes):
    supports = Support.from_codes(codes)
    assert (derive(supports), derive(supports).label) == TYPE_OF[codes]
    assert derive(supports).supports == supports
    assert supports.codes == codes


def test_the_seven_sets_have_seven_types():
    assert {derive(Support.from_codes(codes)) for codes in SUBSETS} == set(ProgramType)


def test_the_empty_set_has_no_type():
    with pytest.raises(NoSupportError):
        derive(Support(0))
    with pytest.raises(NoSupportError):
        neighbors(Support(0))


@pytest.mark.parametrize("codes", SUBSETS)
def test_each_support_added_or_dropped_gives_one_neighbor(codes):
    supports = Support.from_codes(codes)
    assert [neighbor.change.code for neighbor in neighbors(supports)] == list(CODES)
    for neighbor in neighbors(supports):
        assert neighbor.added == (neighbor.change.code not in codes)
        other = tuple(code for code in CODES if (code in codes) != (code == neighbor.change.code))
        assert (neighbor.type.value if neighbor.type else None) == (TYPE_OF[other][0] if other else None)


@pytest.mark.parametrize("codes", SUBSETS)
def test_neighbors_are_mutual(codes):
    supports = Support.from_codes(codes)
    for neighbor in neighbors(supports):
        if neighbor.type:
            back = {n.change: n for n in neighbors(neighbor.type.supports)}[neighbor.change]
            assert (back.type, back.added) == (derive(supports), not neighbor.added)


@pytest.mark.parametrize("codes", [*SUBSETS, ()])
def test_a_set_reads_as_its_supports_joined_in_order(codes):
    assert Support.from_codes(reversed(codes)).combination == " + ".join(code.capitalize() for code in codes)


@pytest.mark.parametrize("codes", SUBSETS)
def test_a_type_is_found_by_its_code_and_by_its_supports_in_any_order(codes):
    kind = derive(Support.from_codes(codes))
    assert ProgramType.from_code(kind.value) is kind
    assert kind.supports.combination_code == "-".join(codes)
    for given_order in itertools.permutations(codes):
        assert ProgramType.from_code("-".join(given_order)) is kind


@pytest.mark.parametrize("code", ["", "-", "prepare-", "prepare-prepare", "prepare place", "Prepare", "prepare-award", "job"])
def test_what_is_neither_a_code_nor_a_combination_has_no_type(code):
    with pytest.raises(ValueError, match="is not a type"):
        ProgramType.from_code(code)


def test_only_a_single_support_has_a_code():
    assert [support.code for support in Support] == list(CODES)
    for supports in (Support(0), Support.PREPARE | Support.PLACE):
        with pytest.raises(ValueError, match="not one single support"):
            _ = supports.code


@pytest.mark.parametrize("code", ["", "Prepare", "award", "prepare place"])
def test_an_unknown_support_is_named(code):
    with pytest.raises(ValueError, match="prepare, place or recognize"):
        Support.from_codes([code])
