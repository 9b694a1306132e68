"""Suggesting: a short form that lands with the editors, once, and nowhere else."""

import uuid

import pytest

from catalog.models import Program, Revision, Suggestion
from catalog.suggestions.services import MOST_PER_HOUR
from tests.helpers import ParsedPage, page

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
    page(client, response["Location"])
    [made] = Suggestion.objects.all()
    assert (made.kind, made.program.slug, made.state) == ("correction", SLUG, "new")
    assert (made.text, made.email) == ("It is open to charter teachers too.", "teacher@example.org")
    assert "127.0.0.1" not in made.sender
    assert Revision.objects.get().stamp == revision
    assert "charter teachers too" not in page(client, f"/programs/{SLUG}/").text


@pytest.mark.parametrize("named", [SLUG, f"/programs/{SLUG}/", f"http://testserver/programs/{SLUG}/?state=OH"])
def test_the_program_is_known_by_slug_or_address(client, named):
    send(client, about=named)
    assert Suggestion.objects.get().program.slug == SLUG


def test_an_unknown_program_is_kept_as_typed(client):
    send(client, kind="missing", about="The New Academy")
    made = Suggestion.objects.get()
    assert (made.program, made.about) == (None, "The New Academy")


def test_every_program_page_leads_to_the_form_about_it(client):
    shown = page(client, page(client, f"/programs/{SLUG}/").one('a[href^="/suggest/?"]')["href"])
    assert shown.has(f'.lead a[href="/programs/{SLUG}/"]')
    assert shown.one("#about")["value"] == SLUG
    assert shown.one("[name=kind][checked]")["value"] == "correction"
    assert "“nowhere”" in page(client, "/suggest/?program=nowhere").text_of(".ignored")


def test_the_form_says_how_long_an_address_is_kept(client):
    response = client.get("/suggest/")
    assert "180 days" in ParsedPage(response.content.decode()).text_of("#email-help")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"kind": ""}, "kind", "Choose what it is about."),
        ({"kind": "spam"}, "kind", "Choose one of these."),
        ({"text": ""}, "text", "Say what should be different."),
        ({"text": "short"}, "text", "at least 10 characters. You entered 5."),
        ({"text": "x" * 2001}, "text", "at most 2000 characters. You entered 2001."),
        ({"text": "null \x00 byte in it"}, "text", "null characters"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "https://example.org/program"),
        ({"source_url": "ftp://x"}, "source_url", "https://example.org/program"),
        ({"email": "nobody"}, "email", "name@example.org"),
        ({"email": "a" * 60 + "@" + "b." * 120 + "org"}, "email", "at most 254 characters"),
        ({"about": "x" * 201}, "about", "at most 200 characters"),
        ({"token": "x"}, "token", "Send it again"),
    ],
)
def test_errors_are_at_their_fields_and_nothing_typed_is_lost(client, changed, field, message):
    response = send(client, **changed)
    shown = ParsedPage(response.content.decode())
    assert response.status_code == 422
    assert message in shown.text_of("#summary" if field == "token" else f"#{field}-error")
    assert field == "email" or shown.one("#email")["value"] == "teacher@example.org"
    for of_django in ("Ensure this", "valid", "UUID", "Null"):
        assert of_django not in shown.text_of("#summary")
    # the Back button on the thanks page returns to this answer only if the browser may keep it
    assert "no-store" not in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert not Suggestion.objects.exists()


def test_a_form_that_came_without_its_token_can_be_sent_again(client):
    shown = ParsedPage(send(client, token="").content.decode())
    assert send(client, token=shown.one("[name=token]")["value"]).status_code == 303


def test_a_filled_hidden_field_is_thanked_and_ignored(client):
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


def test_the_hourly_limit_answers_429_and_keeps_the_text(client):
    for _ in range(MOST_PER_HOUR):
        send(client)
    response = send(client, text="One more thing about this program.")
    assert response.status_code == 429
    assert "One more thing about this program." in response.content.decode()
    assert Suggestion.objects.count() == MOST_PER_HOUR


def test_behind_a_proxy_each_visitor_has_a_limit(client, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(MOST_PER_HOUR + 2):
        response = client.post("/suggest/", given(), headers={"X-Forwarded-For": f"10.9.9.9, 10.0.0.{number}"})
        assert response.status_code == 303
    for _ in range(MOST_PER_HOUR):  # addresses that the visitor adds in front do not count
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
