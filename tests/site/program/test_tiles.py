"""The four facts of a program page, by the day."""

import datetime

import pytest

from catalog.programs.dates.currency import currency_of
from catalog.site.program.tiles import build_tiles
from tests.factories import change

TODAY = datetime.date(2026, 11, 29)
DATED = {"deadline_month": 12, "deadline_rolling": False, "status": "active"}


@pytest.fixture
def tiles(a_record):
    def build(**fields):
        record = change(a_record, **fields)
        return {tile.name: tile for tile in build_tiles(record, currency_of(record, TODAY), TODAY)}

    return build


def test_a_coming_date_is_shown_with_the_days_left(tiles):
    due = tiles(deadline_date="2026-12-09", **DATED)["due"]
    assert due.words == "December 9, 2026"
    assert due.note.startswith("10 days")


@pytest.mark.parametrize(("date", "age"), [("2025-12-09", "last year"), ("2022-12-09", "4 years ago")])
def test_a_usual_month_says_how_old_it_is(tiles, date, age):
    due = tiles(deadline_date=date, evidence_year=2025, **DATED)["due"]
    assert due.words == "Usually December"
    assert age in due.note


def test_several_dates_are_all_named(tiles):
    note = "1 August for fall, 1 December for spring"
    due = tiles(**{**DATED, "deadline_date": None, "deadline_month": 8, "deadline_note": note, "evidence_year": 2025})["due"]
    assert ("August" in due.words, "December" in due.words, "2025" in due.note) == (True, True, False)


def test_a_page_that_disagrees_about_the_month_is_named_after_it(tiles):
    note = "Closed on 8 November 2023. Another page says the window closes in January."
    due = tiles(**{**DATED, "deadline_date": None, "deadline_month": 11, "deadline_note": note, "evidence_year": 2023})["due"]
    assert ("November" in due.words, "January" in due.words, "January" in due.note) == (True, False, True)


def test_a_past_date_without_a_month_is_not_the_next_one(tiles):
    due = tiles(**{**DATED, "deadline_date": "2025-12-09", "deadline_month": None})["due"]
    assert "2025" not in due.words
    assert "2025" in due.note


def test_what_nobody_can_enter_now_has_no_deadline(tiles):
    due = tiles(**{**DATED, "deadline_date": "2026-12-09", "status": "suspended"})["due"]
    assert (due.words, due.note) == ("Not offered now", "")


def test_what_the_pages_do_not_say_is_marked(tiles):
    silent = tiles(
        deadline_date=None, deadline_month=None, deadline_rolling=False, pays=None, receives=[], delivery=None,
        duration_months=None, status="active", money_note="",
    )  # fmt: skip
    assert [name for name, tile in silent.items() if not tile.is_stated] == ["money", "due", "place"]


def test_whether_it_runs_follows_the_year_on_its_pages(tiles):
    years = {2026: "Yes", 2021: "Maybe", 2010: "Probably not", None: "We could not tell"}
    for year, words in years.items():
        running = tiles(status="active", evidence_year=year, deadline_date=None)["running"]
        assert running.words.startswith(words)


def test_an_assumed_residence_is_never_only(tiles):
    place = tiles(scope="state", serves_states=["CO"], serves_basis="assumed", locality=None)["place"]
    assert "only" not in place.note.lower()
    assert "Colorado" in place.note
