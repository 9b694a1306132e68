"""Editors export what their list shows, with notes and pending changes, and can import it again."""

import io
import re

import openpyxl
import pytest
from django.db.models.functions import Lower

from catalog.imports.readers import parse_lines
from catalog.imports.services import plan_import
from catalog.models import Program
from catalog.programs.services import retire, save
from tests.exports.making import filed_csv, filed_xlsx
from tests.factories import change

pytestmark = pytest.mark.django_db
LIST, EXPORT = "/admin/catalog/program/", "/admin/catalog/program/export/"
READ = {"csv": filed_csv, "xlsx": filed_xlsx, "jsonl": parse_lines}


def exported(editor_client, form, query="", **more):
    """The records of an export, read again."""
    response = editor_client.post(EXPORT + query, {"format": form, **more})
    assert re.fullmatch(rf'attachment; filename="programs-editors-\d{{4}}-\d\d-\d\d\.{form}"', response["Content-Disposition"])
    filed = READ[form](response.content)
    assert [entry.problems for entry in filed.entries if entry.problems] == []
    return [entry.record for entry in filed.entries]


@pytest.mark.parametrize("form", READ)
def test_the_whole_catalog_with_drafts_and_pending_changes_is_exported(editor_client, editor, form, records):
    waiting, gone = Program.objects.get(slug=records[0].slug), Program.objects.get(slug=records[1].slug)
    pending = change(records[0], founded=1999, note="A note; with\nlines, and =signs")
    save(waiting, pending, editor)
    retire(gone, editor)
    draft = change(records[2], slug="a-draft", name="=A Draft", note="'-apostrophe")
    save(None, draft, editor)
    response = editor_client.post(EXPORT, {"format": form})
    filed = READ[form](response.content)
    found = {entry.slug: entry.record for entry in filed.entries}
    expected = {record.slug: record for record in records} | {"a-draft": draft, pending.slug: pending}
    assert found == expected
    plan = plan_import(filed, editor)
    assert (plan.count, plan.unchanged, plan.problems) == (0, len(records) + 1, ())


@pytest.mark.parametrize("form", READ)
def test_filters_and_search_apply(editor_client, form):
    query = "?status=active&q=science"
    shown = Program.objects.filter(current__status="active", current__name__icontains="science")
    found = exported(editor_client, form, query)
    assert 0 < len(found) < 100
    assert {record.status for record in found} == {"active"}
    assert {program.slug for program in shown} <= {record.slug for record in found}
    page = editor_client.get(EXPORT + query).content.decode()
    assert f'data-count="{len(found)}"' in page
    assert f'action="{EXPORT}?status=active&amp;q=science"' in page


def test_the_order_of_the_list_is_kept(editor_client):
    names = [record.name for record in exported(editor_client, "jsonl", "?o=-1")]
    assert names == list(Program.objects.order_by(Lower("current__name").desc()).values_list("current__name", flat=True))


def test_only_the_selected_programs_are_exported(editor_client):
    chosen = list(Program.objects.order_by("?")[:3])
    page = editor_client.post(LIST, {"action": "export_chosen", "_selected_action": [program.pk for program in chosen]})
    html = page.content.decode()
    assert 'data-count="3"' in html
    keys = re.search(r'name="programs" value="([\d,]+)"', html)[1]
    assert {record.slug for record in exported(editor_client, "csv", programs=keys)} == {program.slug for program in chosen}


@pytest.mark.parametrize("keys", ["x", "1,x", "1;2", "9" * 30, "٣"])
def test_an_invalid_selection_is_refused(editor_client, keys):
    response = editor_client.post(EXPORT, {"format": "csv", "programs": keys})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


@pytest.mark.parametrize("typed", [{}, {"format": ""}, {"format": "pdf"}, {"format": "x"}])
def test_a_format_is_required(editor_client, typed):
    response = editor_client.post(EXPORT, {"csrfmiddlewaretoken": "x", **typed})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_an_invalid_filter_redirects_to_the_list(editor_client):
    assert editor_client.get(EXPORT + "?publication__exact=published&id__in=x").status_code in (302, 400)
    assert editor_client.get(EXPORT + "?colour=red")["Location"] == f"{LIST}?e=1"


def test_a_workbook_says_that_it_is_not_for_the_public(editor_client):
    response = editor_client.post(EXPORT + "?status=ended", {"format": "xlsx"})
    sheets = openpyxl.load_workbook(io.BytesIO(response.content))
    assert sheets.sheetnames == ["programs", "supports", "vocabulary", "about this file"]
    about = dict(sheets["about this file"].values)
    assert about["Note"] == "For the catalog's editors. Not for the public."
    assert about["Address"].endswith("/admin/catalog/program/?status=ended")
    assert "How to cite" not in about


def test_a_viewer_exports_and_a_user_without_a_role_does_not(client, make_user, records):
    client.force_login(make_user("viewer", "Viewer"))
    assert ">Export<" in client.get(LIST).content.decode()
    assert len(exported(client, "jsonl")) == len(records)
    client.force_login(make_user("guest"))
    assert client.get(EXPORT).status_code == 403
    assert client.post(EXPORT, {"format": "csv"}).status_code == 403


def test_the_list_links_to_import_export_and_the_template(editor_client):
    html = editor_client.get(f"{LIST}?q=science").content.decode()
    assert f'href="{EXPORT}?q=science"' in html
    assert 'href="/admin/catalog/program/import/"' in html
    assert 'href="/admin/catalog/program/template.xlsx"' in html
    assert 'value="export_chosen"' in html
    response = editor_client.get("/admin/catalog/program/template.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="programs-template.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content), read_only=True)
    assert book.sheetnames == ["programs", "columns", "vocabulary"]


def test_public_files_have_no_note(client, records):
    note = next(record.note for record in records if record.note)
    for form in ("csv", "jsonl"):
        assert note.encode() not in b"".join(client.get(f"/programs.{form}").streaming_content)


def test_a_record_is_exported_unchanged(editor_client, records):
    record = Program.objects.get(slug=records[5].slug).versions.get().record
    [found] = exported(editor_client, "csv", f"?q={record.slug}")
    assert found == record
