"""The evidence for the typology's reading, against a count by hand over the records."""

import datetime

import pytest

from catalog.browse.editions.edition import Edition
from catalog.browse.editions.typology_evidence import ALL_RULES, STEM, CalibrationVerdict, calibrate, compare_readings
from catalog.browse.snapshot import Snapshot
from catalog.programs.published_records import SnapshotEntry
from catalog.programs.supports import supports_of
from catalog.releases.selectors import ReleaseInfo, release_records
from typology import AS_CODED, Rule, Support
from typology.evidence import ALTERNATIVE, FITTING_FORMS, READING

TODAY = datetime.date(2026, 12, 1)
BOTH = Rule.NO_CREDENTIAL | Rule.NO_SELECTION


def edition_of(records, release=None):
    return Edition(Snapshot([SnapshotEntry(record, None, number) for number, record in enumerate(records)], today=TODAY), release)


@pytest.fixture(scope="module")
def now(records):
    return edition_of(records)


def fitting_by_hand(records, names, rules):
    """(programs that prepare, those whose kind fits the name), one by one."""
    found = [(supports_of(record, rules), record.form) for record in records]
    preparing = [(supports, forms) for supports, forms in found if Support.PREPARE in supports]
    return len(preparing), sum(bool({*FITTING_FORMS[names[supports]]} & {*forms}) for supports, forms in preparing)


def facts(editions):
    return {(fact.key, fact.rules): fact.figures for fact in calibrate(editions)}


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


def test_every_figure_counts_the_programs_that_its_selection_picks(now):
    for fact in calibrate([now]):
        for figure in fact.figures:
            if figure.share:
                snapshot = now.under(fact.rules).snapshot
                assert snapshot.count(figure.share.selection) == figure.share.count
                assert figure.share.selection.rules == fact.rules


@pytest.mark.parametrize(
    ("rules", "percent", "verdict"),
    [
        (AS_CODED, 53, CalibrationVerdict.AGREES),
        (Rule.NO_CREDENTIAL, 39, CalibrationVerdict.DIFFERS),
        (Rule.NO_SELECTION, 47, CalibrationVerdict.DIFFERS),
    ],
)
def test_whether_most_programs_combine_depends_on_the_rules(now, rules, percent, verdict):
    [figure] = facts([now])["combine", rules]
    assert (round(100 * figure.share.count / figure.share.total), figure.verdict) == (percent, verdict)


def test_the_given_data_beside_the_facts_of_the_study(now):
    found = facts([now])
    [prepare], [stem], [literacy], [aspiring] = (found[key, AS_CODED] for key in ("prepare", "stem", "literacy", "aspiring"))
    assert (round(100 * prepare.share.count / prepare.share.total), prepare.verdict) == (67, CalibrationVerdict.AGREES)
    assert (stem.share.count, stem.share.total, stem.verdict) == (96, 434, CalibrationVerdict.AGREES)
    assert (literacy.share.count, literacy.verdict) == (29, CalibrationVerdict.DIFFERS)
    assert (aspiring.share.count, aspiring.verdict) == (61, CalibrationVerdict.UNKNOWN)
    assert found["types", AS_CODED][0].share is None


def test_stem_is_counted_once_for_each_program(records, now):
    [stem] = facts([now])["stem", AS_CODED]
    assert stem.share.count == sum(not {*STEM}.isdisjoint(record.focus) for record in records)


@pytest.mark.django_db
def test_each_edition_has_a_figure_of_its_own(now):
    release = edition_of(release_records("2026.11").values(), ReleaseInfo("2026.11", TODAY, 1, 363, ""))
    found = facts([now, release])
    assert [figure.share.total for figure in found["inventory", AS_CODED]] == [434, 363]
    assert [figure.verdict for figure in found["combine", AS_CODED]] == [CalibrationVerdict.AGREES, CalibrationVerdict.DIFFERS]
    assert found["prepare", BOTH][1].share.selection.release == "2026.11"
