"""What the public sees of a merge: one program under both addresses, in lists, files and the change log."""

import uuid

import pytest
from django.http import QueryDict
from django.urls import reverse

from catalog.alerts.topics import read_topic
from catalog.browse.live_snapshot import live_snapshot
from catalog.models import Suggestion
from catalog.programs.services import approve
from tests.helpers import page

pytestmark = pytest.mark.django_db
GONE, STAYS = "la-teacher-leader-advisors", "la-teacher-leaders"


@pytest.fixture(autouse=True)
def merged(leaders, advisors, propose, people):
    """The survivor, after a second person published the merge."""
    propose(leaders, advisors, summary="right")
    return approve(leaders.versions.get(state="pending"), people["judith"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"/programs/{GONE}/", f"/programs/{STAYS}/"),
        (f"/programs/{GONE}/?from=x", f"/programs/{STAYS}/?from=x"),
        (f"/es/programs/{GONE}/", f"/es/programs/{STAYS}/"),
        (f"/programs/{GONE}/one-page/", f"/programs/{STAYS}/one-page/"),
        (f"/api/v1/programs/{GONE}/", f"/api/v1/programs/{STAYS}/"),
    ],
)
def test_the_old_address_redirects_for_good(client, old, new):
    answer = client.get(old)
    assert answer.status_code == 301
    assert answer["Location"].endswith(new)
    assert client.get(new).status_code == 200


def test_the_survivor_says_what_was_chosen_and_counts_once(client, advisors):
    shown = page(client, f"/programs/{STAYS}/")
    assert advisors.record.summary in shown.text
    listed = page(client, "/programs/?q=louisiana+teacher+leader")
    assert STAYS in listed.slugs
    assert GONE not in listed.slugs
    assert client.get("/api/v1/programs/").json()["count"] == 433
    answer = client.get("/programs.csv")
    assert GONE not in b"".join(answer.streaming_content).decode()


def test_a_release_keeps_both(client):
    for slug in (GONE, STAYS):
        assert page(client, f"/programs/{slug}/?release=2026.11").has("h1")
        assert client.get(f"/api/v1/programs/{slug}/?release=2026.11").json()["program"]["slug"] == slug


def test_the_change_log_says_of_which_program_it_is_part(client, merged):
    shown = page(client, "/changes/?kind=retired")
    assert [str(link["href"]) for link in shown.all("[data-successor]")] == [f"/programs/{STAYS}/"]


def test_a_list_in_an_address_shows_the_survivor_once(client):
    assert page(client, f"/shortlist/?p={GONE}&p={STAYS}").slugs == [STAYS]
    assert client.get(f"/shortlist.csv?p={GONE}").status_code == 200
    assert client.get(f"/shortlist.ics?p={GONE}").status_code == 200


def test_a_saved_program_stays_saved(client):
    client.cookies["shortlist"] = f"{GONE}.nyc-big-apple-awards"
    shown = page(client, "/shortlist/")
    assert set(shown.slugs) == {STAYS, "nyc-big-apple-awards"}
    assert shown.data("[data-former]", "former") == [GONE]
    assert client.cookies["shortlist"].value == f"{STAYS}.nyc-big-apple-awards"
    client.cookies["shortlist"] = f"{GONE}.{STAYS}"
    client.post("/shortlist/", {"remove": STAYS}, headers={"origin": "http://testserver", "sec-fetch-site": "same-origin"})
    assert not client.cookies["shortlist"].value


def test_a_comparison_shows_the_survivor(client):
    assert page(client, f"/compare/?p={GONE}&p=nyc-big-apple-awards", 200).has(f'a[href="{reverse("program", args=[STAYS])}"]')


def test_an_alert_on_the_other_one_is_about_the_survivor(merged):
    assert read_topic(QueryDict(f"p={GONE}"), live_snapshot()).keys == frozenset([merged.pk])


def test_a_suggestion_about_the_old_address_is_about_the_survivor(client, merged):
    facts = {"kind": "correction", "about": f"https://catalog.example.org/programs/{GONE}/", "text": "It moved to Baton Rouge."}
    client.post("/suggest/", {**facts, "token": uuid.uuid4()})
    assert Suggestion.objects.get().program == merged
