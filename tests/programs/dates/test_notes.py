"""Notes on deadlines: whose dates they give, in which months, seen in which year. All lists are made by hand from the notes."""

import datetime

import pytest

from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import cycle_seen, deadline_of
from catalog.programs.dates.notes import UsualMonths, find_doubt, find_months, find_year, is_for_others
from catalog.schema.fields import ProgramRecord

FOR_OTHERS = {
    "acte-teacher-of-the-year": "state winners move to the region",
    "ca-teachers-of-the-year": "county offices send in candidates",
    "delaware-teacher-leader-pilot": "for schools",
    "fort-lauderdale-teacher-leaders-of-learning": "schools send in forms",
    "nc-advanced-teaching-roles": "for districts",
    "nea-foundation-awards-for-teaching-excellence": "the date of one affiliate",
    "nj-achievement-coaches": "district applications",
    "ri-district-teacher-of-the-year": "districts' names",
    "sc-teacher-of-the-year": "districts name their teacher first",
    "shape-america-teacher-of-the-year": "district applications",
    "texas-teacher-of-the-year-tasa": "district winners apply",
    "washington-post-teacher-of-the-year": "jurisdictions send in finalists",
}

# the months that a note gives for rounds of its own; steps of one round, windows and dates of other years are not rounds
SEVERAL = {
    "ace-med-teacher-leadership": (),  # several terms a year, one date of 2018
    "brandeis-teacher-leadership": (1, 2, 4),
    "cu-boulder-ma-teacher-leadership": (5, 8, 12),
    "jmu-teacher-leadership-certificate": (4, 8, 12),
    "knowles-teaching-fellows-program": (1,),  # four chances, the last one in January
    "leading-educators-fellowship": (3, 5),  # by city
    "nabt-outstanding-biology-teacher-award": (3,),  # states differ
    "north-dakota-art-educator-award": (5, 11),
    "osu-outstanding-mentor-educator-award": (4,),  # another round in fall
    "teach-to-lead": (1,),  # each summit has its own
    "texas-state-instructional-leadership-cohorts": (2, 5, 8),
    "tntp-fishman-prize": (11, 12),  # two early dates
    "utah-med-teacher-instructional-leadership": (3, 7),
}

# the year of each month without a full date; None where the note states none
YEARS = {
    "acte-teacher-of-the-year": None,
    "alice-buffett-outstanding-teacher-award": 2022,
    "ascd-emerging-leaders": None,  # "undated, about 2021"
    "brandeis-teacher-leadership": None,
    "e4e-minnesota-leap": 2019,
    "fort-lauderdale-teacher-leaders-of-learning": 2025,
    "herb-kohl-teacher-fellowship": 2023,
    "jmu-teacher-leadership-certificate": None,
    "leading-educators-fellowship": 2015,
    "microsoft-innovative-educator-experts": 2019,
    "ms-literacy-coach-academy": None,
    "ncte-early-career-educator-of-color-leadership": 2024,
    "nea-teacher-leadership-institute": 2017,
    "njea-teacher-leader-academy": 2021,
    "north-dakota-art-educator-award": 2023,
    "nyc-teacher-career-pathways": 2025,
    "nyc-teacher-leadership-program": 2014,
    "pa-teacher-of-the-year": None,
    "penn-state-teacher-leadership-certificate": None,
    "rowland-fellowship": None,
    "sc-teacher-of-the-year": None,
    "sontag-prize-in-education": None,  # "as told about 2019"
    "texas-state-instructional-leadership-cohorts": None,
}


def test_dates_for_others_are_found_by_their_notes(records):
    assert {record.slug for record in records if is_for_others(record)} == set(FOR_OTHERS)
    by_slug = {record.slug: record for record in records}
    for slug in FOR_OTHERS:
        assert deadline_of(by_slug[slug], datetime.date(2014, 1, 1)).kind == "unstated", slug


def test_rounds_are_found_by_the_notes_and_no_other_program_has_several(records):
    found = {record.slug: find_months(record) for record in records}
    assert {slug: usual.months for slug, usual in found.items() if usual.several} == SEVERAL
    for record in records:
        if record.slug not in SEVERAL:
            assert found[record.slug].months == tuple(filter(None, [record.deadline_month])), record.slug


def test_a_page_that_disagrees_is_a_doubt_and_no_second_deadline(records):
    doubts = {record.slug: find_doubt(record) for record in records}
    assert {slug: month for slug, month in doubts.items() if month} == {"herb-kohl-teacher-fellowship": 1}
    record = next(record for record in records if record.slug == "herb-kohl-teacher-fellowship")
    deadline = deadline_of(record, datetime.date(2026, 11, 29))
    assert (deadline.months, deadline.several, deadline.doubt) == ((11,), False, 1)


def test_the_year_of_a_month_without_a_date_is_one_that_its_note_states(records):
    monthly = [record for record in records if record.deadline_month and not record.deadline_date]
    assert {record.slug: find_year(record) for record in monthly} == YEARS


def test_no_deadline_was_seen_after_the_program_itself(records):
    for record in records:
        seen = cycle_seen(record, deadline_of(record, datetime.date(2027, 1, 1)))
        assert seen is None or record.evidence_year is None or seen <= record.evidence_year, record.slug
        currency = currency_of(record, datetime.date(2026, 12, 1))
        assert not (currency.code == "unknown" and seen), record.slug


@pytest.mark.parametrize(
    ("note", "month", "months"),
    [
        ("Apply by 1 August for fall, 1 December for spring.", 8, (8, 12)),
        ("Applications for spring 2025 closed 17 November 2024.", 11, (11,)),
        ("Nominations closed 30 September; applications by 2 November", 9, (9,)),
        ("Open from 1 October to 15 November.", 11, (11,)),
        ("31 October (15 December in 2023)", 10, (10,)),
        ("1 August for fall, 1 December for spring.", None, ()),
        ("", 5, (5,)),
    ],
)
def test_a_round_is_a_date_beside_a_word_for_it(note, month, months):
    record = ProgramRecord.model_construct(deadline_note=note, deadline_month=month)
    assert find_months(record) == UsualMonths(months, len(months) > 1)
