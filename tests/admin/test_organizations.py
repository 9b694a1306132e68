"""Organizations in the admin: editors change the website, not the name."""

import pytest

from catalog.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization():
    return Organization.objects.first()


@pytest.fixture
def address(client, editor, organization):
    client.force_login(editor)
    return f"/admin/catalog/organization/{organization.pk}/change/"


def test_the_website_is_edited_and_the_name_is_not(client, address, organization):
    posted = {"website": "www.example.org/about", "name": "Another", "slug": "another"}
    assert client.post(address, posted).status_code == 302
    found = Organization.objects.get(pk=organization.pk)
    assert (found.website, found.name, found.slug) == ("https://www.example.org/about", organization.name, organization.slug)


@pytest.mark.parametrize("bad", ["no where", "javascript:alert(1)", "https://" + "x" * 500])
def test_an_invalid_address_is_an_error_and_nothing_is_saved(client, address, organization, bad):
    response = client.post(address, {"website": bad})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    assert Organization.objects.get(pk=organization.pk).website == organization.website
