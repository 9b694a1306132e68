"""The deadlines page and its calendar."""

import datetime
import re

import icalendar
import pytest

from catalog.models import ProgramVersion
from catalog.programs.dates.currency import currency_of, fresh_since
from catalog.programs.dates.deadlines import cycle_seen, deadline_of
from catalog.site.deadlines.presenters import NONE_COMING
from tests.helpers import page, plain_text
from tests.site.deadlines.changes import publish_change

pytestmark = pytest.mark.django_db

MARCH = datetime.date(2022, 3, 1)
GONE = ("usual-2026-11", "usual-2027-11")


@pytest.fixture(autouse=True)
def today(settings):
    """A day on which some of the real deadlines are coming."""
    settings.TODAY = MARCH
    return MARCH


@pytest.fixture
def now(settings):
    """A day without coming deadlines."""
    settings.TODAY = datetime.date(2026, 11, 23)


def sections(shown):
    """Section -> its count, and the slugs it lists in order."""
    return {
        part["data-section"]: (int(part["data-count"]), [row["data-slug"] for row in part.select("[data-slug]")])
        for part in shown.all("[data-section]")
    }


def months(shown, section):
    return [plain_text(title) for title in shown.all(f"h3[id^={section}-]")]


def events(client, query=""):
    response = client.get(f"/deadlines.ics{query}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT")


def test_every_program_is_in_one_section_and_older_ones_in_none(client, records, today):
    found = sections(page(client, "/deadlines/"))
    assert all(count == len(set(slugs)) for count, slugs in found.values())
    listed = {slug for _, slugs in found.values() for slug in slugs}
    assert sorted(listed) == sorted(record.slug for record in records if not currency_of(record, today).is_older)
    by_slug = {record.slug: deadline_of(record, today) for record in records}
    assert all(by_slug[slug].coming for slug in found["coming"][1])
    assert not any(by_slug[slug].coming and len(by_slug[slug].months) == 1 for slug in found["usual"][1])
    assert all(by_slug[slug].months for slug in found["usual"][1])
    recent = {record.slug for record in records if (cycle_seen(record, by_slug[record.slug]) or 0) >= fresh_since(today)}
    assert set(found["usual"][1]) <= recent
    assert not set(found["older"][1]) & recent
    assert all(by_slug[slug].months for slug in found["older"][1])
    assert {by_slug[slug].kind for slug in found["rolling"][1]} == {"rolling"}
    assert {by_slug[slug].kind for slug in found["unstated"][1]} == {"unstated"}


def test_coming_dates_come_soonest_first_under_their_months(client, records, today):
    shown = page(client, "/deadlines/")
    dates = [time["datetime"] for time in shown.all("time")]
    assert dates == sorted(dates)
    assert dates[0] == "2022-03-07"
    assert "Monday, in 6 days" in shown.text
    assert months(shown, "coming")[:2] == ["March 2022 1", "April 2022 1"]
    assert not shown.has(".none-coming")


def test_twelve_months_from_this_one_lead_to_their_programs(client, settings):
    for today in (datetime.date(2022, 3, 1), datetime.date(2026, 11, 29)):
        settings.TODAY = today
        shown = page(client, "/deadlines/")
        strip = shown.all(".due-strip [data-month]")
        expected = [(today.month - 1 + ahead) % 12 + 1 for ahead in range(12)]
        assert [datetime.datetime.strptime(one["data-month"], "%Y-%B").month for one in strip] == expected
        for one in strip:
            links = one.select("a")
            assert bool(links) == (one["data-count"] != "0")
            assert not links or shown.has(links[0]["href"])
        usual = sum(len(part.select("[data-slug]")) for part in shown.all("[data-section=usual], [data-section=coming]"))
        assert 0 < sum(int(one["data-count"]) for one in strip) <= usual


def test_usual_months_start_at_the_present_one_and_say_their_age(client, settings):
    for month, name in ((3, "March"), (11, "November")):
        settings.TODAY = datetime.date(2026, month, 1)
        shown = page(client, "/deadlines/")
        titles = [title.rsplit(" ", 1)[0] for title in months(shown, "usual")]
        assert titles[0] == name
        assert len(titles) == len(set(titles))
        for row in shown.all("#usual .due"):
            age = int(re.search(r"\b\d{4}\b", plain_text(row.select_one(".due-then")))[0])
            assert age >= 2023


def test_a_past_day_of_this_month_comes_last_among_the_months(client, records, settings):
    settings.TODAY = datetime.date(2026, 11, 25)
    html = page(client, "/deadlines/")
    now, gone = ([row["data-slug"] for row in html.one(f"#{name} + ol").select("[data-slug]")] for name in GONE)
    assert html.all("h3[id^=usual-]")[-1]["id"] == GONE[1]
    dates = {record.slug: record.deadline_date for record in records}
    for slugs, over in ((now, False), (gone, True)):
        assert slugs
        for slug in slugs:
            date = dates[slug]
            assert bool(date and datetime.date.fromisoformat(date).day < 25) == over, slug


def test_a_month_from_before_the_last_four_years_is_folded_with_its_age(client, now):
    html = page(client, "/deadlines/?sponsor=the-henry-ford")
    assert sections(html).keys() == {"older"}
    assert html.text_of("#older details .due-when").endswith("2022")
    assert "entries due" not in html.text


def test_a_program_with_several_dates_a_year_is_listed_and_counted_under_each_month(client, records, now):
    html = page(client, "/deadlines/?sponsor=university-of-colorado-boulder-school-of-education")
    under = {part["id"]: html.data(f"#{part['id']} + ol [data-slug]", "slug") for part in html.all("h3[id^=usual-]")}
    assert list(under) == ["usual-2026-12", "usual-2027-5", "usual-2027-8"]
    assert list(under.values()) == [["cu-boulder-ma-teacher-leadership"]] * 3
    assert html.data("[data-section=usual]", "count") == ["1"]
    counted = [one["data-month"] for one in html.all(".due-strip [data-month]") if one["data-count"] == "1"]
    assert counted == ["2026-December", "2027-May", "2027-August"]
    assert html.data("#remind-all", "count") == ["3"]
    days = events(client, "?program=cu-boulder-ma-teacher-leadership&usual=1")
    assert [event.decoded("dtstart").isoformat() for event in days] == ["2026-12-01", "2027-05-01", "2027-08-01"]


def test_a_date_for_others_is_no_deadline(client, now):
    html = page(client, "/deadlines/?sponsor=association-for-career-and-technical-education")
    assert sections(html)["unstated"][1] == ["acte-teacher-of-the-year"]
    assert events(client, "?program=acte-teacher-of-the-year&usual=1") == []


def test_each_program_has_a_reminder_a_month_before(client, now):
    row = page(client, "/deadlines/").all("#usual .due")[0]
    address = row.select_one(".due-remind")["href"]
    [event] = events(client, address.removeprefix("/deadlines.ics"))
    assert str(event["url"]).endswith(f"/programs/{row['data-slug']}/")
    [alarm] = event.walk("VALARM")
    assert alarm["trigger"].dt == datetime.timedelta(days=-30)
    assert client.get("/deadlines.ics?program=nobody").status_code == 400


def test_a_past_date_without_a_month_has_a_section_of_its_own(client, a_record, now):
    publish_change(a_record.slug, deadline_date="2019-05-06", deadline_month=None, deadline_rolling=False, status="active")
    html = page(client, "/deadlines/")
    assert sections(html)["past"] == (1, [a_record.slug])


def test_no_coming_date_is_said_plainly(client, now):
    html = page(client, "/deadlines/")
    assert html.text_of(".none-coming") == NONE_COMING
    assert "coming" not in sections(html)
    assert not html.has("time")


def test_older_programs_are_left_out_however_selected_and_counted(client, records, today):
    older = [record for record in records if currency_of(record, today).is_older]
    for query, found in (("", older), ("?status=ended", [record for record in older if record.status == "ended"])):
        html = page(client, f"/deadlines/{query}")
        assert html.data("#left-out-note", "count") == [str(len(found))]
    assert sections(html) == {}
    assert events(client, "?status=ended&usual=1") == []
    publish_change(records[0].slug, deadline_date="2022-04-01", deadline_month=4, status="ended")
    for address in ("/deadlines/", "/deadlines.ics", "/deadlines.ics?usual=1"):
        assert f"/programs/{records[0].slug}/" not in page(client, address).html


def test_the_selection_is_shown_and_kept_in_links(client):
    html = page(client, "/deadlines/?form=fellowship&state=OH&sort=seen&page=2&view=table")
    assert "21 programs that call themselves fellowships , open to teachers in Ohio" in html.text
    assert html.has('[aria-label="Remove filter: What it is: Fellowship"]')
    for address in (
        "/programs/?form=fellowship&state=OH",
        "/deadlines/?state=OH",
        "/deadlines.ics?form=fellowship&state=OH&usual=1",
        "/programs.atom?form=fellowship&state=OH",
    ):
        assert html.has(f'[href="{address}"]'), address
    assert page(client, "/deadlines/").has('[href="/deadlines.ics?usual=1"]')
    assert html.text_of("title").startswith("Deadlines: programs that call themselves fellowships, open to teachers in Ohio")


def test_the_page_names_what_it_ignored(client):
    ignored = page(client, "/deadlines/?colour=blue&form=job&utm_source=x").text_of(".ignored")
    assert "“colour”" in ignored
    assert "“job”" in ignored
    assert "utm" not in ignored


def test_a_selection_that_nothing_fits_says_so(client):
    html = page(client, "/deadlines/?form=microcredential&state=AK&support=place")
    assert html.has(".empty")
    assert sections(html) == {}


def test_the_page_costs_one_query_for_its_programs(client, django_assert_max_num_queries):
    client.get("/deadlines/?state=OH")
    with django_assert_max_num_queries(2):  # the revision, the programs
        client.get("/deadlines/?state=CA")


def test_the_page_is_new_on_a_new_day(client, settings):
    first = client.get("/deadlines/")
    held = {"If-None-Match": first["ETag"]}
    assert client.get("/deadlines/", headers=held).status_code == 304
    settings.TODAY = MARCH + datetime.timedelta(days=1)
    assert client.get("/deadlines/", headers=held).status_code == 200


def test_the_calendar_holds_what_the_page_shows(client):
    for query in ("", "?form=award", "?state=OH&experience_max=3"):
        found = sections(page(client, f"/deadlines/{query}"))
        of = {name: {f"http://testserver/programs/{slug}/" for slug in slugs} for name, (_, slugs) in found.items()}
        join = "&" if query else "?"
        assert {str(event["url"]) for event in events(client, query)} == of["coming"]
        with_usual = {str(event["url"]) for event in events(client, f"{query}{join}usual=1")}
        assert with_usual == of["coming"] | of.get("usual", set()) | of.get("older", set())


def test_the_calendar_has_the_selections_name_and_the_versions_time(client):
    response = client.get("/deadlines.ics?form=fellowship&sponsor=us-department-of-education&usual=1&utm_source=mail&fbclid=x")
    name = "Deadlines and usual months: programs that call themselves fellowships\\, run by U.S. Department of Education"
    unfolded = response.content.replace(b"\r\n ", b"").decode()
    assert f"\r\nX-WR-CALNAME:{name}\r\n" in unfolded
    assert f"\r\nNAME:{name}\r\n" in unfolded
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    version = ProgramVersion.objects.get(program__slug="us-ed-school-ambassador-fellowship", state="published")
    assert event.decoded("dtstamp") == version.time.replace(microsecond=0)
    assert event.decoded("dtstart") == datetime.date(2023, 1, 1)
    assert b"X-WR-CALNAME:Deadlines: all programs" in client.get("/deadlines.ics").content


def test_addresses_in_calendar_and_feed_are_public_ones(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    assert all(str(event["url"]).startswith("https://catalog.example/programs/") for event in events(client))
    feed = client.get("/programs.atom?state=OH").content.decode()
    assert "<id>https://catalog.example/programs.atom?state=OH</id>" in feed
    assert "testserver" not in feed
    assert "https://catalog.example/deadlines.ics?usual=1" in page(client, "/deadlines/").text


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("colour=red", "“colour” is not a parameter of this catalog."),
        ("form=job&form=award", "“job” is not a value of “What it is” (form)."),
        ("experience_max=many", "“many” is not a value of “Years I have taught” (experience_max). It takes a number"),
        ("sponsor=nobody", "“nobody”"),
        ("sort=best", "“best”"),
        ("page=1&page=2", "“page” takes one value."),
    ],
)
@pytest.mark.parametrize("path", ["/deadlines.ics", "/programs.atom"])
def test_what_is_unknown_is_refused_by_name(client, path, query, message):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert message in response.content.decode()
    assert "ignored" not in response.content.decode()
    assert "ETag" not in response


def test_only_the_calendar_takes_usual_and_it_takes_1(client):
    for query in ("usual=0", "usual=1&usual=yes", "usual=%00"):
        response = client.get(f"/deadlines.ics?{query}")
        assert (response.status_code, "“usual” takes 1" in response.content.decode()) == (400, True)
    assert len(events(client, "?usual=")) == len(events(client)) < len(events(client, "?usual=1"))
    assert "“usual” is not a parameter" in page(client, "/programs.atom?usual=1", 400).text
    assert "“usual”" in page(client, "/deadlines/?usual=1").text_of(".ignored")


@pytest.mark.parametrize("path", ["/deadlines/", "/deadlines.ics", "/programs.atom"])
@pytest.mark.parametrize(
    "query", ["form=%00", "form=%ff%fe", "page=" + "9" * 400, "a" * 5000, "usual=%F0%9F%98%80", "form[]=x", "=", "&&&", "%",
              "founded_min=%D9%A3", "sort=<script>alert(1)</script>"]
)  # fmt: skip
def test_nothing_typed_yields_a_500(client, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code in (200, 400)
    if path == "/deadlines/":
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_an_empty_catalog_has_an_empty_page_and_calendar(empty_catalog, client):
    assert page(client, "/deadlines/").has(".empty")
    assert events(client, "?usual=1") == []


@pytest.mark.parametrize("path", ["/deadlines/", "/deadlines.ics", "/programs.atom"])
def test_calendars_and_feeds_are_answered_with_304_until_something_changes(client, records, path):
    first = client.get(path)
    held = {"If-None-Match": first["ETag"]}
    assert client.get(path, headers=held).status_code == 304
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405
    publish_change(records[0].slug, founded=1999)
    assert client.get(path, headers=held).status_code == 200
