"""The shortlist: a cookie of slugs, a list to share by address, exports."""

import csv
import io

import icalendar
import pytest

from catalog.site.shortlist.cookie import LONGEST, MOST, add_slugs, slugs
from tests.helpers import ParsedPage

pytestmark = pytest.mark.django_db

FIRST, SECOND = "nyc-big-apple-awards", "acte-teacher-of-the-year"


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


def test_removing_and_emptying_redirect_to_the_list(client):
    post(client, add=[FIRST, SECOND])
    assert post(client, remove=FIRST)["Location"] == "/shortlist/"
    assert kept(client) == [SECOND]
    post(client, clear="1")
    assert kept(client) == []
    assert shown(client.get("/shortlist/")) == []


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
