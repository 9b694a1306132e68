"""The page on which a program confirms its entry: private, bounded, and answered once."""

import datetime

import pytest
from django.utils import timezone

from catalog.common.clock import today
from catalog.confirmations.links import link_path
from catalog.confirmations.services import answer_request, ask_program, revoke
from catalog.models import Program, Suggestion
from catalog.programs.services import publish, retire
from catalog.suggestions.services import accept
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
SLUG = "sonoma-21csla-regional-academy"


@pytest.fixture
def program():
    return Program.objects.get(slug=SLUG)


@pytest.fixture
def asked(program, editor):
    return ask_program(program, editor)


@pytest.fixture
def link(asked):
    return link_path(asked)


def given(**changed):
    facts = {
        "running": "yes", "deadline_date": f"{today().year + 1}-03-15", "deadline_words": "", "pays": "nothing",
        "money": "", "text": "Our name\r\nhas a hyphen.", "company": "",
    }  # fmt: skip
    return {**facts, **changed}


def test_the_page_asks_three_questions_and_shows_what_we_say_now(client, link):
    shown = page(client, link)
    assert [fieldset["id"] for fieldset in shown.all("fieldset")] == ["question-running", "question-deadline", "question-money"]
    assert len(shown.all(".says-now")) == 3
    assert shown.has(f'.lead a[href="/programs/{SLUG}/"]')
    assert {field["name"] for field in shown.all("form.suggest [name]")} >= given().keys()


def test_nobody_keeps_or_indexes_the_page(client, link):
    for response in (
        client.get(link),
        client.get("/confirm/nothing/"),
        client.post(link, given(running="")),
        client.get("/confirm/thanks/"),
    ):
        assert "private" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert response["Referrer-Policy"] == "same-origin"
    assert "Disallow: /confirm/" in client.get("/robots.txt").content.decode().splitlines()


def test_opening_the_page_does_not_use_up_the_link(client, link):
    for _ in range(3):
        assert client.get(link).status_code == client.head(link).status_code == 200


def test_an_answer_lands_with_the_editors_once(client, link, program):
    response = client.post(link, given())
    assert (response.status_code, response["Location"]) == (303, "/confirm/thanks/")
    page(client, response["Location"])
    [made] = Suggestion.objects.all()
    assert (made.program, made.origin) == (program, "program")
    assert made.answers == {"running": "yes", "deadline_date": f"{today().year + 1}-03-15", "pays": "nothing"}
    assert made.text.endswith("Our name\nhas a hyphen.")
    again = client.post(link, given(text="More."))
    assert again.status_code == 410
    assert ParsedPage(again.content.decode()).has("[data-state=answered]")
    assert Suggestion.objects.count() == 1


def test_a_filled_hidden_field_is_thanked_and_ignored(client, link):
    assert client.post(link, given(company="Acme")).status_code == 303
    assert not Suggestion.objects.exists()
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"running": ""}, "running"),
        ({"running": "maybe"}, "running"),
        ({"deadline_date": "soon"}, "deadline_date"),
        ({"deadline_date": "2027-02-30"}, "deadline_date"),
        ({"deadline_date": "2020-01-01"}, "deadline_date"),
        ({"deadline_date": "9999-12-31"}, "deadline_date"),
        ({"deadline_date": "20\x0027"}, "deadline_date"),
        ({"deadline_words": "x" * 201}, "deadline_words"),
        ({"pays": "gold"}, "pays"),
        ({"money": "x" * 501}, "money"),
        ({"money": "a\x00b"}, "money"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a\x00b"}, "text"),
    ],
)
def test_errors_are_at_their_fields_and_nothing_typed_is_lost(client, link, changed, field):
    response = client.post(link, given(**{"deadline_words": "In spring.", **changed}))
    shown = ParsedPage(response.content.decode())
    assert response.status_code == 422
    assert shown.has(f"#{field}-error")
    assert len(shown.all("#summary li a")) == 1
    target = shown.one("#summary li a")["href"]
    assert shown.has(target)
    assert field == "deadline_words" or shown.one("#deadline_words")["value"] == "In spring."
    assert "Ensure this" not in shown.text
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "%C3%A9.%C3%A9", "x" * 2000, "%2e%2e"])
def test_a_link_that_is_not_ours_gets_a_friendly_page(client, token):
    for response in (client.get(f"/confirm/{token}/"), client.post(f"/confirm/{token}/", given())):
        assert response.status_code in (400, 404)


def test_a_closed_link_says_why(client, asked, link, program, editor):
    def state():
        return page(client, link, 410).data("[data-state]", "state")

    made = asked.made
    asked.made = timezone.now() - datetime.timedelta(days=61)
    asked.save()
    assert state() == ["expired"]
    asked.made = made
    asked.save()
    retire(program, editor, "It left the field.")
    assert state() == ["retired"]
    revoke(asked)
    assert state() == ["revoked"]


def test_a_renamed_program_still_answers_under_its_new_name(client, link, program, editor):
    record = change(program.record, slug="new-address", name="Its New Name")
    publish(program, record, editor, "Renamed.")
    shown = page(client, link)
    assert "Its New Name" in shown.text_of("h1")
    assert shown.has('.lead a[href="/programs/new-address/"]')


def test_an_accepted_answer_is_dated_on_the_program_page(client, asked, editor):
    address, day = f"/programs/{SLUG}/", timezone.localdate()
    suggestion = answer_request(asked, {"running": "yes"}, "")
    assert not page(client, address).has("[data-confirmed]")
    accept(suggestion, editor)
    shown = page(client, address)
    assert set(shown.data("[data-confirmed]", "confirmed")) == {day.isoformat()}
    assert f"{day:%B %Y}" in shown.text_of("dd [data-confirmed]")
    assert not page(client, f"{address}?release=2026.11").has("[data-confirmed]")


def test_one_badge_is_everywhere_and_releases_know_nothing_of_it(client, asked, editor, program):
    publish(program, change(program.record, evidence_year=today().year - 12, deadline_date=None), editor, "Corrected.")
    pages = (f"/programs/{SLUG}/", f"/programs/{SLUG}/one-page/", f"/compare/?p={SLUG}", "/programs/?q=%2221st+Century%22")
    released = [f"{address}release=2026.11" for address in (f"/programs/{SLUG}/?", "/programs/?q=%2221st+Century%22&")]
    words = f"Confirmed by the program, {today():%B %Y}"
    assert not [address for address in (*pages, *released) if words in page(client, address).html]
    accept(answer_request(asked, {"running": "yes"}, ""), editor)
    assert not [address for address in pages if words not in page(client, address).html]
    assert not [address for address in released if words in page(client, address).html]
