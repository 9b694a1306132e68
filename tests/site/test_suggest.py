"""Suggesting: a short form that lands with the editors, once, and nowhere else."""

import re
import uuid

import pytest

from catalog.models import Program, Revision, Suggestion
from catalog.suggestions.services import MOST_PER_HOUR

pytestmark = pytest.mark.django_db

SLUG = "nyc-big-apple-awards"


def given(**changed):
    facts = {
        "kind": "correction", "about": SLUG, "text": "It is open to charter teachers too.",
        "source_url": "https://example.org/x", "email": "teacher@example.org", "token": str(uuid.uuid4()), "company": "",
    }  # fmt: skip
    return {**facts, **changed}


def send(client, **changed):
    return client.post("/suggest/", given(**changed))


def test_a_suggestion_lands_with_the_editors_and_changes_nothing_public(client):
    revision = Revision.objects.get().stamp
    response = send(client)
    assert (response.status_code, response["Location"]) == (303, "/suggest/thanks/")
    assert "Thank you" in client.get(response["Location"]).content.decode()
    [made] = Suggestion.objects.all()
    assert (made.kind, made.program.slug, made.state) == ("correction", SLUG, "new")
    assert (made.text, made.email) == ("It is open to charter teachers too.", "teacher@example.org")
    assert "127.0.0.1" not in made.sender
    assert Revision.objects.get().stamp == revision
    assert "charter teachers too" not in client.get(f"/programs/{SLUG}/").content.decode()


@pytest.mark.parametrize("named", [SLUG, f"/programs/{SLUG}/", f"http://testserver/programs/{SLUG}/?state=OH"])
def test_the_program_is_known_by_slug_or_address(client, named):
    send(client, about=named)
    assert Suggestion.objects.get().program.slug == SLUG


def test_a_program_that_is_not_there_is_kept_as_typed(client):
    send(client, kind="missing", about="The New Academy")
    made = Suggestion.objects.get()
    assert (made.program, made.about) == (None, "The New Academy")


def test_every_program_page_leads_to_the_form_about_it(client):
    assert f'href="/suggest/?program={SLUG}"' in client.get(f"/programs/{SLUG}/").content.decode()
    html = client.get(f"/suggest/?program={SLUG}").content.decode()
    assert "Big Apple Awards" in html
    assert f'value="{SLUG}"' in html
    assert re.search(r'value="correction" checked', html)
    assert "“nowhere” is not a program" in client.get("/suggest/?program=nowhere").content.decode()


def test_the_form_says_how_long_an_address_is_kept(client):
    response = client.get("/suggest/")
    assert "Kept only until your suggestion is handled, 180 days at most." in response.content.decode()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": ""}, "kind", "Choose what it is about."),
        ({"kind": "spam"}, "kind", "Choose one of these."),
        ({"text": ""}, "text", "Say what should be different."),
        ({"text": "short"}, "text", "Please say a little more: at least 10 characters, these are 5."),
        ({"text": "x" * 2001}, "text", "Please say it shorter: at most 2000 characters, these are 2001."),
        ({"text": "null \x00 byte in it"}, "text", "It holds characters that are no text"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "not the address of a web page"),
        ({"source_url": "ftp://x"}, "source_url", "not the address of a web page"),
        ({"email": "nobody"}, "email", "This is not an e-mail address"),
        ({"email": "a" * 60 + "@" + "b." * 120 + "org"}, "email", "at most 254 characters"),
        ({"about": "x" * 201}, "about", "at most 200 characters"),
        ({"token": "x"}, "token", "please send it once more"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, changed, field, said):
    response = send(client, **changed)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    if field != "token":
        assert f'id="{field}-error"' in html
    assert "teacher@example.org" in html or field == "email"
    for machine in ("Ensure this", "valid", "UUID", "Null"):
        assert machine not in " ".join(re.findall(r'<div class="summary".*?</div>', html, re.DOTALL))
    # Back from the thanks leads here again only if the browser may keep this answer
    assert "no-store" not in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert not Suggestion.objects.exists()


def test_a_form_that_came_without_its_token_can_be_sent_again(client):
    html = send(client, token="").content.decode()
    [token] = re.findall(r'name="token" value="([^"]+)"', html)
    assert send(client, token=token).status_code == 303


def test_who_fills_in_the_hidden_field_is_thanked_and_forgotten(client):
    assert send(client, company="Acme").status_code == 303
    assert not Suggestion.objects.exists()


def test_the_same_form_sent_twice_makes_one(client):
    token = str(uuid.uuid4())
    assert [send(client, token=token).status_code for _ in range(2)] == [303, 303]
    assert Suggestion.objects.count() == 1


def test_a_form_gone_back_to_and_changed_makes_another(client):
    token = str(uuid.uuid4())
    send(client, token=token)
    send(client, token=token, text="And it is open to librarians.")
    assert Suggestion.objects.count() == 2


def test_too_many_in_an_hour_are_asked_to_wait_and_keep_their_text(client):
    for _ in range(MOST_PER_HOUR):
        send(client)
    response = send(client, text="One more thing about this program.")
    assert response.status_code == 429
    assert "One more thing about this program." in response.content.decode()
    assert Suggestion.objects.count() == MOST_PER_HOUR


def test_behind_a_proxy_visitors_are_told_apart(client, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(MOST_PER_HOUR + 2):
        response = client.post("/suggest/", given(), headers={"X-Forwarded-For": f"10.9.9.9, 10.0.0.{number}"})
        assert response.status_code == 303
    for _ in range(MOST_PER_HOUR):  # what the visitor wrote before it does not count
        response = client.post("/suggest/", given(), headers={"X-Forwarded-For": f"{uuid.uuid4()}, 10.0.0.1"})
    assert response.status_code == 429


def test_a_form_without_its_token_is_refused(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/suggest/", given()).status_code == 403
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": ["a", "b"]}, {"text": "\x00" * 50}, {"text": "\u202e" * 50, "token": ["x", "y"]},
     {"text": "<script>alert(1)</script>" * 20},
     {"about": "../../etc/passwd", "email": "a" * 300 + "@example.org"}],
)  # fmt: skip
def test_hostile_forms_get_an_answer(client, data):
    response = client.post("/suggest/", {**given(), **data})
    assert response.status_code in (303, 422)
    assert "<script>alert" not in response.content.decode()


def test_a_body_of_megabytes_is_refused(client):
    assert client.post("/suggest/", {**given(), "text": "x" * 3_000_000}).status_code == 413


def test_a_program_that_is_deleted_leaves_its_suggestions(client):
    send(client)
    Program.objects.filter(slug=SLUG).update(publication="retired")
    assert Suggestion.objects.get().program.slug == SLUG
