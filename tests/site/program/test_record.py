"""The page of a program: its type, evidence, sources, and what is left of one that is gone."""

import pytest
from django.urls import reverse

from catalog.models import Program
from catalog.programs.display import program_url
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from tests.factories import change_json
from tests.helpers import page

pytestmark = pytest.mark.django_db


def test_the_program_page_answers_why_this_type(client):
    html = page(client, "/programs/nyc-big-apple-awards/").text
    for words in (
        "Big Apple Awards",
        "Prepare + Place + Recognize",
        "Fellowship program",
        "Award winners chosen as fellows take leadership development sessions",
        "If it stopped placing teachers in a role, its type would be",
        "Credential program",
        "November 23, 2026",
        "Last seen operating: 2025",
    ):
        assert words in html


def test_evidence_tied_to_a_source_links_it(client, a_record):
    html = page(client, f"/programs/{a_record.slug}/")
    assert html.html.count(a_record.supports.prepare.source) >= 3


def test_every_program_page_shows_its_evidence_and_links_its_sources(client, records):
    for record in records[::12]:
        shown = page(client, reverse("program", args=[record.slug]))
        evidence = [sentence.get_text() for sentence in shown.all(".evidence [data-quoted]")]
        assert evidence == [support.evidence for _, support in record.supports.by_code()]
        assert [link["href"] for link in shown.all(".sources li > [data-quoted]")] == [source.url for source in record.sources]
        if record.note:
            assert record.note not in shown.text


def test_a_program_without_website_links_its_sources(client, records):
    record = next(record for record in records if record.website is None)
    assert page(client, f"/programs/{record.slug}/").has('#no-website a[href="#sources"]')


def test_notes_on_a_past_deadline_are_marked_as_past(client, records):
    for record in records:
        if record.slug in ("e4e-minnesota-leap", "metro-resa-teacher-leader-endorsement"):
            past = f"Stated for a past cycle: {record.deadline_note}"
            assert f"About the deadline {past}" in page(client, f"/programs/{record.slug}/").text
            assert past in page(client, f"/compare/?p={record.slug}").text
            assert f"As stated: {record.deadline_note}" not in page(client, f"/programs/{record.slug}/").text
    rolling = next(r for r in records if r.deadline_rolling and not r.deadline_month and r.status == "active")
    assert f"About the deadline {rolling.deadline_note}" in page(client, f"/programs/{rolling.slug}/").text


def test_a_past_deadline_is_marked_as_past(client, records):
    record = next(r for r in records if r.deadline_date and r.status != "ended")
    html = page(client, f"/programs/{record.slug}/").text
    assert "is past" in html
    assert "(coming)" not in html


def test_cards_link_where_the_program_is(records):
    assert program_url(records[0].slug) == reverse("program", args=[records[0].slug])


def test_drafts_and_unknown_addresses_are_not_there(client, a_record):
    save(None, validate(change_json(a_record, slug="a-draft")), None)
    assert "draft" not in page(client, "/programs/a-draft/", 404).text
    page(client, "/programs/nothing-here/", 404)
    page(client, "/types/nothing-here/", 404)
    page(client, "/nothing/", 404)


def test_a_retired_program_keeps_a_tombstone(client, a_record):
    retire(Program.objects.get(slug=a_record.slug), None)
    shown = page(client, f"/programs/{a_record.slug}/", 410)
    assert shown.text_of("h1") == a_record.name
    assert a_record.summary not in shown.text


def test_a_changed_slug_redirects(client, a_record):
    publish(Program.objects.get(slug=a_record.slug), validate(change_json(a_record, slug="new-address")), None)
    response = client.get(f"/programs/{a_record.slug}/")
    assert (response.status_code, response["Location"]) == (301, "/programs/new-address/")
