"""A GET to a POST-only address redirects to the page with its form and says so: the session may end before the form is sent."""

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.urls import reverse

from catalog.models import CodingTask
from tests.accounts.test_permissions import TABLE, address_of, world  # noqa: F401 (a fixture)
from tests.helpers import ParsedPage
from tests.serving.roles import client_of

pytestmark = pytest.mark.django_db


# for people who are not fully logged in: others are led on
SILENT = {"admin:login", "admin_code"}
# this one-time link does not work, so its page has no form
FORMLESS = {"admin_new_password"}
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
def test_a_get_redirects_to_the_form_with_a_warning(name, form, world):  # noqa: F811
    client = client_of("superuser")
    response = client.get(address_of(name, TABLE[name], world))
    arguments = [world["suggestion"]] if form.endswith("_change") else []
    assert response["Location"] == reverse(form, args=arguments)
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["warning"]


def test_a_get_to_any_address_that_takes_a_form_ends_on_a_page_with_a_form(world):  # noqa: F811
    """Also to addresses that were added since. One that leads elsewhere says that nothing was received."""
    client = client_of("superuser")
    CodingTask.objects.update(user=User.objects.get(username="superuser"))  # only the task's coder may open it
    for name in (name for name, row in TABLE.items() if row.post):
        response = client.get(address_of(name, TABLE[name], world))
        if response.status_code == 302 and name not in SILENT:
            levels = [message.level_tag for message in get_messages(response.wsgi_request)]
            assert "warning" in levels, f"{name} redirects without a word: use lead_to_form"
        while response.status_code == 302:
            response = client.get(response["Location"])
        assert response.status_code == 200, name
        assert ParsedPage(response.content.decode()).has("form[method=post]") != (name in FORMLESS), name


def test_after_a_new_login_the_import_starts_at_its_form():
    address = reverse("admin:catalog_program_process_import")
    client = client_of("anonymous")
    sent = client.post(address, {"preview": "x"})
    assert sent["Location"] == f"{reverse('admin:login')}?next={address}"
    assert client_of("Editor").get(address)["Location"] == reverse("admin:catalog_program_import")


def test_a_login_with_a_foreign_target_leads_to_the_start_page(django_user_model, client):
    django_user_model.objects.create_superuser("anna", password="a long passphrase")
    data = {"username": "anna", "password": "a long passphrase", "next": "https://evil.example/"}
    assert client.post(reverse("admin:login"), data)["Location"] == reverse("admin:index")
