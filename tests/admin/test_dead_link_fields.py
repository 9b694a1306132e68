"""Dead links show at their fields, and one new address replaces them everywhere in the record."""

import pytest
from django.utils import timezone

from catalog.models import LinkCheck, LinkOutcome
from catalog.programs.services import publish
from tests.admin.program_form_data import ADD, error_fields, form_data, form_url
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
OLD, NEW = "https://old.example.org/program", "https://new.example.org/program"


@pytest.fixture
def linked(new_record):
    """A program whose website, first source and supports have one address, which no longer opens."""
    sources = [{**new_record.sources[0].model_dump(), "url": OLD}]
    supports = {f"supports.{code}.source": OLD for code in ("prepare", "place", "recognize")}
    LinkCheck.objects.create(url=OLD, outcome=LinkOutcome.DEAD, status=404, checked=timezone.now())
    return publish(None, change(new_record, supports, website=OLD, sources=sources), None)


def test_a_dead_link_shows_at_each_field_that_holds_it(editor_client, linked):
    shown = page(editor_client, form_url(linked))
    assert shown.has(f'.field-website [data-dead-link="{OLD}"]')
    assert shown.has(f'.source-url [data-dead-link="{OLD}"]')
    assert "404" in shown.text_of(".field-website .dead-link strong")
    assert shown.has(shown.one(".field-website .dead-link a")["href"])
    assert not page(editor_client, ADD).has(".dead-link, .dead-links")


def test_a_new_address_replaces_the_old_one_in_every_field(editor_client, linked):
    shown = page(editor_client, form_url(linked)).form_data("#record", "_save")
    assert editor_client.post(form_url(linked), shown | {"replacement-0-new": f" {NEW} "}).status_code == 302
    record = linked.versions.first().record
    assert record.website == record.sources[0].url == NEW
    assert {support.source for _, support in record.supports.by_code()} == {NEW}
    assert linked.versions.first().state == "pending"


def test_an_invalid_new_address_is_an_error_at_its_fields(editor_client, linked):
    shown = page(editor_client, form_url(linked)).form_data("#record", "_save")
    sent = editor_client.post(form_url(linked), shown | {"replacement-0-new": "no address"})
    assert {"website", "sources-0-url"} <= set(error_fields(sent))
    assert linked.versions.count() == 1


def test_the_form_names_other_programs_with_the_same_address(editor_client, linked):
    publish(None, change(linked.record, slug="another-one", name="Quite Another", website=OLD), None)
    link = page(editor_client, form_url(linked)).one(".dead-links .help a")
    assert link["href"].startswith("/admin/links/replace/?old=")
    assert page(editor_client, link["href"]).one("#id_old")["value"] == OLD


@pytest.mark.parametrize("value", ["a\x00b", "x" * 3000])
def test_odd_addresses_are_no_dead_links(editor_client, new_record, value):
    odd = {"replacement-0-old": value, "replacement-0-new": value, "replacement-x-old": value}
    assert editor_client.post(ADD, form_data(new_record, slug="?", website=value, **odd)).status_code == 200
