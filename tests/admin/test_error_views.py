"""Error pages in the admin keep its frame and say what to do; public pages keep theirs."""

import pytest
from django.test import Client

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


@pytest.mark.parametrize("address", ["/admin/catalog/program/add/", "/admin/login/", "/admin/auth/user/add/"])
def test_a_form_with_an_old_token_says_how_to_keep_the_input(editor, address):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    response = strict.post(address, {"name": "Typed for an hour"})
    assert response.status_code == 403
    words = text(response)
    assert "press Back, then Save again" in words
    assert "reload the page and try once more" not in words


def test_people_who_are_logged_out_are_asked_to_log_in_first(db):
    response = Client(enforce_csrf_checks=True).post("/admin/catalog/program/add/", {"name": "Typed for an hour"})
    assert response.status_code == 403
    shown = ParsedPage(response.content.decode())
    assert shown.has("#log-in-first")
    assert shown.has('#error a[href="/admin/login/"][target="_blank"]')
    assert not shown.has("#menu")


def test_logging_out_says_so(editor_client):
    shown = ParsedPage(editor_client.post("/admin/logout/").content.decode())
    assert shown.has("#logged-out")
    assert not shown.has("#menu, #user-tools")


def test_public_forms_have_their_own_page():
    response = Client(enforce_csrf_checks=True).post("/suggest/", {})
    assert response.status_code == 403
    assert "Browse all programs" in text(response)
