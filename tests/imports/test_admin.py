"""Editors import programs from files: the preview shows what would change, and the import does exactly that."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.imports.formats import CSV, XLSX, read_file
from catalog.models import ImportedFile, PendingImport, Program, ProgramVersion, Publication
from catalog.programs.published_records import Published
from catalog.programs.services import publish, save
from catalog.programs.working_records import presents
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import START, account
from tests.factories import change
from tests.helpers import ParsedPage
from tests.imports.preview_reader import (
    CONFIRM,
    IMPORT,
    KINDS,
    PreviewPage,
    confirm,
    confirm_again,
    edit_csv,
    export,
    is_refused,
    send,
    send_again,
    stored,
    with_place,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_this_process")]


@KINDS
def test_an_unchanged_export_of_the_whole_catalog_changes_nothing(real_child, editor_client, kind, records):
    every = [
        Published(present.record, present.number, START)
        for present in presents(list(Program.objects.values_list("pk", flat=True)))
    ]
    assert sum(bool(entry.record.note) for entry in every) > 200
    shown = send(editor_client, kind.write(every, account(len(every))), f"programs.{kind.code}")
    assert shown.counts == (0, 0, len(records), 0)
    assert shown.has("#no-changes")
    assert not shown.has("form.confirm")
    assert not PendingImport.objects.exists()


@KINDS
def test_the_import_writes_what_the_preview_shows_and_a_second_one_changes_nothing(
    editor_client, editor, kind, some, record, records
):
    data = export(kind, [*some, record])
    shown = send(editor_client, data)
    assert shown.counts == (1, 3, 0, 0)
    assert [row.th.get_text(strip=True) for row in shown.all("table.new tbody tr")] == [record.name]
    assert shown.data(".change", "slug") == [changed.slug for changed in some]
    assert [change.ins.get_text() for change in shown.all(".change")] == ["1900", "1901", "1902"]
    assert ProgramVersion.objects.count() == len(records)
    response = confirm(editor_client, shown)
    assert response.status_code == 302
    for changed in some:
        versions = Program.objects.get(slug=changed.slug).versions
        assert [(version.number, version.state, version.user, version.reason) for version in versions.all()] == [
            (2, "pending", editor, "Imported from programs.csv"),
            (1, "published", None, "Loaded from a file"),
        ]
        assert versions.first().record == changed
    new = Program.objects.get(slug="a-new-program")
    assert new.publication == Publication.DRAFT
    listing = ParsedPage(editor_client.get(response["Location"]).content.decode())
    links = {link["href"] for link in listing.all(".messagelist a")}
    assert links == {
        "/admin/pending/",
        f"/admin/imports/{ImportedFile.objects.get().pk}/",
        *(
            f"/admin/catalog/program/{key}/change/"
            for key in Program.objects.filter(versions__user=editor).values_list("pk", flat=True)
        ),
    }
    assert send(editor_client, data).counts == (0, 0, 4, 0)


def test_the_import_is_logged(editor_client, some):
    confirm(editor_client, send(editor_client, export(CSV, some), "fall.csv"))
    entry = LogEntry.objects.get()
    assert (str(entry.user), entry.object_repr) == ("editor", "Import of fall.csv")


def test_people_who_may_publish_their_own_work_can_publish_at_once(editor_client, some, record):
    confirm(
        editor_client, send(editor_client, export(XLSX, [*some, record])), outcome="published", reason="Read again in the fall."
    )
    assert editor_client.get("/programs/a-new-program/").status_code == 200
    for changed in some:
        versions = list(Program.objects.get(slug=changed.slug).versions.values_list("state", "reason"))
        assert versions == [("published", "Read again in the fall."), ("superseded", "Loaded from a file")]


def test_people_who_may_not_publish_cannot_force_it(client, colleague, some):
    client.force_login(colleague)
    shown = send(client, export(CSV, some))
    assert not shown.has("[name=outcome]")
    confirm(client, shown, outcome="published")
    assert set(ProgramVersion.objects.filter(user=colleague).values_list("state", flat=True)) == {"pending"}


def test_a_change_of_type_needs_its_own_reason_and_the_form_keeps_what_was_typed(editor_client, some, records):
    some[0] = with_place(some[0])
    why = f"why_{some[0].slug}"
    shown = send(editor_client, export(CSV, some))
    assert shown.has(f"#id_{why}")
    again = confirm_again(editor_client, shown, outcome="published", reason="Read again.", **{why: "  "})
    assert again.has(f"#id_{why}_error")
    assert again.has('[name=outcome][value="published"][checked]')
    assert again.text_of("[name=reason]") == "Read again."
    assert ProgramVersion.objects.count() == len(records)
    assert (
        confirm(editor_client, again, outcome="published", reason="Read again.", **{why: "It has mentors now."}).status_code
        == 302
    )
    assert Program.objects.get(slug=some[0].slug).record.program_type == "professional-advancement"
    reasons = [Program.objects.get(slug=record.slug).versions.first().reason for record in some]
    assert reasons == ["It has mentors now.", "Read again.", "Read again."]


def test_a_program_that_changed_after_the_preview_is_not_overwritten(editor_client, editor, some, records):
    shown = send(editor_client, export(CSV, some))
    program = Program.objects.get(slug=some[1].slug)
    publish(program, change(stored(program.slug), deadline_month=5), editor)
    again = confirm_again(editor_client, shown)
    assert again.has(".messagelist .error")
    assert "May" in again.text_of(".change .kept")
    assert ProgramVersion.objects.count() == len(records) + 1
    assert confirm(editor_client, again).status_code == 302
    assert program.versions.first().record == change(some[1], deadline_month=5)


def test_programs_without_a_slug_get_one_and_the_same_file_again_names_it(editor_client, record):
    data = edit_csv(
        export(CSV, [record, change(record, sponsor="Another Trust")]),
        lambda rows: [rows[0], *(["", *row[1:-1], ""] for row in rows[1:])],
    )
    shown = send(editor_client, data)
    assert shown.counts == (2, 0, 0, 0)
    confirm(editor_client, shown)
    assert {program.slug: program.sponsor.name for program in Program.objects.filter(slug__startswith="a-wholly-new")} == {
        "a-wholly-new-venture": record.sponsor,
        "a-wholly-new-venture-2": "Another Trust",
    }
    again = send(editor_client, data)
    assert again.columns == ["slug", "slug"]
    assert "a-wholly-new-venture-2" in again.text_of('tr[data-number="3"] .wrong')


def test_a_preview_belongs_to_one_person(client, colleague, editor_client, some, records):
    shown = send(editor_client, export(CSV, some))
    client.force_login(colleague)
    assert is_refused(confirm(client, shown))
    assert ProgramVersion.objects.count() == len(records)


@pytest.mark.parametrize("pending", ["", "x", "9" * 30])
def test_an_unknown_preview_is_refused(editor_client, some, records, pending):
    assert is_refused(confirm(editor_client, send(editor_client, export(CSV, some)), pending=pending))
    assert ProgramVersion.objects.count() == len(records)


def test_a_confirmation_of_another_plan_shows_the_preview_again(editor_client, some, records):
    again = confirm_again(editor_client, send(editor_client, export(CSV, some)), basis="0" * 64)
    assert again.counts == (0, 3, 0, 0)
    assert ProgramVersion.objects.count() == len(records)
    assert confirm(editor_client, again).status_code == 302


def test_a_colleagues_pending_change_is_not_overwritten_but_ones_own_is(editor_client, editor, colleague, some):
    for changed, user in ((some[0], colleague), (some[1], editor)):
        save(Program.objects.get(slug=changed.slug), change(stored(changed.slug), founded=1950), user)
    assert (2, some[0].slug, "slug") in send(editor_client, export(CSV, some)).errors
    assert confirm(editor_client, send(editor_client, export(CSV, some[1:2], version=2))).status_code == 302
    # a file that agrees with the colleague's change overwrites nothing
    assert send(editor_client, export(CSV, [change(some[0], founded=1950)])).counts == (0, 0, 1, 0)


def test_a_file_without_notes_keeps_them(editor_client, records):
    before = next(record for record in records if record.note)

    def drop_notes(rows):
        place = rows[0].index("note")
        return [[*row[:place], *row[place + 1 :]] for row in rows]

    confirm(editor_client, send(editor_client, edit_csv(export(CSV, [change(before, founded=1950, note="")]), drop_notes)))
    assert stored(before.slug) == change(before, founded=1950)


@pytest.mark.parametrize("address", [IMPORT, CONFIRM])
def test_while_another_file_is_read_nothing_is_imported(editor_client, some, monkeypatch, address, records):
    data = export(CSV, some)
    hidden = send(editor_client, data).hidden

    def refuse(kind, data, names):
        raise UnreadableFile("Another file is being read.")

    monkeypatch.setattr("catalog.imports.formats.read_table", refuse)
    response = editor_client.post(address, {**hidden, "import_file": SimpleUploadedFile("programs.csv", data)}, follow=True)
    assert ParsedPage(response.content.decode()).has("#file-error, .messagelist .error")
    assert ProgramVersion.objects.count() == len(records)


def test_people_without_permission_cannot_import(client, make_user):
    client.force_login(make_user("viewer", "Viewer"))
    for method, address in (
        ("get", IMPORT),
        ("post", IMPORT),
        ("post", CONFIRM),
        ("get", "/admin/catalog/program/template.xlsx"),
    ):
        assert getattr(client, method)(address).status_code == 403
    listing = ParsedPage(client.get("/admin/catalog/program/").content.decode())
    assert not listing.has(f'a[href="{IMPORT}"], a[href$="template.xlsx"]')


def test_a_get_request_imports_nothing(editor_client):
    assert editor_client.get(CONFIRM)["Location"] == IMPORT


def test_the_pages_have_no_inline_scripts_or_styles(editor_client, some, record):
    some[0] = change(some[0], name="<script>alert(1)</script>")
    some[1] = change(some[1], founded=1)
    form = ParsedPage(editor_client.get(IMPORT).content.decode())
    for shown in (form, send(editor_client, export(CSV, [some[0], record])), send(editor_client, export(CSV, some))):
        assert not shown.has('script:not([src], [type="application/json"]), style, [style]')
        assert not [name for element in shown.all("*") for name in element.attrs if name.startswith("on")]


def test_a_second_click_says_what_the_first_one_imported(editor_client, some):
    shown = send(editor_client, export(CSV, some, version=1), "fall.csv")
    confirm(editor_client, shown)
    versions = ProgramVersion.objects.count()
    again = confirm(editor_client, shown)
    *_, message = get_messages(again.wsgi_request)
    assert (again["Location"], message.level_tag) == ("/admin/catalog/program/", "info")
    assert LogEntry.objects.get().change_message in message.message
    assert ProgramVersion.objects.count() == versions


def test_a_second_click_while_the_first_one_imports_says_so_too(editor_client, some, monkeypatch):
    shown = send(editor_client, export(CSV, some))

    def read_late(kind, data):
        monkeypatch.setattr("catalog.imports.admin.read_file", read_file)
        confirm(editor_client, shown)  # the first click was faster
        return read_file(kind, data)

    monkeypatch.setattr("catalog.imports.admin.read_file", read_late)
    assert confirm(editor_client, shown)["Location"] == "/admin/catalog/program/"
    assert LogEntry.objects.count() == 1


def test_a_session_lost_between_preview_and_confirmation_loses_nothing(editor_client, client, editor, some):
    shown = send(editor_client, export(CSV, some), "fall.csv")
    client.logout()
    login = confirm(client, shown)
    assert login["Location"].startswith("/admin/login/")
    client.force_login(editor)
    response = client.get(CONFIRM)  # where the login leads
    [message] = get_messages(response.wsgi_request)
    assert message.level_tag == "warning"
    again = PreviewPage(client.get(response["Location"]).content.decode())
    assert again.counts == (0, 3, 0, 0)
    assert all(again.hidden[name] == shown.hidden[name] for name in ("pending", "basis"))
    assert confirm(client, again).status_code == 302


def test_files_that_wait_are_listed_for_their_person_alone(editor_client, client, colleague, some):
    send(editor_client, export(CSV, some), "fall.csv")
    [link] = ParsedPage(editor_client.get(IMPORT).content.decode()).all("#waiting + ul a")
    assert send_again(editor_client, link["href"]).counts == (0, 3, 0, 0)
    client.force_login(colleague)
    assert not ParsedPage(client.get(IMPORT).content.decode()).has("#waiting")
    assert not ParsedPage(client.get(IMPORT + link["href"]).content.decode()).has("form.confirm")
