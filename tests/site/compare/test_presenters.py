"""Programs side by side: columns, rows, and the letter that sends them."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict

from catalog.programs.dates.currency import currency_of
from catalog.programs.money.line import money_line
from catalog.site.compare import presenters
from catalog.site.compare.rows import SILENT, build_comparison
from catalog.site.program.share import build_list_share
from tests.factories import change

TODAY = datetime.date(2026, 11, 23)
UK = "uk-teacher-leadership-med-eds"
AWARD, ROLE = "acte-teacher-of-the-year", "nc-advanced-teaching-roles"


def row_of(code, *records):
    """The row of this code in a comparison; None where there is none."""
    shown = build_comparison(records, TODAY, False)
    return next((row for group in shown.groups for row in group.rows if row.code == code), None)


def test_what_teachers_ask_comes_first_and_research_last(by_slug):
    shown = build_comparison([by_slug[UK], by_slug[ROLE]], TODAY, False)
    codes = [[row.code for row in group.rows] for group in shown.groups]
    order = ["money", "duration_months", "serves_states", "eligibility", "entry", "deadline_date", "credentials"]
    assert [code for code in codes[0] if code in order] == order
    assert codes[-1][:5] == ["supports", "type", "prepare", "place", "recognize"]
    assert [len(part) for part in (shown.plain, shown.research)] == [2, 1]
    assert all(len(row.cells) == 2 for group in shown.groups for row in group.rows)
    supports = row_of("supports", by_slug[AWARD], by_slug[ROLE]).cells
    assert [(cell.supports, cell.value) for cell in supports] == [
        (("recognize",), "Recognize"),
        (("prepare", "place"), "Prepare + Place"),
    ]


def test_a_column_names_the_sponsor_and_how_current_the_program_is(by_slug):
    [column] = build_comparison([by_slug[UK]], TODAY, False).columns
    assert column.sponsor == by_slug[UK].sponsor
    assert column.currency == currency_of(by_slug[UK], TODAY)
    assert not {"sponsor", "status", "evidence_year"} & {
        row.code for group in build_comparison([by_slug[UK]], TODAY, False).groups for row in group.rows
    }


def test_programs_of_one_name_are_told_apart_by_their_sponsors(by_slug):
    one, other = change(by_slug[UK], sponsor="One"), change(by_slug[UK], slug="another", sponsor="Other")
    columns = build_comparison([one, other, by_slug[AWARD]], TODAY, False).columns
    assert [column.short for column in columns] == ["One", "Other", by_slug[AWARD].name]


def test_rows_that_no_page_states_are_left_out_and_named_once(by_slug):
    silent = change(by_slug[AWARD], entry=None)
    assert row_of("entry", silent) is None
    shown = build_comparison([silent, change(silent, slug="another")], TODAY, False)
    assert shown.silent
    labels = {row.label for group in shown.groups for row in group.rows}
    assert not labels & set(shown.silent)
    stated = change(silent, slug="another", entry="application")
    assert [cell.value for cell in row_of("entry", stated, silent).cells] == ["Application", SILENT]


def test_a_missing_fact_is_a_difference(by_slug):
    stated, silent = by_slug[AWARD], change(by_slug[AWARD], slug="another", entry=None)
    assert not row_of("entry", stated, change(stated, slug="third")).differs
    assert row_of("entry", stated, silent).differs


def test_websites_on_one_host_differ_by_their_path(by_slug):
    one = change(by_slug[AWARD], website="https://www.example.org/a/")
    website = row_of("website", one, change(one, slug="another", website="https://www.example.org/b/"))
    assert website.differs
    assert [cell.value for cell in website.cells] == ["example.org/a", "example.org/b"]


def test_programs_that_differ_in_nothing_leave_no_row(by_slug):
    shown = build_comparison([by_slug[AWARD], change(by_slug[AWARD], slug="twin")], TODAY, True)
    assert (shown.groups, shown.differing) == ((), 0)
    assert shown.total > 0


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        (AWARD, AWARD),
        (f"  {AWARD.upper()} ", AWARD),
        (f"https://catalog.example.org/programs/{AWARD}/", AWARD),
        (f"http://localhost:8000/programs/{AWARD}?utm_source=x#facts", AWARD),
        (f"/programs/{AWARD}/\n", AWARD),
        (f"programs/{AWARD}", AWARD),
        ("ACTE Teacher of the Year", ""),
        ("https://example.org/", ""),
        ("a\x00b", ""),
        ("x" * 10_000, ""),
        ("٣٤", ""),
    ],
)
def test_a_slug_is_read_from_what_people_paste(typed, slug):
    assert presenters.find_slug(typed) == slug


def test_the_query_is_read_without_complaint_and_without_silence():
    asked = presenters.read_query(QueryDict("p=a&p=&p=a&p=b&only=differences&utm_source=x&colour=red&only=sums"))
    assert (asked.values, asked.only) == (("a", "b"), True)
    assert [message[:8] for message in asked.ignored] == ["“colour”", "“sums” i"]


def test_the_letter_names_programs_sponsors_money_and_the_address(by_slug):
    share = build_list_share([by_slug[UK], by_slug[AWARD]], "A & B?", "http://x/compare/?p=a&p=c", TODAY)
    query = parse_qs(urlsplit(share["mailto"]).query)
    assert share["mailto"].startswith("mailto:?")
    assert query == {"subject": ["A & B?"], "body": [share["text"].replace("\n", "\r\n")]}
    lines = share["text"].splitlines()
    assert lines[0] == f"{by_slug[UK].name}, {by_slug[UK].sponsor}"
    assert money_line(by_slug[UK], TODAY) in lines[1]
    assert lines[-1] == "http://x/compare/?p=a&p=c"


def test_the_letter_about_many_programs_has_only_the_address(records):
    share = build_list_share(records[:9], "Nine", "http://x/", TODAY)
    assert parse_qs(urlsplit(share["mailto"]).query)["body"] == ["http://x/"]
    assert all(record.sponsor in share["text"] for record in records[:9])
