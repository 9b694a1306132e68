"""The page on which a person turns the e-mails on or off."""

import pytest
from django.urls import reverse

from catalog.notices.selectors import find_setting
from tests.admin_common.admin_pages import logged_in
from tests.helpers import page

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/notices/"


@pytest.fixture
def ed(client):
    """An Editor, logged in."""
    return logged_in(client, "ed", "Editor")


def test_it_is_on_until_it_is_turned_off(client, ed):
    assert page(client, ADDRESS).has("#notices [name=is_wanted][checked]")
    assert client.post(ADDRESS, {})["Location"] == ADDRESS
    assert not find_setting(ed).is_wanted
    assert not page(client, ADDRESS).has("#notices [name=is_wanted][checked]")
    client.post(ADDRESS, {"is_wanted": "on"})
    assert find_setting(ed).is_wanted


def test_reading_it_writes_nothing(client, ed):
    page(client, ADDRESS)
    assert find_setting(ed)._state.adding


def test_it_says_why_no_e_mail_comes(client, ed, settings):
    settings.ALERTS = False
    assert page(client, ADDRESS).has("#no-mail-server")
    settings.ALERTS = True
    assert ed.email in page(client, ADDRESS).text
    type(ed).objects.update(email="")
    assert page(client, ADDRESS).has("#no-address")


def test_the_start_page_leads_there(client, ed):
    assert page(client, reverse("admin:index")).has(f"a[href='{ADDRESS}']")
