"""The pages of the states."""

import datetime
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.models import Program
from catalog.programs.services import publish
from catalog.schema.validation import validate
from catalog.schema.vocabulary import vocabulary
from catalog.search.missing import missing_programs
from catalog.site.places.routes import find_routes, is_teacher_of_the_year
from tests.factories import change_json
from tests.helpers import page

pytestmark = pytest.mark.django_db


def groups(shown):
    return {part["data-group"]: int(part["data-count"]) for part in shown.all("[data-group]")}


def routes(shown):
    return {
        part["data-route"]: [entry["data-route-slug"] for entry in part.select("[data-route-slug]")]
        for part in shown.all("[data-route]")
    }


def test_every_state_page_has_the_counts_of_its_list(client):
    index = {row["data-state"]: row for row in page(client, "/states/").all("li[data-state]")}
    assert set(index) == set(vocabulary("state").by_code)
    for code, row in index.items():
        shown = page(client, f"/states/{code.lower()}/")
        listed = page(client, f"/programs/?state={code}&per_page=1")
        assert shown.count == listed.count == int(row["data-count"]), code
        found = {name: count for name, count in groups(listed).items() if count}
        assert groups(shown) == found, code
        assert sum(found.values()) == shown.count


def test_groups_come_in_the_order_of_how_likely_they_fit_and_show_their_first_programs(client):
    shown = page(client, "/states/tx/")
    assert list(groups(shown)) == ["state", "assumed", "nationwide", "local", "older"]
    for part in shown.all("[data-group]"):
        cards, count = len(part.select("[data-slug]")), int(part["data-count"])
        assert cards == (0 if part["data-group"] == "older" else min(4, count))
        assert bool(part.select(".place-all a")) == (cards < count)


def test_the_link_of_a_group_opens_the_page_of_the_list_where_it_begins(client):
    for part in page(client, "/states/oh/").all("[data-group]"):
        for link in part.select(".place-all a"):
            address, fragment = link["href"].split("#")
            listed = page(client, address).one(f"#{fragment}")
            assert listed["data-count"] == part["data-count"]
            first = [card["data-slug"] for card in part.select("[data-slug]")][:1]
            assert [card["data-slug"] for card in listed.select("[data-slug]")][: len(first)] == first
            assert listed.select("[data-slug]")


def test_other_spellings_of_a_code_lead_to_one_address(client):
    for code in ("OH", "Oh", "ohio", "Ohio", "ohio."):
        response = client.get(f"/states/{code}/")
        assert (response.status_code, response["Location"]) == (301, "/states/oh/")
    for code in ("new-york", "New_York", "New York", "newyork"):
        assert client.get(f"/states/{code}/")["Location"] == "/states/ny/"
    assert client.get("/states/?state=OH")["Location"] == "/states/oh/"
    for code in ("zz", "ohio-state", "none", "unstated", "-", "%00", "’", "é" * 5000):
        assert client.get(f"/states/{code}/").status_code == 404
    assert "“ZZ”" in page(client, "/states/?state=ZZ").text_of(".ignored")
    assert "“colour”" in page(client, "/states/oh/?colour=red").text_of(".ignored")


def test_routes_are_the_programs_that_name_the_state(client):
    texas = routes(page(client, "/states/tx/"))
    assert texas["teacher-of-the-year"][0] == "texas-teacher-of-the-year-tasa"
    assert "mi-teacher-leadership-advisory-council" in routes(page(client, "/states/mi/"))["council"]
    assert "ohio-university-teacher-leader-endorsement" in routes(page(client, "/states/oh/"))["credential"]


def test_a_route_without_a_program_says_so_and_asks_for_one(client):
    shown = page(client, "/states/as/")
    assert set(routes(shown)) == {"teacher-of-the-year", "council", "credential"}
    for part in shown.all('[data-route][data-count="0"]'):
        assert part.select('a[href="/suggest/"]')
    assert shown.has('[data-route="teacher-of-the-year"][data-count="0"]')


def test_each_state_has_one_teacher_of_the_year_or_is_known_to_lack_it(records):
    own = [record for record in records if is_teacher_of_the_year(record)]
    assert {record.home_state for record in own}.isdisjoint(one.state for one in missing_programs())
    several = {record.slug for record in own if [other.home_state for other in own].count(record.home_state) > 1}
    assert not several
    assert {record.slug for record in own if record.sponsor_type != "state_agency"} == {
        "me-teacher-of-the-year",
        "minnesota-teacher-of-the-year",
        "texas-teacher-of-the-year-tasa",
    }


def test_a_missing_teacher_of_the_year_is_named_with_a_link_to_suggest_it(client):
    for code, name in (("oh", "Ohio Teacher of the Year"), ("ny", "New York State Teacher of the Year")):
        shown = page(client, f"/states/{code}/")
        part = shown.one(f'[data-missing="{name}"]')
        assert parse_qs(urlsplit(part.a["href"]).query) == {"name": [name]}
        assert urlsplit(part.a["href"]).path == "/suggest/"
    assert not page(client, "/states/tx/").has("[data-missing]")


def test_older_programs_are_the_last_of_a_route(records):
    today = datetime.date(2026, 11, 29)
    for term in vocabulary("state").terms:
        for route in find_routes(records, term.code, today):
            older = [entry.seen_code in ("over", "closed") for entry in route.entries]
            assert older == sorted(older), (term.code, route.code)


def test_no_award_of_another_state_and_no_ended_program_is_a_route(records, settings):
    today = datetime.date(2026, 11, 29)
    for term in vocabulary("state").terms:
        for route in find_routes(records, term.code, today):
            by_slug = {record.slug: record for record in records}
            assert all(term.code in by_slug[entry.slug].serves_states for entry in route.entries)
            assert all(by_slug[entry.slug].status != "ended" for entry in route.entries)


def test_its_deadlines_are_of_programs_that_still_run(client, records, settings):
    settings.TODAY = datetime.date(2026, 11, 29)
    slug = page(client, "/states/pa/").data("[data-due-slug]", "due-slug")[0]
    change(slug, status="suspended")
    assert slug not in page(client, "/states/pa/").data("[data-due-slug]", "due-slug")


def change(slug, **facts):
    program = Program.objects.get(slug=slug)
    publish(program, validate(change_json(program.versions.get(state="published").record, facts)), None)


def test_the_page_describes_itself_to_machines(client):
    shown = page(client, "/states/oh/")
    data = json.loads(shown.one('script[type="application/ld+json"]').text)
    assert data["@type"] == "CollectionPage"
    assert data["mainEntity"]["numberOfItems"] == shown.count
    assert [item["url"].split("/")[-2] for item in data["mainEntity"]["itemListElement"]] == shown.slugs
    assert shown.one('link[rel="canonical"]')["href"] == "http://testserver/states/oh/"
    assert shown.has('meta[name="description"]')
    assert "noindex" not in client.get("/states/oh/").headers.get("X-Robots-Tag", "")


def test_home_map_and_sitemap_lead_to_the_states(client):
    home = page(client, "/")
    form = home.one("#choose-state")
    assert (form["action"], form["method"]) == ("/states/", "get")
    assert {option["value"] for option in form.select("option") if option["value"]} == set(vocabulary("state").by_code)
    assert page(client, "/programs/?view=map").has('#map-table a[href="/states/oh/"]')
    assert "http://testserver/states/oh/" in client.get("/sitemap.xml").content.decode()


def test_the_counts_agree_with_plain_counting(client, records):
    shown = page(client, "/states/")
    for row in shown.all("li[data-state]")[::9]:
        code = row["data-state"]
        naming = sum(code in record.serves_states for record in records)
        assert int(row["data-naming"]) == naming
        assert int(row["data-count"]) == sum(oracle_open(record, code) for record in records)


def oracle_open(record, code):
    return code in record.serves_states or not record.serves_states or record.is_residence_assumed
