"""An address that takes a POST alone leads a GET to the page of its form, with a word: a session may end before it is sent."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.accounts.test_permissions import ADDRESSES, TABLE, address_of, world  # noqa: F401 (a fixture)
from tests.serving.roles import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_answers_a_get_with_405(name, world):  # noqa: F811
    address, client = address_of(name, TABLE[name], world), client_of("superuser")
    for method in ("get", "head"):
        response = getattr(client, method)(address)
        assert response.status_code != 405
    if TABLE[name].post and response.status_code == 302 and name.startswith(("admin_", "admin:catalog")):
        assert client.get(response["Location"]).status_code == 200


POSTED = [
    ("admin:catalog_program_process_import", "admin:catalog_program_import"),
    ("admin:catalog_suggestion_accept", "admin:catalog_suggestion_change"),
    ("admin:catalog_suggestion_reject", "admin:catalog_suggestion_change"),
    ("admin_links_again", "admin_links"),
    ("admin_links_start", "admin_links"),
    ("admin_week_take_back", "admin_week"),
    ("admin:logout", "admin:index"),
]


@pytest.mark.parametrize(("name", "form"), POSTED)
def test_a_get_leads_to_the_form_and_says_that_nothing_was_done(name, form, world):  # noqa: F811
    client = client_of("superuser")
    response = client.get(address_of(name, TABLE[name], world))
    arguments = [world["suggestion"]] if form.endswith("_change") else []
    assert response["Location"] == reverse(form, args=arguments)
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["warning"]


def test_a_session_that_ends_before_the_import_leads_back_to_choosing_the_file():
    address = reverse("admin:catalog_program_process_import")
    client = client_of("anonymous")
    sent = client.post(address, {"preview": "x"})
    assert sent["Location"] == f"{reverse('admin:login')}?next={address}"
    assert client_of("Editor").get(address)["Location"] == reverse("admin:catalog_program_import")


def test_a_login_without_a_usable_next_leads_to_the_start_page(django_user_model, client):
    django_user_model.objects.create_superuser("anna", password="a long passphrase")
    data = {"username": "anna", "password": "a long passphrase", "next": "https://evil.example/"}
    assert client.post(reverse("admin:login"), data)["Location"] == reverse("admin:index")
