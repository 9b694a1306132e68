"""Error pages in the admin keep its frame and say what to do; public pages keep theirs."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from catalog.models import UnfinishedDraft
from tests.admin_common.admin_pages import logged_in, text
from tests.factories import make_user
from tests.helpers import ParsedPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/week/", "/admin/auth/user/", "/admin/catalog/program/add/"])
def test_a_refused_page_names_the_users_role(client, address):
    logged_in(client, "vera", "Viewer")
    response = client.get(address)
    assert response.status_code == 403
    words = text(response)
    assert 'data-role="Viewer"' in response.content.decode()
    assert "ask an Admin" in words
    assert 'id="user-tools"' in response.content.decode(), "the admin's frame"


def test_a_user_without_a_role_is_told_to_ask_for_one(client):
    client.force_login(make_user("guest"))
    response = client.get("/admin/week/")
    assert response.status_code == 403
    assert 'data-role=""' in response.content.decode()


HERE = {"Origin": "http://testserver"}
FORMS = ["/admin/catalog/program/add/", "/admin/auth/user/add/", "/admin/pending/"]


def sent_with_an_old_token(user, address, data, **headers):
    """The page that answers, in a client that checks tokens, and the client."""
    strict = Client(enforce_csrf_checks=True)
    if user:
        strict.force_login(user)
    response = strict.post(address, data, headers=headers)
    assert response.status_code == 403
    return ParsedPage(response.content.decode()), strict


@pytest.mark.parametrize("address", FORMS)
def test_a_form_with_an_old_token_shows_what_was_typed_and_can_be_sent_again(editor, address):
    data = {"name": "Typed <b>for an hour", "partners": ["One", "Two"], "base": "1", "sources-TOTAL_FORMS": "2", "_draft": "1"}
    shown, _ = sent_with_an_old_token(editor, address, data, **HERE)
    assert shown.one("#error")["data-signed-in"] == "yes"
    assert [value.text for value in shown.all(".typed dd")] == ["Typed <b>for an hour", "One", "Two"]
    form = shown.one("#send-again")
    assert form["action"] == address
    fields = [(field["name"], field["value"]) for field in form.select("input") if field["name"] != "csrfmiddlewaretoken"]
    assert fields == [
        (name, value) for name, values in data.items() for value in ([values] if isinstance(values, str) else values)
    ]


def test_sending_it_again_saves_it(editor):
    shown, strict = sent_with_an_old_token(editor, "/admin/catalog/program/add/", {"name": "Typed", "_draft": "1"}, **HERE)
    fields = {field["name"]: field["value"] for field in shown.one("#send-again").select("input")}
    assert strict.post(shown.one("#send-again")["action"], fields).status_code == 302
    assert UnfinishedDraft.objects.get().name == "Typed"


@pytest.mark.parametrize("name", ["9" * 5000, "-", "_", "sources-0-url", "x" * 9000, "\u0663-1", "a\x00b"])
def test_a_field_may_have_any_name(editor, name):
    sent_with_an_old_token(editor, "/admin/catalog/program/add/", {name: "Typed"}, **HERE)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_what_another_site_may_have_sent_is_neither_shown_nor_repeated(editor, headers):
    shown, _ = sent_with_an_old_token(editor, "/admin/catalog/program/add/", {"name": "Forged"}, **headers)
    assert not shown.has("#send-again")
    assert "Forged" not in shown.text


def test_a_secret_is_neither_shown_nor_repeated(editor):
    shown, _ = sent_with_an_old_token(editor, "/admin/password_change/", {"old_password": "hush", "note": "x"}, **HERE)
    assert not shown.has("#send-again")
    assert "hush" not in str(shown.document)


def test_without_both_cookies_the_page_asks_to_log_in_and_shows_what_was_typed():
    shown, _ = sent_with_an_old_token(None, "/admin/catalog/program/add/?draft=1", {"name": "Typed"}, **HERE)
    assert shown.one("#error")["data-signed-in"] == "no"
    assert shown.text_of(".typed dd") == "Typed"
    login = urlsplit(shown.one('#error a[href^="/admin/login/"]')["href"])
    assert parse_qs(login.query) == {"next": ["/admin/catalog/program/add/?draft=1"]}
    assert not shown.has("#send-again")


def test_people_who_are_logged_out_are_asked_to_log_in_first(db):
    response = Client(enforce_csrf_checks=True).post("/admin/catalog/program/add/", {"name": "Typed for an hour"})
    assert response.status_code == 403
    shown = ParsedPage(response.content.decode())
    assert shown.has('#error[data-signed-in="no"] a[href^="/admin/login/"]')
    assert not shown.has("#menu")


def test_logging_out_says_so(editor_client):
    shown = ParsedPage(editor_client.post("/admin/logout/").content.decode())
    assert shown.has("#logged-out")
    assert not shown.has("#menu, #user-tools")


def test_public_forms_have_their_own_page():
    response = Client(enforce_csrf_checks=True).post("/suggest/", {})
    assert response.status_code == 403
    assert "Browse all programs" in text(response)
