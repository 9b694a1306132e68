"""The calendar: valid, never a day that is past, never a program that has ended."""

import datetime

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.exports.ical import calendar
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.notes import find_months, is_for_others
from catalog.programs.published_records import Published
from tests.factories import change

TIME = datetime.datetime(2021, 5, 6, 7, 8, 9, tzinfo=datetime.UTC)
DAYS = st.dates(datetime.date(2008, 1, 1), datetime.date(2030, 12, 31))
MARCH = datetime.date(2022, 3, 1)


def made(records, today=MARCH, usual=False, host="https://catalog.example", name="Deadlines"):
    return calendar(
        [Published(record, 1, TIME) for record in records],
        name=name,
        note="Describes this catalog, not all programs.",
        today=today,
        usual=usual,
        address=lambda slug: f"{host}/programs/{slug}/",
    )


def read(content):
    """The calendar and its events, read back strictly."""
    parsed = icalendar.Calendar.from_ical(content)
    parsed.validate()
    assert not parsed.errors
    events = parsed.walk("VEVENT")
    assert not any(event.errors for event in events)
    return parsed, events


@pytest.fixture
def program(a_record):
    """A record with a deadline of one's choice; without any argument none is stated."""

    def dated(date=None, month=None, **facts):
        stated = {"deadline_date": date, "deadline_month": month, "deadline_rolling": False, "status": "active"}
        return change(a_record, {**stated, **facts})

    return dated


@settings(max_examples=20, deadline=None)
@given(today=DAYS, usual=st.booleans())
def test_no_event_is_past_or_of_an_ended_program_and_each_is_told_once(records, today, usual):
    _, events = read(made(records, today, usual))
    days = [event.decoded("dtstart") for event in events]
    assert days == sorted(days)
    assert all(day >= today for day in days)
    stopped = {f"/programs/{record.slug}/" for record in records if currency_of(record, today).is_older}
    assert not [event for event in events if any(str(event["url"]).endswith(address) for address in stopped)]
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    running = [record for record in records if not currency_of(record, today).is_older and not is_for_others(record)]
    coming = {r.name: r.deadline_date for r in running if (r.deadline_date or "") >= today.isoformat()}
    dated = [event for event in events if event["summary"].startswith("Deadline: ")]
    assert sorted(event.decoded("dtstart").isoformat() for event in dated) == sorted(coming.values())
    due = [(r, month) for r in running for month in find_months(r).months if usual]
    due = [(r, month) for r, month in due if r.name not in coming or int(r.deadline_date[5:7]) != month]
    checks = [event for event in events if event["summary"].startswith("Check: ")]
    assert len(events) == len(dated) + len(checks)
    assert sorted(event.decoded("dtstart").month for event in checks) == sorted(month for _, month in due)
    assert all(event.decoded("dtstart").day == 1 for event in checks)
    assert all(event.decoded("dtstart") < today + datetime.timedelta(days=366) for event in checks)


@settings(max_examples=5, deadline=None)
@given(one=DAYS, other=DAYS)
def test_uids_stay_whatever_the_day_or_the_host(records, one, other):
    def uids(today, host):
        events = read(made(records, today, True, host))[1]
        return {(str(one["url"]).removeprefix(host), one.decoded("dtstart").month): str(one["uid"]) for one in events}

    here, there = uids(one, "http://localhost:8000"), uids(other, "https://catalog.example")
    assert all(there[place] == uid for place, uid in here.items() if place in there)


def test_lines_end_in_crlf_and_are_folded_at_75_octets(records):
    content = made(records, datetime.date(2010, 1, 1), True)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    content.decode()


def test_a_coming_date_is_a_day_of_its_own_with_a_reminder_a_month_ahead(program):
    record = program("2022-03-21", 3, deadline_note="due 21 March; or later, if asked")
    _, [event] = read(made([record]))
    assert event["dtstart"].to_ical() == b"20220321"
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtend") == datetime.date(2022, 3, 22)
    assert event.decoded("dtstamp") == TIME
    assert event["transp"] == "TRANSPARENT"
    assert event["summary"] == f"Deadline: {record.name}"
    assert event["url"] == f"https://catalog.example/programs/{record.slug}/"
    assert "As stated: due 21 March; or later, if asked\n" in event["description"]
    [alarm] = event.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    assert alarm["trigger"].dt == datetime.timedelta(days=-30)
    assert b"\r\nTRIGGER:-P30D\r\n" in made([record])


@pytest.mark.parametrize(
    ("today", "day"),
    [
        ("2022-02-28", "2022-03-01"),
        ("2022-03-01", "2022-03-01"),
        ("2022-03-02", "2023-03-01"),
        ("2022-12-31", "2023-03-01"),
        ("2024-02-29", "2024-03-01"),
    ],
)
def test_a_usual_month_is_a_day_to_check_and_only_where_asked(program, today, day):
    today = datetime.date.fromisoformat(today)
    record = program("2019-03-20", 3, evidence_year=2022)
    assert read(made([record], today))[1] == []
    _, [event] = read(made([record], today, usual=True))
    assert event.decoded("dtstart").isoformat() == day
    assert event["summary"] == f"Check: {record.name}: usually due in March (seen 2019)"
    assert "No coming date is confirmed" in event["description"]


def test_the_year_of_a_usual_month_is_the_one_its_note_states(program):
    for note, words in (("1 March 2022", "(seen 2022)"), ("1 March", "(year not stated)")):
        _, [event] = read(made([program(month=3, evidence_year=2022, deadline_note=note)], usual=True))
        assert event["summary"].endswith(words)


def test_each_of_several_months_has_an_event_and_a_confirmed_date_takes_the_place_of_its_month(program):
    rounds = {"deadline_note": "1 August for fall, 1 December for spring, 1 April for summer", "evidence_year": 2022}
    _, events = read(made([program(month=8, **rounds)], usual=True))
    assert [event.decoded("dtstart").isoformat() for event in events] == ["2022-04-01", "2022-08-01", "2022-12-01"]
    _, events = read(made([program("2022-08-15", 8, **rounds)], usual=True))
    assert [event.decoded("dtstart").isoformat() for event in events] == ["2022-04-01", "2022-08-15", "2022-12-01"]
    assert [event["summary"].split(":")[0] for event in events] == ["Check", "Deadline", "Check"]


@pytest.mark.parametrize("status", ["active", "ended"])
def test_what_states_no_month_or_has_ended_has_no_event(program, status):
    records = [program("2020-01-01"), program(), program(deadline_rolling=True)]
    if status == "ended":
        records = [program("2022-03-21", 3, status="ended"), program(month=3, status="ended")]
    content = made(records, usual=True)
    parsed, events = read(content)
    assert events == []
    assert parsed.subcomponents  # RFC 5545 allows no calendar without a component


def test_the_calendar_tells_its_name_and_how_often_to_look(records):
    content = made(records, name="Deadlines: programs, open; to “all” \\ of\nthem")
    parsed, _ = read(content)
    assert (parsed["version"], bool(parsed["prodid"])) == ("2.0", True)
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "\r\nX-WR-CALNAME:Deadlines: programs\\, open\\; to “all” \\\\ of\\nthem\r\n" in unfolded
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in unfolded
    assert parsed["description"] == "Describes this catalog, not all programs."
