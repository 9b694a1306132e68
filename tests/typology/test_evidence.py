"""The readings of the type names: data that stays whole."""

from typology import ProgramType, Support, derive
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING

PREPARE = Support.PREPARE


def test_both_readings_name_every_combination_that_prepares_by_the_same_four_names():
    preparing = {derive(kind.supports).supports for kind in ProgramType if PREPARE in kind.supports}
    assert set(READING) == set(ALTERNATIVE) == preparing
    assert set(READING.values()) == set(ALTERNATIVE.values()) == set(FITTING_FORMS)


def test_the_alternative_is_the_one_of_the_design():
    named = {name.value: supports.codes for supports, name in ALTERNATIVE.items()}
    assert named == {
        "credential": ("prepare",),
        "community-of-practice": ("prepare", "place"),
        "fellowship": ("prepare", "recognize"),
        "professional-advancement": ("prepare", "place", "recognize"),
    }


def test_no_kind_of_program_fits_two_names():
    forms = [form for forms in FITTING_FORMS.values() for form in forms]
    assert len(forms) == len(set(forms))
