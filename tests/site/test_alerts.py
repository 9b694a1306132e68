"""Alerts on the public pages: asking, confirming, ending, and what is there without e-mail."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from catalog.alerts.delivery import deliver_mails
from catalog.alerts.selectors import UNCONFIRMED, find_alert
from catalog.alerts.services import MOST_PER_HOUR, MOST_UNCONFIRMED, end_alert
from catalog.common.language import gettext, use_language
from catalog.models import Alert
from catalog.site import alerts
from tests.alerts.helpers import ADDRESS, make_alert
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db

QUERY = "form=fellowship&state=OH"
SLUG = "nyc-big-apple-awards"


@pytest.fixture(autouse=True)
def turns(monkeypatch):
    """How often a request has the e-mails that wait sent: no thread of a test sees what its transaction wrote."""
    counted = []
    monkeypatch.setattr(alerts, "deliver_requests", lambda: counted.append(True))
    return counted


def send(client, **changed):
    facts = {"query": QUERY, "email": ADDRESS, "news": "1", "deadlines": "1", "company": ""}
    given = {name: value for name, value in {**facts, **changed}.items() if value is not None}
    return client.post("/alerts/", given)


def address_of(alert):
    return f"/alerts/{alert.token}/"


def acts(shown):
    return [button["value"] for button in shown.all("button[name=act]")]


def test_an_alert_has_the_language_of_the_page_it_was_asked_for_on(client, mailbox):
    given = {"query": QUERY, "email": ADDRESS, "news": "1", "company": ""}
    response = client.post("/es/alerts/", given)
    assert response["Location"] == "/es/alerts/sent/"
    alert = Alert.objects.get()
    assert alert.language == "es"
    [mail] = alert.mails.all()
    deliver_mails()
    [text] = mailbox.texts
    with use_language("es"):
        assert gettext("Please confirm: e-mails about %(title)s").partition("%")[0] in mail.subject
        assert gettext("Hello,") in text
    assert f"https://catalog.example/es{address_of(alert)}" in text
    shown = page(client, f"/es{address_of(alert)}")
    assert shown.one("html")["lang"] == "es"
    assert acts(shown) == ["confirm", "end"]


def test_from_the_form_to_a_confirmed_alert_and_its_end(client, mailbox):
    response = send(client)
    assert (response.status_code, response["Location"]) == (303, "/alerts/sent/")
    page(client, response["Location"])
    alert = Alert.objects.get()
    assert (alert.query, alert.news, alert.deadlines, alert.is_confirmed) == (QUERY, True, True, False)
    deliver_mails()
    [text] = mailbox.texts
    assert f"https://catalog.example{address_of(alert)}" in text
    shown = page(client, address_of(alert))
    assert acts(shown) == ["confirm", "end"]
    client.post(address_of(alert), {"act": "confirm"})
    alert.refresh_from_db()
    assert alert.is_confirmed
    shown = page(client, address_of(alert))
    assert ADDRESS not in shown.html
    assert acts(shown) == ["end", "end_all"]
    assert client.post(address_of(alert), {"act": "end"}).status_code == 200
    assert not Alert.objects.exists()
    page(client, address_of(alert), 404)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_a_link_changes_nothing(client, method):
    for confirmed in (False, True):
        alert = make_alert(f"state={'OH' if confirmed else 'NY'}", confirmed=confirmed)
        response = getattr(client, method)(address_of(alert))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        alert.refresh_from_db()
        assert alert.is_confirmed == confirmed


def test_mail_programs_unsubscribe_by_one_post_without_cookies(client):
    alert, other = make_alert(), make_alert("state=OH")
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):  # and again, with the same answer
        assert strict.post(address_of(alert), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Alert.objects.all()) == [other]


def test_all_alerts_of_an_address_end_together(client):
    make_alert("state=OH")
    make_alert("state=NY", email="other@example.org")
    client.post(address_of(make_alert()), {"act": "end_all"})
    assert [alert.email for alert in Alert.objects.all()] == ["other@example.org"]


@pytest.mark.parametrize("data", [{}, {"act": "x"}, {"act": "keep"}, {"act": "end_all"}, {"List-Unsubscribe": "no"}])
def test_anything_else_changes_nothing(client, data):
    alert = make_alert(confirmed=False)
    assert client.post(address_of(alert), data).status_code == 422
    alert.refresh_from_db()
    assert not alert.is_confirmed


def test_an_unknown_token_says_so(client):
    shown = page(client, f"/alerts/{uuid.uuid4()}/", 404)
    assert shown.one("#alert")["data-state"] == "unknown"
    assert client.post(f"/alerts/{uuid.uuid4()}/", {"act": "confirm"}).status_code == 404


@pytest.mark.parametrize(("act", "status", "left"), [("confirm", 404, 1), ("end", 200, 0)])
def test_a_request_can_be_confirmed_for_three_days_and_ended_later(client, act, status, left):
    alert = make_alert(confirmed=False)
    Alert.objects.update(created=timezone.now() - UNCONFIRMED)
    page(client, address_of(alert), 404)
    assert client.post(address_of(alert), {"act": act}).status_code == status
    assert Alert.objects.filter(since=None).count() == Alert.objects.count() == left


@pytest.mark.parametrize("act", ["confirm", "keep"])
def test_an_alert_that_ends_while_its_button_is_pressed_has_ended(client, monkeypatch, act):
    def find_and_end(token):
        found = find_alert(token)
        end_alert(token)
        return found

    monkeypatch.setattr(alerts, "find_alert", find_and_end)
    response = client.post(address_of(make_alert(confirmed=act == "keep")), {"act": act})
    assert response.status_code == 404
    assert ParsedPage(response.content.decode()).one("#alert")["data-state"] == "unknown"


def test_the_page_counts_what_the_browse_page_counts(client, alerts_on):
    shown = page(client, f"/alerts/?{QUERY}&view=map&page=2")
    assert shown.one("#about")["data-count"].split()[0] == str(page(client, f"/programs/?{QUERY}").count)
    assert shown.one("[name=query]")["value"] == QUERY
    assert shown.has(f'#about a[href="/programs/?{QUERY}"]')


def test_what_cannot_be_used_is_named_and_not_stored(client, alerts_on):
    shown = page(client, "/alerts/?state=OH&state=XX&colour=red&release=2026.11")
    assert len(shown.all(".ignored li")) == 3
    assert shown.one("[name=query]")["value"] == "state=OH"


def test_a_list_names_its_programs(client, alerts_on):
    shown = page(client, f"/alerts/?p={SLUG}&p=nowhere&p=%00")
    assert shown.one("[name=query]")["value"] == f"p={SLUG}"
    assert shown.has(f'#about a[href="/programs/{SLUG}/"]')
    assert not shown.has("#feed")
    assert not page(client, "/alerts/?p=nowhere").has("form.suggest")
    assert send(client, query="p=nowhere").status_code == 422


@pytest.mark.parametrize("query", ["", QUERY, f"p={SLUG}"])
def test_without_e_mail_the_page_leads_to_calendar_and_feed(client, settings, query):
    settings.ALERTS = False
    shown = page(client, f"/alerts/?{query}")
    assert not shown.has("form.suggest")
    for link in shown.all("#calendar, #feed"):
        assert client.get(link["href"]).status_code == 200
    assert shown.has("#calendar")
    assert send(client, query=query).status_code == 404
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"email": ""}, "#email-error"),
        ({"email": "nobody"}, "#email-error"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "#email-error"),
        ({"email": "a@b.org\x00"}, "#email-error"),
        ({"news": None, "deadlines": None}, "#when-error"),
        ({"query": "q=" + "x" * 5000}, "#summary li"),
    ],
)
def test_errors_are_at_their_fields_and_nothing_typed_is_lost(client, alerts_on, changed, place):
    response = send(client, **changed)
    shown = ParsedPage(response.content.decode())
    assert response.status_code == 422
    assert shown.has(place)
    assert shown.has("#news[checked]") == (changed.get("news", "1") == "1")
    assert not Alert.objects.exists()


def test_after_an_error_the_other_language_has_the_same_query(client, alerts_on):
    form = page(client, f"/es/alerts/?{QUERY}").one("#alert-form")
    response = client.post(form["action"], {"query": QUERY, "email": "nobody", "news": "1"})
    assert response.status_code == 422
    links = ParsedPage(response.content.decode()).all("[data-language]")
    assert {link["href"] for link in links} == {f"/alerts/?{QUERY}"}


def test_a_robot_is_thanked_and_ignored(client, alerts_on):
    assert send(client, company="Acme").status_code == 303
    assert not Alert.objects.exists()


def test_the_answer_never_shows_whether_an_address_is_known(client, mailbox, turns):
    """It is the same, after the same work, and the mail server is left to a thread."""
    make_alert(QUERY, deadlines=True)
    for number in range(MOST_UNCONFIRMED + 2):
        for email in (ADDRESS, f"new{number}@example.org"):
            before = Alert.objects.count()
            response = send(client, email=email)
            assert (response.status_code, response["Location"]) == (303, "/alerts/sent/")
            assert Alert.objects.count() == before + 1
    assert len(turns) == 2 * (MOST_UNCONFIRMED + 2)
    assert not mailbox.messages
    deliver_mails()
    assert [message["To"] for message in mailbox.messages].count(ADDRESS) == MOST_UNCONFIRMED


def test_the_hourly_limit_answers_429_and_keeps_the_address(client, mailbox):
    for number in range(MOST_PER_HOUR):
        send(client, email=f"teacher{number}@example.org")
    response = send(client)
    assert response.status_code == 429
    assert ADDRESS in response.content.decode()


def test_a_form_without_its_token_is_refused(alerts_on):
    assert send(Client(enforce_csrf_checks=True)).status_code == 403
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "address", [f"/programs/?{QUERY}", f"/deadlines/?{QUERY}", f"/shortlist/?p={SLUG}", f"/programs/{SLUG}/"]
)
def test_pages_lead_to_alerts_about_their_programs(client, address):
    link = page(client, address).one("a.alert-offer")
    assert link["href"] == (f"/alerts/?{QUERY}" if "?f" in address else f"/alerts/?p={SLUG}")
    page(client, link["href"])
