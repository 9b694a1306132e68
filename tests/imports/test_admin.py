"""Editors import programs from files: the preview shows what would change, and the import does exactly that."""

import csv
import io
import json
import re

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.imports.formats import CSV, FORMATS, JSONL, XLSX, read_file
from catalog.models import PendingImport, Program, ProgramVersion, Publication
from catalog.programs.published_records import Published
from catalog.programs.services import publish, retire, save
from catalog.programs.working_records import presents
from catalog.schema.validation import to_line, validate
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.child import READERS
from catalog.spreadsheets.limits import MOST_BYTES
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import START, account
from tests.factories import change, change_json
from tests.helpers import ParsedPage

pytestmark = pytest.mark.django_db
IMPORT, CONFIRM = "/admin/catalog/program/import/", "/admin/catalog/program/process_import/"
KINDS = pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch, request):
    """Read files in this process, which is faster, unless a test asks for `real_child`."""
    if "real_child" not in request.fixturenames:
        monkeypatch.setattr("catalog.imports.formats.read_table", lambda kind, data, names: READERS[kind](data, names))


@pytest.fixture
def real_child():
    """Read files in a separate process, as a server does."""


@pytest.fixture
def admin(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def colleague(django_user_model):
    """Return an editor who may not publish."""
    user = django_user_model.objects.create_user("colleague", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


@pytest.fixture
def record(a_record):
    """Return a program that the catalog does not have; its supports name their source."""
    return validate(change_json(a_record, slug="a-new-program", name="A Wholly New Venture", website=None))


@pytest.fixture
def some(a_record, records):
    """Return three real records, each with another founding year: the first only prepares, the others had no year."""
    without_year = [record for record in records if record.founded is None]
    return [change(record, founded=1900 + number) for number, record in enumerate([a_record, *without_year[:2]])]


def export(kind, records, version=1):
    """Return a file of these records, exported when each had this version."""
    entries = [Published(record, version, START) for record in records]
    return kind.write(entries, account(len(entries)))


def edit_csv(data, edit):
    """Return a CSV file after a function has changed its header and rows (lists of texts)."""
    rows = edit(list(csv.reader(io.StringIO(data.decode("utf-8-sig")))))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def edit_xlsx(data, edit):
    """Return a workbook after a function has changed its sheet of programs."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    edit(workbook["programs"])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


class PreviewPage(ParsedPage):
    """The page after a file was sent, or after a confirmation that was not accepted."""

    @property
    def counts(self):
        """Return how many programs are new, changed, unchanged and invalid."""
        return tuple(int(self.text_of(f'[data-count="{name}"] strong')) for name in ("new", "changed", "unchanged", "faulty"))

    @property
    def errors(self):
        """Return the row or line, slug and column of each error."""
        rows = self.all("tr[data-number]")
        return [(int(row["data-number"]), row["data-slug"], row["data-column"]) for row in rows]

    @property
    def columns(self):
        return [column for _, _, column in self.errors]

    @property
    def hidden(self):
        """Return the hidden fields of the confirmation."""
        return {field["name"]: field["value"] for field in self.all("form.confirm [type=hidden]")}


def send(client, data, name="programs.csv"):
    response = client.post(IMPORT, {"import_file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return PreviewPage(response.content.decode())


def send_again(client, query):
    """Return the preview of a file that waits."""
    return PreviewPage(client.get(IMPORT + query).content.decode())


def confirm(client, shown, **typed):
    """Confirm a preview; return the response."""
    return client.post(CONFIRM, {**shown.hidden, **typed})


def confirm_again(client, shown, **typed):
    """Return the preview that answers a confirmation that was not accepted."""
    response = confirm(client, shown, **typed)
    assert response.status_code == 200
    return PreviewPage(response.content.decode())


def is_refused(response):
    """Return whether the response redirects to the form for a file, with an error."""
    *_, message = get_messages(response.wsgi_request)
    return (response.status_code, response["Location"], message.level_tag) == (302, IMPORT, "error")


def stored(slug):
    return Program.objects.get(slug=slug).versions.first().record


def stored_first(slug):
    return Program.objects.get(slug=slug).versions.last().record


def with_place(record):
    """Return the record as a program that also places teachers, which changes its type."""
    support = {"present": True, "evidence": "Graduates serve as paid mentors.", "source": record.sources[0].url}
    return change(record, {f"supports.place.{name}": value for name, value in support.items()})


@KINDS
def test_an_unchanged_export_of_the_whole_catalog_changes_nothing(real_child, admin, kind, records):
    every = [
        Published(present.record, present.number, START)
        for present in presents(list(Program.objects.values_list("pk", flat=True)))
    ]
    assert sum(bool(entry.record.note) for entry in every) > 200
    shown = send(admin, kind.write(every, account(len(every))), f"programs.{kind.code}")
    assert shown.counts == (0, 0, len(records), 0)
    assert shown.has("#no-changes")
    assert not shown.has("form.confirm")
    assert not PendingImport.objects.exists()


@KINDS
def test_the_import_writes_what_the_preview_shows_and_a_second_one_changes_nothing(admin, editor, kind, some, record, records):
    data = export(kind, [*some, record])
    shown = send(admin, data)
    assert shown.counts == (1, 3, 0, 0)
    assert [row.th.get_text(strip=True) for row in shown.all("table.new tbody tr")] == [record.name]
    assert shown.data(".change", "slug") == [changed.slug for changed in some]
    assert [change.ins.get_text() for change in shown.all(".change")] == ["1900", "1901", "1902"]
    assert ProgramVersion.objects.count() == len(records)
    response = confirm(admin, shown)
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
    listing = ParsedPage(admin.get(response["Location"]).content.decode())
    links = {link["href"] for link in listing.all(".messagelist a")}
    assert links == {
        "/admin/pending/",
        *(
            f"/admin/catalog/program/{key}/change/"
            for key in Program.objects.filter(versions__user=editor).values_list("pk", flat=True)
        ),
    }
    assert send(admin, data).counts == (0, 0, 4, 0)


def test_the_import_is_logged(admin, some):
    confirm(admin, send(admin, export(CSV, some), "fall.csv"))
    entry = LogEntry.objects.get()
    assert (str(entry.user), entry.object_repr) == ("editor", "Import of fall.csv")


def test_people_who_may_publish_their_own_work_can_publish_at_once(admin, some, record):
    confirm(admin, send(admin, export(XLSX, [*some, record])), outcome="published", reason="Read again in the fall.")
    assert admin.get("/programs/a-new-program/").status_code == 200
    for changed in some:
        versions = list(Program.objects.get(slug=changed.slug).versions.values_list("state", "reason"))
        assert versions == [("published", "Read again in the fall."), ("superseded", "Loaded from a file")]


def test_people_who_may_not_publish_cannot_force_it(client, colleague, some):
    client.force_login(colleague)
    shown = send(client, export(CSV, some))
    assert not shown.has("[name=outcome]")
    confirm(client, shown, outcome="published")
    assert set(ProgramVersion.objects.filter(user=colleague).values_list("state", flat=True)) == {"pending"}


def test_every_error_is_listed_by_row_and_column_and_nothing_can_be_confirmed(admin, some, record, records):
    some[0] = change(some[0], founded=3000)
    some[2] = change(some[2], delivery="by post", status="closed")
    shown = send(admin, export(CSV, [*some, record]))
    assert shown.counts == (1, 1, 0, 2)
    assert shown.errors == [(2, some[0].slug, "founded"), (4, some[2].slug, "delivery"), (4, some[2].slug, "status")]
    cells = [place.get_text() for place in shown.all("tr[data-number] th small")]
    assert all(re.fullmatch(rf"[A-Z]+{number}", cell) for cell, (number, _, _) in zip(cells, shown.errors, strict=True))
    assert "online, in_person, hybrid" in shown.text_of('tr[data-column="delivery"] .wrong')
    assert shown.has("#import-errors")
    assert not shown.has("form.confirm")
    assert ProgramVersion.objects.count() == len(records)


def test_errors_of_lines_are_listed_by_line_and_field(admin, some):
    without_pays = some[1].as_json()
    del without_pays["pays"]
    data = "\n".join([to_line(some[0]), json.dumps(without_pays), "", '{"slug": ', to_line(change(some[2], founded=1))])
    shown = send(admin, data.encode(), "programs.jsonl")
    assert shown.errors == [(2, some[1].slug, "pays"), (4, "", ""), (5, some[2].slug, "founded")]


def test_a_formula_is_an_error_of_its_cell(admin, some):
    some[0] = change(some[0], delivery="by post")
    cell = []

    def enter_formula(sheet):
        cell.append(next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "founded"))
        cell[0].value = "=1900+99"

    shown = send(admin, edit_xlsx(export(XLSX, some), enter_formula), "programs.xlsx")
    assert shown.columns == ["founded", "delivery"]
    assert shown.text_of('tr[data-column="founded"] th small') == cell[0].coordinate


@KINDS
def test_all_errors_of_a_row_are_listed_at_once(admin, kind, record):
    wrong = change(record, {"supports.prepare.source": None}, scope="moon", founded=2099)
    source = "supports.prepare.source" if kind is JSONL else "prepare_source"
    assert set(send(admin, export(kind, [wrong]), f"x.{kind.code}").columns) == {"scope", "founded", source}


def test_changes_are_checked_as_in_the_form(admin, some, record):
    """A changed support needs a source and another sentence, and dates may not be in the future."""
    untied = change(record, {"supports.prepare.source": None})
    no_source = change(some[0], {"supports.place.present": True, "supports.place.source": None})
    same_sentence = change(some[1], {"supports.place.present": not some[1].supports.place.present})
    future = change(some[2], evidence_year=2099)
    assert {(2, "prepare_source"), (3, "place_source"), (4, "place_evidence"), (5, "evidence_year")} <= {
        (number, column) for number, _, column in send(admin, export(CSV, [untied, no_source, same_sentence, future])).errors
    }


def test_a_change_of_type_needs_its_own_reason_and_the_form_keeps_what_was_typed(admin, some, records):
    some[0] = with_place(some[0])
    why = f"why_{some[0].slug}"
    shown = send(admin, export(CSV, some))
    assert shown.has(f"#id_{why}")
    again = confirm_again(admin, shown, outcome="published", reason="Read again.", **{why: "  "})
    assert again.has(f"#id_{why}_error")
    assert again.has('[name=outcome][value="published"][checked]')
    assert again.text_of("[name=reason]") == "Read again."
    assert ProgramVersion.objects.count() == len(records)
    assert confirm(admin, again, outcome="published", reason="Read again.", **{why: "It has mentors now."}).status_code == 302
    assert Program.objects.get(slug=some[0].slug).record.program_type == "professional-advancement"
    reasons = [Program.objects.get(slug=record.slug).versions.first().reason for record in some]
    assert reasons == ["It has mentors now.", "Read again.", "Read again."]


def test_a_program_that_changed_after_the_preview_is_not_overwritten(admin, editor, some, records):
    shown = send(admin, export(CSV, some))
    program = Program.objects.get(slug=some[1].slug)
    publish(program, change(stored(program.slug), deadline_month=5), editor)
    again = confirm_again(admin, shown)
    assert again.has(".messagelist .error")
    assert "May" in again.text_of(".change .kept")
    assert ProgramVersion.objects.count() == len(records) + 1
    assert confirm(admin, again).status_code == 302
    assert program.versions.first().record == change(some[1], deadline_month=5)


def test_an_old_export_reverts_nothing_that_colleagues_published_since(admin, colleague, some):
    unchanged = [stored(record.slug) for record in some]
    data = export(CSV, unchanged)
    publish(Program.objects.get(slug=some[0].slug), change(unchanged[0], founded=1950, money_note="A trip"), colleague)
    assert send(admin, data).counts == (0, 0, 3, 0)


def test_a_field_that_both_changed_since_the_export_is_an_error(admin, colleague, some):
    data = export(CSV, some)
    publish(Program.objects.get(slug=some[0].slug), change(stored(some[0].slug), founded=1950), colleague)
    shown = send(admin, data)
    assert shown.counts == (0, 2, 0, 1)
    assert shown.errors == [(2, some[0].slug, "founded")]
    assert all(word in shown.text_of("tr[data-number] .wrong") for word in ("colleague", "1950"))
    # a new export has no conflict, and neither has an equal value
    assert send(admin, export(CSV, some[:1], version=2)).counts == (0, 1, 0, 0)
    assert send(admin, export(CSV, [change(some[0], founded=1950)])).counts == (0, 0, 1, 0)


def test_a_file_without_versions_gets_a_warning(admin, some):
    data = export(CSV, some)
    assert not send(admin, data).has("#no-versions")
    assert send(admin, edit_csv(data, lambda rows: [row[:-1] for row in rows])).has("#no-versions")
    assert send(admin, export(JSONL, some), "programs.jsonl").has("#no-versions")


@pytest.mark.parametrize("version", ["9", "1.5", "x", "0", "99999999999999999999"])
def test_an_invalid_version_is_an_error_of_its_cell(admin, some, version):
    data = edit_csv(export(CSV, some[:1]), lambda rows: [rows[0], [*rows[1][:-1], version]])
    assert send(admin, data).columns == ["version"]


def test_labels_and_yes_are_read_as_codes_and_true(admin, some):
    typed = {
        "serves_states": "ohio, Oregon",
        "prepare": "Yes",
        "deadline_rolling": "0",
        "sponsor_type": vocabulary("sponsor_type").terms[1].label,
    }
    data = edit_csv(
        export(CSV, some[:1]), lambda rows: [rows[0], [typed.get(*pair) for pair in zip(rows[0], rows[1], strict=True)]]
    )
    assert send(admin, data).counts == (0, 1, 0, 0)


def test_programs_without_a_slug_get_one_and_the_same_file_again_names_it(admin, record):
    data = edit_csv(
        export(CSV, [record, change(record, sponsor="Another Trust")]),
        lambda rows: [rows[0], *(["", *row[1:-1], ""] for row in rows[1:])],
    )
    shown = send(admin, data)
    assert shown.counts == (2, 0, 0, 0)
    confirm(admin, shown)
    assert {program.slug: program.sponsor.name for program in Program.objects.filter(slug__startswith="a-wholly-new")} == {
        "a-wholly-new-venture": record.sponsor,
        "a-wholly-new-venture-2": "Another Trust",
    }
    again = send(admin, data)
    assert again.columns == ["slug", "slug"]
    assert "a-wholly-new-venture-2" in again.text_of('tr[data-number="3"] .wrong')


def test_a_second_click_says_what_the_first_one_imported(admin, some):
    shown = send(admin, export(CSV, some, version=1), "fall.csv")
    confirm(admin, shown)
    versions = ProgramVersion.objects.count()
    again = confirm(admin, shown)
    *_, message = get_messages(again.wsgi_request)
    assert (again["Location"], message.level_tag) == ("/admin/catalog/program/", "info")
    assert LogEntry.objects.get().change_message in message.message
    assert ProgramVersion.objects.count() == versions


def test_a_second_click_while_the_first_one_imports_says_so_too(admin, some, monkeypatch):
    shown = send(admin, export(CSV, some))

    def read_late(kind, data):
        monkeypatch.setattr("catalog.imports.admin.read_file", read_file)
        confirm(admin, shown)  # the first click was faster
        return read_file(kind, data)

    monkeypatch.setattr("catalog.imports.admin.read_file", read_late)
    assert confirm(admin, shown)["Location"] == "/admin/catalog/program/"
    assert LogEntry.objects.count() == 1


def test_a_session_lost_between_preview_and_confirmation_loses_nothing(admin, client, editor, some):
    shown = send(admin, export(CSV, some), "fall.csv")
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


def test_files_that_wait_are_listed_for_their_person_alone(admin, client, colleague, some):
    send(admin, export(CSV, some), "fall.csv")
    [link] = ParsedPage(admin.get(IMPORT).content.decode()).all("#waiting + ul a")
    assert send_again(admin, link["href"]).counts == (0, 3, 0, 0)
    client.force_login(colleague)
    assert not ParsedPage(client.get(IMPORT).content.decode()).has("#waiting")
    assert not ParsedPage(client.get(IMPORT + link["href"]).content.decode()).has("form.confirm")


def test_a_preview_belongs_to_one_person(client, colleague, admin, some, records):
    shown = send(admin, export(CSV, some))
    client.force_login(colleague)
    assert is_refused(confirm(client, shown))
    assert ProgramVersion.objects.count() == len(records)


@pytest.mark.parametrize("pending", ["", "x", "9" * 30])
def test_an_unknown_preview_is_refused(admin, some, records, pending):
    assert is_refused(confirm(admin, send(admin, export(CSV, some)), pending=pending))
    assert ProgramVersion.objects.count() == len(records)


def test_a_confirmation_of_another_plan_shows_the_preview_again(admin, some, records):
    again = confirm_again(admin, send(admin, export(CSV, some)), basis="0" * 64)
    assert again.counts == (0, 3, 0, 0)
    assert ProgramVersion.objects.count() == len(records)
    assert confirm(admin, again).status_code == 302


def test_a_colleagues_pending_change_is_not_overwritten_but_ones_own_is(admin, editor, colleague, some):
    for changed, user in ((some[0], colleague), (some[1], editor)):
        save(Program.objects.get(slug=changed.slug), change(stored(changed.slug), founded=1950), user)
    assert (2, some[0].slug, "slug") in send(admin, export(CSV, some)).errors
    assert confirm(admin, send(admin, export(CSV, some[1:2], version=2))).status_code == 302
    # a file that agrees with the colleague's change overwrites nothing
    assert send(admin, export(CSV, [change(some[0], founded=1950)])).counts == (0, 0, 1, 0)


def test_rows_of_retired_and_renamed_programs_are_explained_and_left_out_on_request(admin, editor, some):
    retired, renamed = (Program.objects.get(slug=record.slug) for record in some[:2])
    retire(retired, editor)
    publish(renamed, change(stored(some[1].slug), slug="a-better-address"), editor)
    shown = send(admin, export(CSV, some))
    assert shown.counts == (0, 1, 0, 0)
    assert {row["data-outdated"]: row.a["href"] for row in shown.all("[data-outdated]")} == {
        some[0].slug: f"/admin/catalog/program/{retired.pk}/change/",
        some[1].slug: f"/admin/catalog/program/{renamed.pk}/change/",
    }
    again = confirm_again(admin, shown)
    assert again.has(".leave-out .errorlist")
    assert confirm(admin, again, leave_out="on").status_code == 302
    assert stored(some[2].slug) == some[2]
    # a file of such rows alone has nothing to import
    assert not send(admin, export(CSV, some[:2])).has("form.confirm")


def test_likely_duplicates_come_first_with_links_to_both(admin, some, record):
    similar = change(record, slug="similar", name=some[0].name + " Program", sponsor=some[0].sponsor)
    shown = send(admin, export(CSV, [record, similar]))
    known = Program.objects.get(slug=some[0].slug)
    assert [link["href"] for link in shown.all("#alike ~ ul.listed a")] == [
        "#row-3",
        f"/admin/catalog/program/{known.pk}/change/",
    ]
    assert [row["id"] for row in shown.all("table.new tbody tr")] == ["row-3", "row-2"]
    assert confirm(admin, shown).status_code == 302


def test_errors_of_one_kind_are_one_group_that_unfolds(admin, some):
    wrong = [change(record, founded=3000 + number) for number, record in enumerate(some)]
    wrong[0] = change(wrong[0], delivery="by post")
    groups = send(admin, export(CSV, wrong)).all("details.error-group")
    assert [group["data-rows"] for group in groups] == ["3", "1"]
    assert [len(group.select("tr[data-number]")) for group in groups] == [3, 1]


def test_a_thin_sheet_says_what_it_read_and_what_it_ignored(admin, some):
    data = f"Our fellowships,,\n\nCatalog address,Founded,Deadlin date,\n{some[0].slug},1955,soon,\n".encode()
    shown = send(admin, data)
    assert shown.counts == (0, 1, 0, 0)
    assert shown.data("[data-ignored]", "ignored") == ["Deadlin date"]
    assert shown.one("#columns-read")["data-header"] == "3"
    assert confirm(admin, shown).status_code == 302
    assert stored(some[0].slug) == change(stored_first(some[0].slug), founded=1955)


def test_a_file_without_notes_keeps_them(admin, records):
    before = next(record for record in records if record.note)

    def drop_notes(rows):
        place = rows[0].index("note")
        return [[*row[:place], *row[place + 1 :]] for row in rows]

    confirm(admin, send(admin, edit_csv(export(CSV, [change(before, founded=1950, note="")]), drop_notes)))
    assert stored(before.slug) == change(before, founded=1950)


@pytest.mark.parametrize(
    ("data", "named"),
    [(b"x" * (MOST_BYTES + 1), "10 MB"), (b"", "empty"), (b"\r\n\r\n", "header"), (b"color,size\r\n1,2", "header")],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_field(admin, data, named):
    assert named in send(admin, data).text_of("#file-error")


def test_a_form_without_a_file_is_refused(admin):
    assert ParsedPage(admin.post(IMPORT, {}).content.decode()).has("#file-error")


@pytest.mark.parametrize(
    "line",
    [
        '{"slug": "\\ud800\\u0000"}',
        '{"slug": "x", "\\ud800": 1, "a\\u0000b": 2}',
        '{"slug": ["x"], "supports": {"\\udfff": {"present": 1}}, "sources": [{"url": "\\ud800"}]}',
        '{"slug": "x", "name": "\\ud800\\u0000", "founded": "\\ud800"}',
        "[" * 100_000,
        '{"slug": 1e999, "founded": NaN}',
    ],
)
def test_any_line_can_be_shown_with_its_errors(admin, line):
    assert send(admin, line.encode(), "programs.jsonl").has("#import-errors")


@pytest.mark.parametrize(
    ("cells", "id"),
    [({"A2": "_xD800__x0000_", "B2": "_xDFFF_"}, "import-errors"), ({"B1": "_xD800_nam_x0000_"}, "columns-ignored")],
)
def test_broken_characters_in_a_table_can_be_shown(admin, some, cells, id):
    data = edit_xlsx(export(XLSX, some), lambda sheet: [sheet.__setitem__(place, text) for place, text in cells.items()])
    assert send(admin, data, "programs.xlsx").has(f"#{id}")


@pytest.mark.parametrize("address", [IMPORT, CONFIRM])
def test_while_another_file_is_read_nothing_is_imported(admin, some, monkeypatch, address, records):
    data = export(CSV, some)
    hidden = send(admin, data).hidden

    def refuse(kind, data, names):
        raise UnreadableFile("Another file is being read.")

    monkeypatch.setattr("catalog.imports.formats.read_table", refuse)
    response = admin.post(address, {**hidden, "import_file": SimpleUploadedFile("programs.csv", data)}, follow=True)
    assert ParsedPage(response.content.decode()).has("#file-error, .messagelist .error")
    assert ProgramVersion.objects.count() == len(records)


def test_people_without_permission_cannot_import(client, django_user_model):
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewer"))
    client.force_login(viewer)
    for method, address in (
        ("get", IMPORT),
        ("post", IMPORT),
        ("post", CONFIRM),
        ("get", "/admin/catalog/program/template.xlsx"),
    ):
        assert getattr(client, method)(address).status_code == 403
    listing = ParsedPage(client.get("/admin/catalog/program/").content.decode())
    assert not listing.has(f'a[href="{IMPORT}"], a[href$="template.xlsx"]')


def test_a_get_request_imports_nothing(admin):
    assert admin.get(CONFIRM)["Location"] == IMPORT


def test_the_pages_have_no_inline_scripts_or_styles(admin, some, record):
    some[0] = change(some[0], name="<script>alert(1)</script>")
    some[1] = change(some[1], founded=1)
    form = ParsedPage(admin.get(IMPORT).content.decode())
    for shown in (form, send(admin, export(CSV, [some[0], record])), send(admin, export(CSV, some))):
        assert not shown.has('script:not([src], [type="application/json"]), style, [style]')
        assert not [name for element in shown.all("*") for name in element.attrs if name.startswith("on")]
