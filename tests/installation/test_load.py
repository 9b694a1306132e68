"""Loading a file: all or nothing, with every problem by line, slug and field. tests/schema tests the rules of records."""

import copy
import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalog.installation.load import InvalidFile, load
from catalog.models import FormerOrganizationName, Organization, Program, ProgramVersion, Publication, Revision, VersionState
from catalog.programs.published_records import published_records
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import to_line
from tests.conftest import FIXTURES
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db


OTHER_SUMMARY = "A summary that says something else, long enough to be a summary."


def lines(*records):
    """The lines of a file with the JSON of these records."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def programs():
    return Program.objects.select_related("current")


def record_of(slug):
    return programs().get(slug=slug).record


def stamp():
    return Revision.objects.get().stamp


@pytest.fixture
def new_record(a_record):
    return change_json(a_record, slug="a-new-program", name="A New Program")


def test_the_database_holds_all_434_records_as_the_file_has_them(records):
    assert len(records) == 434
    assert {program.slug: program.record for program in programs()} == {record.slug: record for record in records}


def test_load_of_export_is_the_same_catalog(records):
    """load(export(x)) == x"""
    before, revision = [entry.record for entry in published_records()], stamp()
    exported = "".join(to_line(record) + "\n" for record in before).encode()
    loaded = load(exported)
    assert len(loaded.unchanged) == len(records)
    assert loaded.created == loaded.changed == loaded.kept == ()
    assert [entry.record for entry in published_records()] == before
    assert stamp() == revision
    # and from nothing
    Program.objects.all().delete()
    assert len(load(exported).created) == len(records)
    assert [entry.record for entry in published_records()] == before
    assert {program.slug: program.record for program in programs()} == {record.slug: record for record in before}


def test_loading_what_the_catalog_exports_to_all_changes_nothing(client, records):
    """A public file has no coders' notes: they are kept where they are."""
    before, revision = [entry.record for entry in published_records()], stamp()
    assert any(record.note for record in before)
    exported = client.get("/programs.jsonl").getvalue()
    assert not any("note" in json.loads(line) for line in exported.splitlines())
    assert len(load(exported).unchanged) == len(records)
    assert [entry.record for entry in published_records()] == before
    assert stamp() == revision


def test_a_line_without_a_note_keeps_the_note_and_a_new_program_has_none(records, new_record):
    noted = next(record for record in records if record.note)
    changed = change_json(noted, summary=OTHER_SUMMARY)
    note = changed.pop("note")
    del new_record["note"]
    loaded = load(lines(changed, new_record))
    assert (loaded.created, loaded.changed) == ((new_record["slug"],), (noted.slug,))
    assert record_of(noted.slug).note == note
    assert record_of(new_record["slug"]).note == ""
    # a note that is there and empty takes the remark away
    assert load(lines({**changed, "note": ""})).changed == (noted.slug,)
    assert record_of(noted.slug).note == ""


def test_versions_are_written_from_the_first_load_on(records):
    assert ProgramVersion.objects.filter(number=1, state=VersionState.PUBLISHED, user=None).count() == len(records)


def test_the_current_version_of_every_program_is_published():
    for program in Program.objects.select_related("current", "sponsor"):
        assert program.current.state == VersionState.PUBLISHED
        assert (program.slug, program.sponsor.name) == (program.record.slug, program.record.sponsor)


def test_a_changed_record_makes_a_new_version_and_a_new_stamp(a_record):
    before = stamp()
    assert load(lines(change_json(a_record, summary=OTHER_SUMMARY))).changed == (a_record.slug,)
    program = Program.objects.get(slug=a_record.slug)
    assert program.record.summary == OTHER_SUMMARY
    assert list(program.versions.values_list("number", "state")) == [(2, "published"), (1, "superseded")]
    assert stamp() != before


def test_programs_that_are_not_in_the_file_stay(records, new_record):
    load(lines(new_record))
    assert Program.objects.count() == len(records) + 1


def test_blank_lines_and_a_byte_order_mark_are_ignored(new_record):
    assert load(b"\xef\xbb\xbf\n\r\n" + lines(new_record) + b"\n").created == ("a-new-program",)


def test_an_editors_change_stays_unless_overwritten(a_record, editor):
    program = Program.objects.get(slug=a_record.slug)
    publish(program, change(a_record, founded=1999), editor)
    loaded = lines(a_record.as_json())
    assert load(loaded).kept == (a_record.slug,)
    assert record_of(a_record.slug).founded == 1999
    assert load(loaded, overwrite_edited=True).changed == (a_record.slug,)
    assert record_of(a_record.slug) == a_record


def test_a_pending_change_and_a_retirement_are_an_editors_work_too(records, editor):
    pending, retired = (Program.objects.get(slug=record.slug) for record in records[:2])
    save(pending, change(records[0], founded=1999), editor)
    retire(retired, editor)
    changed = [change_json(record, founded=2001) for record in records[:2]]
    assert set(load(lines(*changed)).kept) == {pending.slug, retired.slug}
    retired.refresh_from_db()
    assert retired.publication == Publication.RETIRED


def problems_of(data):
    before = (stamp(), Program.objects.count(), ProgramVersion.objects.count())
    with pytest.raises(InvalidFile) as caught:
        load(data)
    assert (stamp(), Program.objects.count(), ProgramVersion.objects.count()) == before
    return [str(problem) for problem in caught.value.problems]


def test_a_broken_line_is_named(new_record):
    [problem] = problems_of(lines(new_record) + b'{"slug": "half"\n')
    assert problem.startswith("line 2, (no slug), is not JSON")


def test_wrong_encoding_is_named(new_record):
    data = json.dumps({**new_record, "name": "Café"}, ensure_ascii=False).encode("latin-1")
    [problem] = problems_of(lines(new_record) + data)
    assert "line 2" in problem
    assert "is not UTF-8 (allowed: a file encoded as UTF-8)" in problem
    assert "UTF-8" in problems_of(json.dumps(new_record).encode("utf-16"))[0]


def test_a_duplicate_slug_is_named_with_the_line_it_repeats(new_record):
    [problem] = problems_of(lines(new_record, new_record))
    assert problem == "line 2, a-new-program, slug: 'a-new-program' is already on line 1 (allowed: each slug once)"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sponsor_type": "school"}, "sponsor_type: 'school' is not a known code (allowed: district state_agency"),
        ({"focus": ["equity", "peace"]}, "focus: 'peace' is not a known code (allowed: general_leadership"),
        ({"website": "not a url"}, "website: 'not a url' is not a web address (allowed: a full address"),
        ({"founded": "1999"}, "founded: must be a whole number, not text (allowed: a whole number)"),
        ({"deadline_rolling": 1}, "deadline_rolling: must be true or false, not the number 1 (allowed: true or false)"),
    ],
)
def test_an_invalid_value_is_listed_with_what_is_allowed(new_record, changes, says):
    [problem] = problems_of(lines({**new_record, **changes}))
    assert problem.startswith(f"line 1, a-new-program, {says}")


def test_every_problem_of_every_line_is_listed(new_record):
    other = {**copy.deepcopy(new_record), "slug": "another", "status": "?", "pays": "?"}
    found = problems_of(lines({**new_record, "status": "?"}, other) + b"[]\n")
    assert [problem.split(":")[0] for problem in found] == [
        "line 1, a-new-program, status",
        "line 2, another, pays",
        "line 2, another, status",
        "line 3, (no slug), a record is an object, not a list (allowed",
    ]


def test_a_second_spelling_of_an_organization_is_refused(new_record):
    [problem] = problems_of(lines({**new_record, "sponsor": new_record["sponsor"].upper()}))
    assert "sponsor" in problem
    assert f"allowed: '{new_record['sponsor']}'" in problem


def test_a_former_name_of_an_organization_is_read_as_the_present_one(records):
    teach_plus = Organization.objects.get(name="Teach Plus")
    FormerOrganizationName.objects.create(name="Teach Minus", slug="teach-minus", organization=teach_plus)
    older = [change(record, sponsor="Teach Minus") for record in records if record.sponsor == "Teach Plus"]
    assert older
    assert len(load("\n".join(to_line(record) for record in older).encode()).unchanged) == len(older)


def test_a_slug_that_redirects_is_refused(new_record, a_record, editor):
    publish(Program.objects.get(slug=a_record.slug), change(a_record, slug="moved"), editor)
    [problem] = problems_of(lines(a_record.as_json()))
    assert "redirects to 'moved'" in problem


@pytest.mark.parametrize(
    "data", [b'{"slug": NaN}', b'{"slug": "a", "slug": "b"}', b"[" * 100_000, b'"\\ud800"', b"\x00", b'{"a":1e999999}']
)
def test_hostile_lines_are_problems_like_any_other(data):
    assert problems_of(data)


def test_the_command_reports_problems_and_writes_nothing(tmp_path, new_record):
    file = tmp_path / "invalid.jsonl"
    file.write_bytes(lines(new_record, {**new_record, "slug": "other", "status": "?"}))
    errors = io.StringIO()
    with pytest.raises(CommandError, match=r"1 error in .*nothing was written"):
        call_command("load_programs", file, stderr=errors)
    assert "line 2, other, status: '?' is not a known code (allowed: active suspended ended unknown)" in errors.getvalue()
    assert not Program.objects.filter(slug="a-new-program").exists()


def test_the_command_says_what_it_did_and_what_is_missing(records, tmp_path):
    output = io.StringIO()
    call_command("load_programs", FIXTURES / "programs.jsonl", stdout=output)
    assert output.getvalue() == f"0 new, 0 changed, {len(records)} unchanged, 0 skipped because an editor changed them.\n"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_programs", tmp_path / "missing.jsonl")


def test_the_export_command_writes_what_load_reads(records, tmp_path):
    file = tmp_path / "out.jsonl"
    call_command("export_programs", file)
    assert len(load(file.read_bytes()).unchanged) == len(records)
