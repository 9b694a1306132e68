"""The evidence for the reading of the type names, by hand and on the catalog's own data."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from typology import AS_CODED, ProgramType, Rule, Support, counted, derive
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING, Fit, SupportCounts, count_fit, count_supports

PREPARE, PLACE, RECOGNIZE = Support
DATA = Path(__file__).parents[2] / "fixtures" / "programs.jsonl"
some_programs = st.lists(
    st.tuples(
        st.sets(st.sampled_from(list(Support)), min_size=1).map(lambda singles: Support.from_codes(one.code for one in singles)),
        st.sets(st.sampled_from([form for forms in FITTING_FORMS.values() for form in forms] + ["award", "council"])),
    ),
    max_size=20,
)


def programs_under(rules):
    """The data's programs as (supports that count under the rules, forms)."""
    found = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        coded = Support.from_codes(code for code, support in record["supports"].items() if support["present"])
        found.append((counted(coded, record["supports"]["recognize"]["basis"], rules), record["form"]))
    return found


def test_both_readings_name_every_combination_that_prepares_by_the_same_four_names():
    preparing = {derive(kind.supports).supports for kind in ProgramType if PREPARE in kind.supports}
    assert set(READING) == set(ALTERNATIVE) == preparing
    assert set(READING.values()) == set(ALTERNATIVE.values()) == set(FITTING_FORMS)


def test_a_program_fits_if_one_of_its_forms_fits_the_name():
    programs = [
        (PREPARE | RECOGNIZE, ["degree"]),  # reading: credential; alternative: fellowship
        (PREPARE, ["network", "degree"]),  # community of practice; credential
        (PREPARE, ["award"]),
        (PREPARE | PLACE, ["role"]),  # professional advancement; community of practice
        (PREPARE | PLACE | RECOGNIZE, ["ambassador"]),  # fellowship; professional advancement
        (PLACE, ["role"]),
    ]
    fit = count_fit(programs, READING)
    assert fit.total == Fit(5, 4)
    assert fit.by_name[ProgramType.COMMUNITY_OF_PRACTICE] == Fit(2, 1)
    assert count_fit(programs, ALTERNATIVE).total == Fit(5, 1)


@given(some_programs)
def test_every_reading_counts_the_programs_that_prepare(programs):
    prepare = sum(PREPARE in supports for supports, _ in programs)
    for names in (READING, ALTERNATIVE):
        fit = count_fit(programs, names)
        assert fit.total.programs == prepare
        assert all(0 <= one.fitting <= one.programs for one in fit.by_name.values())


def test_no_programs_have_no_share():
    assert (count_supports([]).prepare_share, count_supports([]).combine_share) == (0, 0)


def test_a_program_without_a_support_is_not_counted():
    assert count_supports([PREPARE, PLACE | RECOGNIZE, Support(0)]) == SupportCounts(programs=2, prepare=1, combine=1)


def test_the_fit_of_the_data_is_that_of_the_design():
    assert count_fit(programs_under(AS_CODED), READING).total == Fit(291, 202)
    assert count_fit(programs_under(Rule.NO_CREDENTIAL), ALTERNATIVE).total == Fit(291, 109)


@pytest.mark.parametrize(
    ("rules", "combine"),
    [(AS_CODED, 53), (Rule.NO_CREDENTIAL, 39), (Rule.NO_SELECTION, 47), (Rule.NO_CREDENTIAL | Rule.NO_SELECTION, 33)],
)
def test_the_shares_of_the_data_are_those_of_the_design(rules, combine):
    counts = count_supports(supports for supports, _ in programs_under(rules))
    assert counts.programs == 434
    assert (round(100 * counts.prepare_share), round(100 * counts.combine_share)) == (67, combine)
