"""What editors tell of an organization."""

import pytest

from catalog.models import Organization, Revision
from catalog.programs.organization_services import set_website

pytestmark = pytest.mark.django_db


def test_the_website_is_saved_without_changing_the_revision():
    organization, revision = Organization.objects.first(), Revision.objects.get()
    set_website(organization, "https://www.example.org/")
    assert Organization.objects.get(pk=organization.pk).website == "https://www.example.org/"
    assert Revision.objects.get().stamp == revision.stamp
    set_website(organization, "")
    assert Organization.objects.get(pk=organization.pk).website == ""
