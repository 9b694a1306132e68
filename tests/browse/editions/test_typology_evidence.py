"""The evidence for the typology's reading, against a count by hand over the records."""

import datetime

import pytest

from catalog.browse.editions.edition import Edition
from catalog.browse.editions.typology_evidence import ALL_RULES, compare_readings
from catalog.browse.snapshot import Snapshot
from catalog.programs.published_records import SnapshotEntry
from catalog.programs.supports import supports_of
from typology import AS_CODED, Rule, Support
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING

TODAY = datetime.date(2026, 12, 1)


def edition_of(records):
    return Edition(Snapshot([SnapshotEntry(record, None, number) for number, record in enumerate(records)], today=TODAY))


@pytest.fixture(scope="module")
def now(records):
    return edition_of(records)


def fitting_by_hand(records, names, rules):
    """(programs that prepare, those whose kind fits the name), one by one."""
    found = [(supports_of(record, rules), record.form) for record in records]
    preparing = [(supports, forms) for supports, forms in found if Support.PREPARE in supports]
    return len(preparing), sum(bool({*FITTING_FORMS[names[supports]]} & {*forms}) for supports, forms in preparing)


def test_the_fit_of_both_readings_is_that_of_a_count_by_hand(records, now):
    compared = compare_readings(now)
    assert [in_use.rules for in_use, _ in compared] == list(ALL_RULES)
    for in_use, alternative in compared:
        for fit, names in ((in_use, READING), (alternative, ALTERNATIVE)):
            assert (fit.programs, fit.fit_count) == fitting_by_hand(records, names, fit.rules)
            assert {one.supports: one.name for one in fit.names} == names


def test_the_given_data_fits_the_names_in_use(now):
    compared = {in_use.rules: (in_use, alternative) for in_use, alternative in compare_readings(now)}
    in_use, _ = compared[AS_CODED]
    _, alternative = compared[Rule.NO_CREDENTIAL]
    assert (in_use.programs, in_use.fit_count) == (291, 202)
    assert (alternative.programs, alternative.fit_count) == (291, 109)
