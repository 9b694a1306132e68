"""Editors import programs from files: what would change is shown first, and just that is written."""

import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.imports.formats import CSV, FORMATS, JSONL, XLSX
from catalog.models import PendingImport, Program, ProgramVersion, Publication
from catalog.programs.published_records import Published
from catalog.programs.services import publish, retire, save
from catalog.programs.working_records import presents
from catalog.schema.validation import to_line, validate
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.child import READERS
from catalog.spreadsheets.limits import MOST_ROWS
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import START, account
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db
IMPORT, CONFIRM = "/admin/catalog/program/import/", "/admin/catalog/program/process_import/"
KINDS = pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch, request):
    """Read files in this process, as fast as can be, but where a test is about the process that reads them."""
    if "real_child" not in request.fixturenames:
        monkeypatch.setattr("catalog.imports.formats.read_table", lambda kind, data: READERS[kind](data))


@pytest.fixture
def real_child():
    """Read files in a process of their own, as a server does."""


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def colleague(django_user_model):
    """An editor who may not publish."""
    user = django_user_model.objects.create_user("colleague", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


@pytest.fixture
def record(a_record):
    """A program that the catalog does not hold, all its supports tied to their source."""
    return validate(change_json(a_record, slug="a-new-program", name="A Wholly New Venture", website=None))


def made(kind, records, version=1):
    """A file of these records, as an editor would have exported it when each had this version."""
    entries = [Published(record, version, START) for record in records]
    return kind.write(entries, account(len(entries)))


def send(desk, data, name="programs.csv"):
    """The page that answers a file."""
    response = desk.post(IMPORT, {"import_file": SimpleUploadedFile(name, data)})
    assert response.status_code == 200
    return response


def words(response):
    """The page's text, on one line."""
    html = re.sub(r"<(style|script).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'")


def hidden(response):
    """The hidden fields of a preview's form."""
    return dict(re.findall(r'<input type="hidden" name="(pending|basis)" value="([^"]*)"', response.content.decode()))


def confirm(desk, response, **typed):
    """The answer to the confirmation of a preview."""
    return desk.post(CONFIRM, {**hidden(response), **typed})


def counts(response):
    """How many programs are new, changed, unchanged, and with errors."""
    shown = dict(re.findall(r'data-count="(\w+)"[^>]*><strong>(\d+)</strong>', response.content.decode()))
    return tuple(int(shown[name]) for name in ("new", "changed", "unchanged", "faulty"))


def errors(response):
    """The row or line, slug and column of each error of a preview."""
    return re.findall(r'<tr data-number="(\d+)" data-slug="([^"]*)" data-column="([^"]*)">', response.content.decode())


def is_refused(response):
    """The page of the form for a file answers, with an error."""
    assert (response.status_code, response["Location"]) == (302, IMPORT)
    assert list(get_messages(response.wsgi_request))[-1].level_tag == "error"


def has(response, id):
    """Whether the page has an element with this id."""
    return f'id="{id}"' in response.content.decode()


def real(slug):
    """A record of the catalog."""
    return Program.objects.get(slug=slug).versions.first().record


@pytest.fixture
def some(a_record, records):
    """Three real records, each with a founding year that it has not: the first prepares alone, the others had none."""
    dateless = [record for record in records if record.founded is None]
    return [change(record, founded=1900 + number) for number, record in enumerate([a_record, *dateless[:2]])]


@KINDS
def test_the_whole_catalog_comes_back_from_each_format_and_changes_nothing(real_child, desk, kind, records):
    every = [present.record for present in presents(list(Program.objects.values_list("pk", flat=True)))]
    assert sum(bool(record.note) for record in every) > 200
    response = send(desk, made(kind, every), f"programs.{kind.code}")
    assert counts(response) == (0, 0, len(records), 0)
    assert has(response, "no-changes")
    assert not PendingImport.objects.exists()
    assert "process_import" not in response.content.decode()


@KINDS
def test_what_was_shown_is_written_and_importing_it_again_changes_nothing(desk, editor, kind, some, record, records):
    data = made(kind, [*some, record])
    response = send(desk, data)
    assert counts(response) == (1, 3, 0, 0)
    text = words(response)
    assert "A Wholly New Venture" in text
    assert "Community of practice (Prepare)" in text
    assert "Founded Not stated 1901" in text
    assert Program.objects.count() == len(records)
    assert ProgramVersion.objects.count() == len(records)
    answer = confirm(desk, response)
    assert answer.status_code == 302
    assert "1 new (as drafts) and 3 changed (saved, public ones as pending changes); 0 unchanged." in words(
        desk.get(answer["Location"])
    )
    for changed in some:
        versions = Program.objects.get(slug=changed.slug).versions
        assert [(v.number, v.state, v.user, v.reason) for v in versions.all()] == [
            (2, "pending", editor, "Imported from programs.csv"),
            (1, "published", None, "Loaded from a file"),
        ]
        assert versions.first().record == changed
    assert Program.objects.get(slug="a-new-program").publication == Publication.DRAFT
    assert counts(send(desk, data)) == (0, 0, 4, 0)


def test_the_import_is_in_the_log(desk, some):
    confirm(desk, send(desk, made(CSV, some), "fall.csv"))
    entry = LogEntry.objects.get()
    assert (str(entry.user), entry.object_repr) == ("editor", "Import of fall.csv")
    assert entry.get_change_message().startswith("Imported fall.csv: 3 changed")
    assert "Import of fall.csv" in desk.get("/admin/").content.decode()


def test_people_who_may_publish_their_own_work_can_publish_at_once(desk, some, record):
    response = send(desk, made(XLSX, [*some, record]))
    confirm(desk, response, outcome="published", reason="Read again in the fall.")
    assert desk.get("/programs/a-new-program/").status_code == 200
    for changed in some:
        versions = list(Program.objects.get(slug=changed.slug).versions.values_list("state", "reason"))
        assert versions == [("published", "Read again in the fall."), ("superseded", "Loaded from a file")]


def test_people_who_may_not_publish_are_not_offered_it_and_cannot_force_it(client, colleague, some):
    client.force_login(colleague)
    response = send(client, made(CSV, some))
    assert 'name="outcome"' not in response.content.decode()
    confirm(client, response, outcome="published")
    assert set(ProgramVersion.objects.filter(user=colleague).values_list("state", flat=True)) == {"pending"}


def test_every_fault_is_told_by_row_and_column_and_nothing_can_be_confirmed(desk, some, record, records):
    some[0] = change(some[0], founded=3000)
    some[2] = change(some[2], delivery="by post", status="closed")
    response = send(desk, made(CSV, [*some, record]))
    assert counts(response) == (1, 1, 0, 2)
    text = words(response)
    assert errors(response) == [("2", some[0].slug, "founded"), ("4", some[2].slug, "delivery"), ("4", some[2].slug, "status")]
    assert has(response, "import-errors")
    assert re.search(rf"2 [A-Z]+2 {some[0].slug} Founded founded 3000 is out of range\. Allowed: at most 2100\.", text)
    place = rf"4 [A-Z]+4 {some[2].slug}"
    assert re.search(rf"{place} Delivery delivery 'by post' is not a known code\. Allowed: online, in_person, hybrid\.", text)
    statuses = ", ".join(vocabulary("status").by_code)
    assert re.search(rf"{place} Still running status 'closed' is not a known code\. Allowed: {statuses}\.", text)
    assert "process_import" not in response.content.decode()
    assert ProgramVersion.objects.count() == len(records)


def test_a_formula_is_told_by_sheet_and_cell_beside_the_other_faults(desk, some):
    some[0] = change(some[0], delivery="by post")
    workbook = openpyxl.load_workbook(io.BytesIO(made(XLSX, some)))
    sheet = workbook["programs"]
    place = next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "founded")
    place.value = "=1900+99"
    saved = io.BytesIO()
    workbook.save(saved)
    text = words(send(desk, saved.getvalue(), "programs.xlsx"))
    assert f"Founded founded Holds a formula, =1900+99 (sheet “programs”, cell {place.coordinate})." in text
    assert "'by post' is not a known code" in text


def test_a_workbook_that_would_unpack_to_very_much_is_refused(desk):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 20_000_000)
    text = words(send(desk, bomb.getvalue(), "programs.xlsx"))
    assert "Nothing was imported. This workbook would unpack to 20.0 MB. The limit is 15 MB." in text


def test_a_fault_of_several_fields_is_told_in_words_for_spreadsheets(desk, some):
    text = words(send(desk, made(CSV, [change(some[0], scope="state", locality="Sonoma")])))
    assert "Only for teachers of locality Must be empty where the scope is not local. Allowed: an empty cell." in text


def test_faults_of_lines_are_told_by_line_and_field(desk, some):
    without_pays = some[1].as_json()
    del without_pays["pays"]
    data = "\n".join([to_line(some[0]), json.dumps(without_pays), "", '{"slug": ', to_line(change(some[2], founded=1))])
    text = words(send(desk, data.encode(), "programs.jsonl"))
    assert f"2 {some[1].slug} What you pay pays Is missing." in text
    assert "4 (no slug) The whole line Is not JSON: Expecting value" in text
    assert f"5 {some[2].slug} Founded founded 1 is out of range. Allowed: at least 1600." in text


def test_a_line_with_a_number_without_end_is_a_fault(desk):
    text = words(send(desk, b'{"slug": "x", "founded": ' + b"9" * 5000 + b"}", "programs.jsonl"))
    assert "Is not JSON: a number has 5,000 digits" in text


def test_a_new_support_names_its_source(desk, some, record):
    placing = change(some[0], {"supports.place.present": True, "supports.place.source": None})
    text = words(send(desk, made(CSV, [placing, change(record, {"supports.prepare.source": None})])))
    assert "Prepare: source prepare_source Is empty, though the program is new." in text
    assert "Place: source place_source Is empty, though this support is changed." in text


def turned(record):
    """The record with another type: it places teachers now."""
    shows = {"present": True, "evidence": "Graduates serve as paid mentors.", "source": record.sources[0].url}
    return change(record, {f"supports.place.{name}": value for name, value in shows.items()})


def test_a_change_of_type_demands_a_reason_of_its_own_and_what_was_typed_is_kept(desk, some, records):
    some[0] = turned(some[0])
    response = send(desk, made(CSV, some))
    assert has(response, f"id_why_{some[0].slug}")
    assert "Community of practice → " in words(response)
    why = f"why_{some[0].slug}"
    again = confirm(desk, response, outcome="published", reason="Read again.", **{why: "  "})
    assert again.status_code == 200
    assert has(again, f"id_{why}_error")
    assert re.search(r'value="published"[^>]* checked', again.content.decode())
    assert "Read again.</textarea>" in again.content.decode()
    assert ProgramVersion.objects.count() == len(records)
    assert confirm(desk, again, outcome="published", reason="Read again.", **{why: "It has mentors now."}).status_code == 302
    assert Program.objects.get(slug=some[0].slug).record.program_type == "professional-advancement"
    said = [Program.objects.get(slug=record.slug).versions.first().reason for record in some]
    assert said == ["It has mentors now.", "Read again.", "Read again."]


def test_a_support_that_turns_round_tells_another_sentence(desk, some):
    places = change(some[0], {"supports.place.present": True, "supports.place.source": some[0].sources[0].url})
    text = words(send(desk, made(CSV, [places])))
    assert (
        "Place: evidence place_evidence Is still the sentence of when this support was coded absent. "
        "Allowed: a sentence that says what shows it now." in text
    )


def test_nothing_to_come_is_imported(desk, some, record):
    read_later = change(record, sources=[{**source.model_dump(), "read": "2099-01-01"} for source in record.sources])
    text = words(send(desk, made(CSV, [change(some[0], evidence_year=2099), read_later])))
    assert "Last seen operating evidence_year 2099 is still to come." in text
    assert "Sources: read on source_read 2099-01-01 is still to come." in text


@KINDS
def test_all_faults_of_a_row_are_told_in_one_round(desk, kind, record):
    wrong = change(record, {"supports.prepare.source": None}, scope="moon", founded=2099)
    text = words(send(desk, made(kind, [wrong]), f"x.{kind.code}"))
    assert "'moon' is not a known code" in text
    assert "2099 is still to come" in text
    assert "Is empty, though the program is new." in text


def test_a_program_changed_after_the_preview_is_not_overwritten(desk, editor, some, records):
    response = send(desk, made(CSV, some))
    program = Program.objects.get(slug=some[1].slug)
    publish(program, change(real(program.slug), deadline_month=5), editor)
    again = confirm(desk, response)
    assert again.status_code == 200
    assert [message.level_tag for message in again.context["messages"]] == ["error"]
    assert "Changed by editor after this row was exported, and kept: Usual deadline (May)." in words(again)
    assert ProgramVersion.objects.count() == len(records) + 1
    assert confirm(desk, again).status_code == 302
    assert program.versions.first().record == change(some[1], deadline_month=5)


@pytest.mark.parametrize("kind", [CSV, XLSX], ids=["csv", "xlsx"])
def test_an_old_spreadsheet_reverts_nothing_that_colleagues_published_since(desk, colleague, kind, records):
    keys = list(Program.objects.values_list("pk", flat=True))
    every = [Published(present.record, present.number, START) for present in presents(keys)]
    data = kind.write(every, account(len(every)))
    program = Program.objects.get(slug=every[0].record.slug)
    publish(program, change(real(program.slug), founded=1950, money_note="A trip"), colleague)
    assert counts(send(desk, data, f"all.{kind.code}")) == (0, 0, len(records), 0)


def test_what_both_changed_since_the_export_is_a_fault_that_names_the_colleague(desk, colleague, some):
    data = made(CSV, some)
    program = Program.objects.get(slug=some[0].slug)
    publish(program, change(real(program.slug), founded=1950), colleague)
    response = send(desk, data)
    assert counts(response) == (0, 2, 0, 1)
    assert (
        "Founded founded Was changed by colleague since this row was exported, and is now: 1950. "
        "Allowed: what it is now; to change that, export the program again." in words(response)
    )
    # exported again, she may: and where the cell agrees, there is no collision
    assert counts(send(desk, made(CSV, some[:1], version=2))) == (0, 1, 0, 0)
    assert counts(send(desk, made(CSV, [change(some[0], founded=1950)]))) == (0, 0, 1, 0)


def test_a_file_that_does_not_tell_its_versions_is_warned_of(desk, some):
    assert has(send(desk, made(JSONL, some), "programs.jsonl"), "no-versions")
    assert not has(send(desk, made(CSV, some)), "no-versions")
    header, *rows = made(CSV, some).decode("utf-8-sig").splitlines()
    data = "\r\n".join([header.removesuffix(",version"), *(row.removesuffix(",1") for row in rows)])
    assert has(send(desk, data.encode()), "no-versions")


@pytest.mark.parametrize("version", ["9", "1.5", "x", "0", "99999999999999999999"])
def test_a_version_that_is_none_is_a_fault_of_its_cell(desk, some, version):
    data = made(CSV, some[:1]).decode().removesuffix("1\r\n") + f"{version}\r\n"
    assert re.search(r"Version version .*version.* Allowed: the number that was exported", words(send(desk, data.encode())))


def test_labels_and_yes_are_read_as_codes_and_true(desk, some):
    rows = made(CSV, some[:1]).decode("utf-8-sig").splitlines()
    header, cells = csv.reader(rows)
    row = dict(zip(header, cells, strict=True))
    row |= {"serves_states": "ohio, Oregon", "prepare": "Yes", "deadline_rolling": "0"}
    row["sponsor_type"] = vocabulary("sponsor_type").terms[1].label
    text = io.StringIO()
    csv.writer(text).writerows([list(row), list(row.values())])
    response = send(desk, text.getvalue().encode())
    assert counts(response) == (0, 1, 0, 0)
    assert "Ohio" in words(response)


def test_an_unknown_state_is_not_answered_with_all_of_them(desk, some):
    text = words(send(desk, made(CSV, [change(some[0], home_state="Ohioo")])))
    assert "'Ohioo' is not a known code. Allowed: one of 56 codes or their labels, such as AK or Alaska." in text


def without_slugs(records):
    """A file of these records that names no slug and no version."""
    header, *rows = csv.reader(made(CSV, records).decode("utf-8-sig").splitlines())
    text = io.StringIO()
    csv.writer(text).writerows([header, *(["", *row[1:-1], ""] for row in rows)])
    return text.getvalue().encode()


def test_programs_without_a_slug_get_one_of_their_name_and_the_file_again_is_told_it(desk, record):
    data = without_slugs([record, change(record, sponsor="Another Trust")])
    response = send(desk, data)
    assert counts(response) == (2, 0, 0, 0)
    assert confirm(desk, response).status_code == 302
    assert {p.slug: p.sponsor.name for p in Program.objects.filter(slug__startswith="a-wholly-new")} == {
        "a-wholly-new-venture": record.sponsor,
        "a-wholly-new-venture-2": "Another Trust",
    }
    again = send(desk, data)
    assert counts(again) == (0, 0, 0, 2)
    assert "Allowed: a-wholly-new-venture-2 to change that program, or a new slug for another one." in words(again)


def test_after_an_import_its_programs_are_a_click_away(desk, some):
    html = desk.get(confirm(desk, send(desk, made(CSV, some)))["Location"]).content.decode()
    for program in Program.objects.filter(slug__in=[record.slug for record in some]):
        assert re.search(rf'<a href="/admin/catalog/program/{program.pk}/change/">', html)
    assert '<a href="/admin/pending/">' in html


def test_the_confirmed_file_is_the_previewed_one(desk, some):
    response = send(desk, made(CSV, some))
    assert confirm(desk, response).status_code == 302
    # it is deleted then: nothing is written twice
    written = ProgramVersion.objects.count()
    is_refused(confirm(desk, response))
    assert ProgramVersion.objects.count() == written


def test_a_preview_belongs_to_one_person(client, colleague, desk, some, records):
    response = send(desk, made(CSV, some))
    client.force_login(colleague)
    is_refused(confirm(client, response))
    assert ProgramVersion.objects.count() == len(records)


@pytest.mark.parametrize("typed", [{"pending": ""}, {"pending": "x"}, {"pending": "9" * 30}])
def test_a_preview_that_does_not_exist_is_refused(desk, some, records, typed):
    is_refused(confirm(desk, send(desk, made(CSV, some)), **typed))
    assert ProgramVersion.objects.count() == len(records)


def test_a_preview_of_another_plan_is_shown_again(desk, some, records):
    again = confirm(desk, send(desk, made(CSV, some)), basis="0" * 64)
    assert counts(again) == (0, 3, 0, 0)
    assert ProgramVersion.objects.count() == len(records)
    assert confirm(desk, again).status_code == 302


def test_a_colleagues_pending_change_is_not_overridden_and_ones_own_may_be(desk, editor, colleague, some):
    for changed, user in ((some[0], colleague), (some[1], editor)):
        program = Program.objects.get(slug=changed.slug)
        save(program, change(real(program.slug), founded=1950), user)
    text = words(send(desk, made(CSV, some)))
    assert "has a pending change by colleague: publish or reject it first." in text
    response = send(desk, made(CSV, some[1:2], version=2))
    assert "replaces your own pending change" in words(response)
    assert confirm(desk, response).status_code == 302
    # a file that agrees with the colleague's change overrides nothing
    assert counts(send(desk, made(CSV, [change(some[0], founded=1950)]))) == (0, 0, 1, 0)


def test_a_retired_program_is_not_brought_back_by_a_file(desk, editor, some):
    retire(Program.objects.get(slug=some[0].slug), editor)
    assert "is retired; restore it from its history" in words(send(desk, made(CSV, some)))
    assert counts(send(desk, made(CSV, [real(some[0].slug)]))) == (0, 0, 1, 0)


def test_a_slug_that_redirects_is_a_fault(desk, editor, some):
    program = Program.objects.get(slug=some[0].slug)
    publish(program, change(real(program.slug), slug="a-better-address"), editor)
    assert f"'{some[0].slug}' redirects to 'a-better-address'. Allowed: the present slug." in words(send(desk, made(CSV, some)))


def test_likely_duplicates_are_shown_and_may_be_imported_all_the_same(desk, some, record):
    alike = change(record, name=some[0].name + " Program", sponsor=some[0].sponsor)
    response = send(desk, made(CSV, [alike]))
    assert f"May be “{some[0].name}” of {some[0].sponsor}: a similar name and the same sponsor" in words(response)
    assert confirm(desk, response).status_code == 302


def test_a_file_without_notes_keeps_them(desk, records):
    before = next(record for record in records if record.note)
    table = made(CSV, [change(before, founded=1950, note="")]).decode("utf-8-sig")
    header, row = table.splitlines()
    data = f"{header.removesuffix(',note,version')}\r\n{row.removesuffix(',,1')}\r\n".encode()
    assert b"note" not in data.split(b"\r\n")[0].replace(b"money_note", b"").replace(b"deadline_note", b"")
    confirm(desk, send(desk, data))
    assert real(before.slug) == change(before, founded=1950)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("big.csv", b"x" * 12_340_000, "The file has 12.3 MB. The limit is 10 MB"),
        ("empty.csv", b"", "The file is empty."),
        ("empty.jsonl", b"\n\n", "The file has no programs: all its lines are empty."),
        ("long.jsonl", b"{}\n" * (MOST_ROWS + 1), f"The file has more than {MOST_ROWS:,} lines. Import it in parts."),
        ("blank.csv", b"\r\n\r\n", "has no header"),
        (
            "windows.csv",
            "slug,name\r\nx,Café\r\n".encode("cp1252"),
            "a byte of line 2 does not belong there, after “x,Caf”. In Excel",
        ),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Excel workbook (.xls)"),
        ("paper.pdf", b"%PDF-1.7", "This is a PDF"),
        ("programs.xlsx", b"PK\x03\x04", "not an XLSX workbook, or a broken one"),
        ("programs.xlsx", b"slug,name", "not an XLSX workbook, or a broken one"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV file in UTF-8: a byte of line 1"),
        ("page.csv", b"<!DOCTYPE html><html>", "This is a web page, not a table."),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(desk, name, data, says):
    response = send(desk, data, name)
    assert has(response, "file-error")
    assert says in words(response)


def test_a_missing_and_an_unknown_column_are_named(desk, some):
    header, rest = made(CSV, some).decode("utf-8-sig").split("\r\n", 1)
    text = words(send(desk, f"{header.replace(',sponsor,', ',Sponser,').replace(',pays,', ',')}\r\n{rest}".encode()))
    assert "The file lacks 2 columns: sponsor (Sponsor), pays (What you pay). Add them, with empty cells if need be." in text
    assert "The file has a column that no program has: “Sponser” (is it sponsor?)." in text


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
def test_whatever_stands_on_a_line_is_a_fault_that_can_be_shown(desk, line):
    assert has(send(desk, line.encode(), "programs.jsonl"), "import-errors")


def test_broken_characters_in_a_table_can_be_shown_too(desk, some):
    some[0] = change(some[0], founded=None)
    workbook = openpyxl.load_workbook(io.BytesIO(made(XLSX, some)))
    sheet = workbook["programs"]

    def sent():
        saved = io.BytesIO()
        workbook.save(saved)
        return send(desk, saved.getvalue(), "programs.xlsx")

    sheet["A2"], sheet["B2"] = "_xD800__x0000_", "_xDFFF_"
    assert has(sent(), "import-errors")
    sheet["B1"] = "_xD800_name_x0000_"
    assert has(sent(), "file-error")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[" * 10_000_000, "more than 500,000 lists and objects"),
        (b'{"a":' * 1_900_000, "more than 500,000 lists and objects"),
        (b"{}\n" + b"\n" * 9_000_000, "more than 5,000 lines"),
        (b'{"slug": "' + b"x" * 9_000_000 + b'"}', "Has 9,000,012 bytes and some 1 values. Allowed: one program"),
        (b'{"slug": ' + b"9" * 400_000 + b"}", "a number has 400,000 digits"),
        (b'{"models": [' + b"1," * 6_000 + b"1]}", "at most 500,000 bytes and 5,000 values"),
        (b"{" + b",".join(b'"%d":1' % n for n in range(4_900)) + b',"7":1}', "the field '7' stands twice"),
        (b'{"models": [' + b'"x",' * 4_900 + b"1]}\n" + b'{"a": [1]}\n' * 4_000, "more than 10,000 errors"),
    ],
    ids=["lists", "objects", "empty lines", "a long text", "a long number", "many values", "a repeated name", "errors"],
)
def test_a_bomb_of_lines_is_refused_in_words(desk, data, says):
    assert says in words(send(desk, data, "programs.jsonl"))


@pytest.mark.parametrize("address", [IMPORT, CONFIRM])
def test_while_another_file_is_read_the_page_says_so(desk, some, monkeypatch, address, records):
    data = made(CSV, some)
    response = send(desk, data)

    def busy(kind, data):
        raise UnreadableFile("Another file is being read. Try again in a minute.")

    monkeypatch.setattr("catalog.imports.formats.read_table", busy)
    sent = {**hidden(response), "import_file": SimpleUploadedFile("programs.csv", data)}
    page = desk.post(address, sent, follow=True)
    assert "Nothing was imported. Another file is being read." in words(page)
    assert ProgramVersion.objects.count() == len(records)


def test_no_file_is_asked_for(desk):
    assert "Choose a file." in words(desk.post(IMPORT, {}))
    assert "Show what would change" in desk.get(IMPORT).content.decode()


def test_who_may_not_import_is_refused(client, django_user_model):
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
    listing = client.get("/admin/catalog/program/").content.decode()
    assert ">Import<" not in listing
    assert ">Empty template<" not in listing


def test_nothing_is_written_by_a_link(desk):
    assert desk.get(CONFIRM)["Location"] == IMPORT


def test_the_pages_hold_nothing_that_the_content_policy_refuses(desk, some, record):
    some[0] = change(some[0], name="<script>alert(1)</script>")
    some[1] = change(some[1], founded=1)
    for response in (desk.get(IMPORT), send(desk, made(CSV, [some[0], record])), send(desk, made(CSV, some))):
        html = response.content.decode()
        assert not re.search(r"<script(?![^>]* src=)(?![^>]*type=\"application/json\")", html)
        assert not re.search(r"\s(style|on\w+)=", html)
