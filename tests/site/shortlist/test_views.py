"""The shortlist: a cookie of slugs, a list to share by address, exports."""

import csv
import datetime
import io

import icalendar
import pytest

from catalog.site.shortlist.cookie import LONGEST, MOST, add_slugs, slugs
from catalog.site.shortlist.orders import sort_saved
from tests.factories import change
from tests.helpers import ParsedPage

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "nyc-big-apple-awards", "acte-teacher-of-the-year", "pittsburgh-career-ladder"
TODAY = datetime.date(2026, 11, 23)


def post(client, **data):
    return client.post("/shortlist/", data, headers={"referer": "http://testserver/programs/?form=award"})


def kept(client):
    cookie = client.cookies.get("shortlist")
    return [slug for slug in cookie.value.split(".") if slug] if cookie else []


def parsed(response):
    return ParsedPage(response.content.decode())


def shown(response):
    return parsed(response).slugs


def test_adding_redirects_to_the_list_with_a_link_back(client):
    response = post(client, add=FIRST)
    assert response.status_code == 303
    own = client.get(response["Location"])
    assert shown(own) == [FIRST]
    assert "Big Apple Awards" in parsed(own).text_of("#added")
    assert parsed(own).one("#added a")["href"] == f"/programs/?form=award#keep-{FIRST}"
    post(client, add=SECOND)
    post(client, add=FIRST)
    assert kept(client) == [FIRST, SECOND]
    assert shown(client.get("/shortlist/")) == [FIRST, SECOND]


def undo(client, response):
    """Press Undo on the page that a removal leads to."""
    form = parsed(client.get(response["Location"])).one("form.undo")
    fields = [(field["name"], field["value"]) for field in form.select("input")]
    return client.post(form["action"], {name: [value for key, value in fields if key == name] for name, _ in fields})


def test_removing_and_emptying_redirect_to_the_list(client):
    post(client, add=[FIRST, SECOND])
    assert post(client, remove=FIRST)["Location"] == f"/shortlist/?removed={FIRST}&at=0"
    assert kept(client) == [SECOND]
    post(client, clear="1")
    assert kept(client) == []
    assert shown(client.get("/shortlist/")) == []


def test_a_removed_program_is_put_back_in_its_place(client):
    post(client, add=[FIRST, SECOND, THIRD])
    removal = post(client, remove=SECOND, sort="name")
    left = parsed(client.get(removal["Location"]))
    assert left.one(".card .undo")["data-removed"] == SECOND
    assert left.one("#undo[autofocus]")["aria-describedby"] == "undo-message"
    assert SECOND not in left.slugs
    assert SECOND not in left.text_of("#share-address")
    restored = undo(client, removal)
    assert restored["Location"] == f"/shortlist/?sort=name#keep-{SECOND}"
    assert kept(client) == [FIRST, SECOND, THIRD]
    assert not parsed(client.get(removal["Location"])).has(".undo")


@pytest.mark.parametrize("saved", [[FIRST], [FIRST, SECOND, THIRD]])
def test_an_emptied_list_is_restored(client, saved):
    post(client, add=saved)
    removal = post(client, clear="1")
    assert parsed(client.get(removal["Location"])).has("#empty")
    undo(client, removal)
    assert kept(client) == saved


@pytest.mark.parametrize(
    "query", ["at=99", "at=x", "at=-1", "at=99999999999", "removed=nowhere&at=1", "removed=%00", "sort=", f"removed={FIRST}"]
)
def test_an_invalid_place_is_no_error(client, query):
    post(client, add=SECOND)
    response = client.get(f"/shortlist/?{query}")
    assert response.status_code == 200
    assert shown(response) == [SECOND]
    assert client.post(f"/shortlist/?{query}", {"add": FIRST, "at": query}).status_code == 303


def test_a_list_is_sorted_through_the_address(client, records):
    dated = sort_saved(records, "deadline", TODAY)
    slugs = [FIRST, SECOND, THIRD]
    by_deadline = [record.slug for record in dated if record.slug in slugs]
    query = "&".join(f"p={slug}" for slug in slugs)
    links = parsed(client.get(f"/shortlist/?{query}")).all("[data-order]")
    orders = {link["data-order"]: shown(client.get(link["href"])) for link in links}
    assert orders == {"saved": slugs, "deadline": by_deadline, "name": sorted(slugs)}
    post(client, add=slugs)
    own = parsed(client.get("/shortlist/?sort=name"))
    assert own.slugs == sorted(slugs)
    assert own.one("[data-order][aria-current]")["data-order"] == "name"
    assert own.one("input[form=keep][name=sort]")["value"] == "name"


def test_coming_deadlines_come_before_usual_months_and_programs_not_offered_last(records):
    plain = next(record for record in records if record.slug == FIRST)
    coming = change(plain, slug="coming", deadline_date="2027-01-10", deadline_month=1, deadline_note=None, status="active")
    usual = change(coming, slug="usual", deadline_date=None, deadline_month=12)
    ended = change(coming, slug="ended", status="ended")
    found = sort_saved([ended, usual, coming], "deadline", TODAY)
    assert [record.slug for record in found] == ["coming", "usual", "ended"]


def test_an_unknown_order_is_named(client):
    assert "“best”" in parsed(client.get(f"/shortlist/?p={FIRST}&sort=best")).text_of(".ignored")


def test_what_needs_script_is_hidden_without_it(client):
    post(client, add=FIRST)
    own = parsed(client.get("/shortlist/"))
    needing = own.all("[data-needs-script]")
    assert {part["data-needs-script"] for part in needing} == {"notes", "print", "share", "with-notes"}
    assert all(part.has_attr("hidden") for part in needing)
    assert own.has(f"[data-note={FIRST}] textarea:not([name])")
    assert not parsed(client.get(f"/shortlist/?p={FIRST}")).has("[data-note]")


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "\x00"])
def test_the_list_links_back_to_no_other_site(client, back):
    post(client, add=FIRST)
    own = parsed(client.get("/shortlist/", {"added": FIRST, "back": back}))
    assert own.has("#added")
    assert not own.has("#added a")


def test_the_cookie_is_first_party_and_stays_a_year(client):
    cookie = post(client, add=FIRST).cookies["shortlist"]
    assert (cookie["samesite"], cookie["path"], cookie["httponly"]) == ("Lax", "/", "")
    assert cookie["max-age"] == 365 * 24 * 3600


@pytest.mark.parametrize(
    "address",
    [
        "/programs/?form=award&per_page=100",
        f"/programs/{FIRST}/",
        "/programs/?view=table&form=award&per_page=100",
        f"/shortlist/?p={FIRST}",
    ],
)
def test_public_pages_do_not_depend_on_the_shortlist(client, address):
    before = client.get(address)
    post(client, add=FIRST)
    after = client.get(address)
    assert after.content == before.content
    assert after["ETag"] == before["ETag"]
    assert parsed(after).has(f"#keep-{FIRST}.keep:not(.kept)[name=add]")


def test_the_visitors_own_list_is_private_and_a_shared_one_public(client):
    post(client, add=FIRST)
    for address in ("/shortlist/", "/shortlist.csv", "/shortlist.ics"):
        own, shared = client.get(address), client.get(f"{address}?p={FIRST}")
        assert "private" in own["Cache-Control"]
        assert "Cookie" in own["Vary"]
        assert "public" in shared["Cache-Control"]
        assert "Cookie" not in shared["Vary"]
    assert parsed(client.get("/shortlist/")).has(f"#keep-{FIRST}.kept[name=remove]")


def test_a_shared_list_shows_as_it_was_sent_and_can_be_taken_over(client):
    response = client.get(f"/shortlist/?p={SECOND}&p={FIRST}&p=nowhere&utm_source=mail&colour=red")
    ignored = parsed(response).text_of(".ignored")
    assert shown(response) == [SECOND, FIRST]
    assert "“nowhere”" in ignored
    assert "“colour”" in ignored
    assert "utm_source" not in ignored
    assert kept(client) == []
    client.post("/shortlist/", {"add": [SECOND, FIRST]})
    assert kept(client) == [SECOND, FIRST]


def test_a_form_of_another_site_changes_nothing(client):
    for headers in ({"origin": "https://evil.example"}, {"origin": "http://["}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/shortlist/", {"add": FIRST}, headers=headers).status_code == 403
    assert kept(client) == []


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/programs/",
        "http://[",
        "http://[/x",
        "//evil.example/",
        "",
        "http://testserver//evil.example/",
        "javascript:alert(1)",
    ],
)
def test_no_redirect_leads_to_another_site(client, referer):
    response = client.post("/shortlist/", {"add": FIRST}, headers={"referer": referer})
    assert response["Location"].startswith("/shortlist/")


def test_a_full_list_says_so_and_loses_nothing(client, records):
    many = [record.slug for record in records[: MOST + 1]]
    client.post("/shortlist/", {"add": many[:MOST]})
    before = kept(client)
    response = client.post("/shortlist/", {"add": many[MOST]})
    assert response.status_code == 409
    assert [link["href"] for link in parsed(response).all("main .actions a")] == ["/shortlist/"]
    full = parsed(post(client, add=many[MOST]))
    assert [link["href"] for link in full.all("main .actions a")] == ["/shortlist/", f"/programs/?form=award#keep-{many[MOST]}"]
    assert kept(client) == before
    assert len(before) == MOST


def test_a_list_is_never_longer_than_a_cookie_may_be():
    long = [f"{number:03}" + "x" * 117 for number in range(MOST)]
    now, full = add_slugs((), long)
    assert len(".".join(now)) <= LONGEST
    assert len(now) + len(full) == MOST
    assert len(slugs([f"p-{number}" for number in range(100)])) == MOST


@pytest.mark.parametrize("cookie", ["", "..", "a b;c", "<script>", "x" * 9000, "\x00", "Ünï", FIRST + ".." + FIRST, "../../etc"])
def test_any_cookie_gets_a_page(client, cookie):
    client.cookies["shortlist"] = cookie
    for address in ("/shortlist/", "/programs/", "/shortlist.csv", "/shortlist.ics"):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("data", [{"add": "nowhere"}, {"add": "\x00"}, {"add": "x" * 100_000}, {"colour": "red"}, {}])
def test_invalid_slugs_are_not_saved(client, data):
    assert client.post("/shortlist/", data).status_code == 303
    assert kept(client) == []


def test_a_list_comes_as_csv_and_calendar(client):
    response = client.get(f"/shortlist.csv?p={FIRST}&p={SECOND}")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row["slug"] for row in rows] == [FIRST, SECOND]
    dated = "albert-einstein-distinguished-educator-fellowship"
    events = icalendar.Calendar.from_ical(client.get(f"/shortlist.ics?p={dated}&usual=1").content).walk("VEVENT")
    assert [str(event["summary"]).split(":")[0] for event in events] == ["Check"]
    client.post("/shortlist/", {"add": SECOND})
    assert SECOND in client.get("/shortlist.csv").content.decode()


@pytest.mark.parametrize("query", ["p=nowhere", "colour=red", "usual=2", f"p={FIRST}&p=%00"])
def test_an_export_with_an_unknown_part_is_refused(client, query):
    response = client.get(f"/shortlist.ics?{query}")
    assert response.status_code == 400
    assert "“" in response.content.decode()


def test_only_get_head_and_post_are_answered(client):
    assert client.put("/shortlist/").status_code == 405
    assert client.head("/shortlist/").status_code == 200
