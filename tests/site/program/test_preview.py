"""Before it is published, a program shows as the public will see it."""

import pytest

from catalog.models import Program, ProgramVersion
from catalog.programs.services import publish, save
from tests.admin.program_form_data import form_data, parse
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
PREVIEW = "/admin/programs/preview/"


def test_the_form_shows_as_the_public_page_and_nothing_is_saved(editor_client, new_record):
    programs, versions = Program.objects.count(), ProgramVersion.objects.count()
    response = editor_client.post(PREVIEW, form_data(change(new_record, slug=""), "_preview"))
    shown = parse(response)
    assert shown.text_of("h1") == new_record.name
    assert shown.text_of(".lead") == new_record.summary
    assert (Program.objects.count(), ProgramVersion.objects.count()) == (programs, versions)


def test_a_preview_says_so_and_stays_private(editor_client, new_record):
    response = editor_client.post(PREVIEW, form_data(new_record, "_preview"))
    shown = parse(response)
    assert shown.has("#preview-note")
    assert "noindex" in shown.one('meta[name="robots"]')["content"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert not shown.has('link[rel="canonical"], script[type="application/ld+json"], #cite-this')


def test_the_public_page_is_no_preview(client, new_record):
    publish(None, new_record, None)
    shown = page(client, f"/programs/{new_record.slug}/")
    assert not shown.has("#preview-note")
    assert shown.has('link[rel="canonical"]')


def test_a_preview_lists_what_is_missing(editor_client, new_record):
    response = editor_client.post(PREVIEW, form_data(new_record, "_preview", summary="", sponsor=None, founded="x"))
    assert response.status_code == 422
    assert parse(response).has(".missing-fields li")
    assert "no-store" in response["Cache-Control"]


def test_a_preview_takes_the_only_source_and_new_addresses(editor_client, new_record):
    old = new_record.sources[0].url
    replaced = {"replacement-0-old": old, "replacement-0-new": "https://new.example.org/"}
    sent = form_data(change(new_record, sources=new_record.sources[:1], website=old), "_preview", place_source=None, **replaced)
    shown = parse(editor_client.post(PREVIEW, sent))
    assert shown.has('.program-now a[href="https://new.example.org/"]')


def test_a_pending_version_shows_as_the_public_will_see_it(client, make_user, editor, new_record):
    program = publish(None, new_record, editor)
    address = f"/admin/pending/{program.pk}/preview/"
    client.force_login(make_user("reader", "Viewer"))
    assert client.get(address).status_code == 404
    save(program, change(new_record, name="Renamed Academy"), editor)
    assert page(client, f"/admin/pending/{program.pk}/").one("#preview-link")["href"] == address
    assert page(client, address).text_of("h1") == "Renamed Academy"
    assert page(client, f"/programs/{new_record.slug}/").text_of("h1") == new_record.name
    assert client.post(PREVIEW, {}).status_code == 403


def test_an_address_without_a_form_leads_to_the_form(editor_client):
    assert editor_client.get(PREVIEW)["Location"] == "/admin/catalog/program/add/"


@pytest.mark.parametrize("data", [{}, {"name": "a\x00b"}, {"sources-TOTAL_FORMS": "9" * 30}, {"founded": "9" * 400}])
def test_odd_input_is_listed(editor_client, data):
    assert editor_client.post(PREVIEW, data).status_code == 422
