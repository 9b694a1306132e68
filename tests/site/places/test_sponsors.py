"""The pages of sponsors."""

import json
from collections import Counter

import pytest

from catalog.models import FormerOrganizationName, Organization, Program
from catalog.organizations.services import propose_details, publish_change
from catalog.programs.publishing.revision import restamp
from catalog.programs.services import retire
from catalog.site.places.sponsors import find_website
from tests.helpers import page

pytestmark = pytest.mark.django_db


def test_every_sponsor_has_a_page_with_all_of_its_programs(client, records):
    expected = Counter(Organization.slug_for(record.sponsor) for record in records)
    for slug, count in expected.items():
        shown = page(client, f"/sponsors/{slug}/")
        assert shown.count == len(shown.slugs) == count, slug
    largest, count = expected.most_common(1)[0]
    assert page(client, f"/programs/?sponsor={largest}").count == count


def test_the_website_is_one_that_all_programs_agree_on(records):
    def sites(*websites):
        return [record.model_copy(update={"website": website}) for record, website in zip(records, websites, strict=False)]

    assert find_website(sites("https://www.nea.org/a", "https://nea.org/b", None)) in ("https://www.nea.org/", "https://nea.org/")
    assert find_website(sites("https://nea.org/a", "https://other.org/b")) == ""
    assert find_website(sites(None)) == ""
    assert find_website(sites("https://sites.google.com/view/x")) == ""
    assert find_website(sites("https://acte.secure-platform.com/x")) == ""


def test_a_sponsor_without_published_programs_has_no_page(client, records):
    slug = next(slug for slug, count in Counter(Organization.slug_for(r.sponsor) for r in records).items() if count == 1)
    record = next(record for record in records if Organization.slug_for(record.sponsor) == slug)
    retire(Program.objects.get(slug=record.slug), None)
    for address in (f"/sponsors/{slug}/", "/sponsors/nobody/"):
        assert client.get(address).status_code == 404


def test_other_spellings_lead_to_one_address(client):
    response = client.get("/sponsors/Teach-Plus/")
    assert (response.status_code, response["Location"]) == (301, "/sponsors/teach-plus/")


def test_the_website_that_editors_gave_comes_before_the_programs_own(client, editor):
    assert page(client, "/sponsors/teach-plus/").one("#sponsor-website")["href"] != "https://own.example.org/about"
    teach_plus = Organization.objects.get(slug="teach-plus")
    publish_change(propose_details(teach_plus, {"website": "https://own.example.org/about"}, editor), editor)
    for language in ("", "/es"):
        shown = page(client, f"{language}/sponsors/teach-plus/")
        assert shown.one("#sponsor-website")["href"] == "https://own.example.org/about"
        data = json.loads(shown.one('script[type="application/ld+json"]').text)
        assert data["about"]["url"] == "https://own.example.org/about"


def test_a_former_name_leads_to_the_present_one(client, editor):
    teach_plus = Organization.objects.get(slug="teach-plus")
    FormerOrganizationName.objects.create(name="Teach Minus", slug="teach-minus", organization=teach_plus)
    restamp()
    response = client.get("/sponsors/teach-minus/")
    assert (response.status_code, response["Location"]) == (301, "/sponsors/teach-plus/")
    assert page(client, "/programs/?sponsor=teach-minus").count == page(client, "/programs/?sponsor=teach-plus").count


def test_home_states_lead_to_their_pages(client, records):
    record = next(record for record in records if record.home_state == "OH")
    assert page(client, f"/sponsors/{Organization.slug_for(record.sponsor)}/").has('.place-facts a[href="/states/oh/"]')


def test_cards_and_program_pages_lead_to_the_sponsor(client, records):
    record = next(record for record in records if record.sponsor == "Teach Plus")
    assert page(client, f"/programs/{record.slug}/").has('.program-sponsor a[href="/sponsors/teach-plus/"]')
    assert page(client, "/programs/?sponsor=teach-plus").has('.card-sponsor a[href="/sponsors/teach-plus/"]')
    assert "http://testserver/sponsors/teach-plus/" in client.get("/sitemap.xml").content.decode()


def test_the_page_describes_itself_to_machines(client):
    shown = page(client, "/sponsors/teach-plus/")
    data = json.loads(shown.one('script[type="application/ld+json"]').text)
    assert data["about"]["name"] == "Teach Plus"
    assert data["about"]["@type"] in ("Organization", "NGO", "EducationalOrganization")
    assert [item["url"].split("/")[-2] for item in data["mainEntity"]["itemListElement"]] == shown.slugs
    assert shown.one('link[rel="canonical"]')["href"] == "http://testserver/sponsors/teach-plus/"
