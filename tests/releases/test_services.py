"""Releases are frozen, loaded and rebuilt."""

import csv
import datetime
import io
import json
import zipfile
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from catalog.coding.services import load_codings
from catalog.coding.tasks import code
from catalog.models import Coding, Program, Release, ReleasedProgram, Revision
from catalog.programs.services import publish, retire, save
from catalog.releases.selectors import release_coders, release_records
from catalog.releases.services import ReleaseError, load_release, rebuild_release, release
from tests.coding.codings import coded_supports, open_task
from tests.conftest import FIXTURES
from tests.factories import change

pytestmark = pytest.mark.django_db
SHIPPED, SECOND = (FIXTURES / "releases" / f"{version}.zip" for version in ("2026.11", "2026.12"))


def edited(slug, **facts):
    """Publish a change of a program."""
    program = Program.objects.get(slug=slug)
    return publish(program, change(program.versions.get(state="published").record, **facts), None)


def test_the_shipped_releases_hold_the_readings_of_the_programs(records):
    load_release(SECOND.read_bytes())
    assert len(release_records("2026.11")) == 363
    assert release_records("2026.12") == {record.slug: change(record, note="") for record in records}
    first, second = (Release.objects.get(version=version).materials["codings"] for version in ("2026.11", "2026.12"))
    assert Counter(coding["coder"] for coding in first) == {"A": 363, "B": 60}
    # of the programs of the second reading, one of the first is not among them
    result = Counter((coding["codebook"], coding["coder"]) for coding in second)
    assert result == {("1", "A"): 362, ("1", "B"): 60, ("2", "A"): 434, ("2", "C"): 60}

    # the second release states who coded and how the codes changed
    materials = Release.objects.get(version="2026.12").materials
    assert [(row["id"], row["codebook"]) for row in materials["coders"]] == [("A", "1"), ("B", "1"), ("A", "2"), ("C", "2")]
    assert [coder.programs for coder in release_coders("2026.12")] == [362, 60, 434, 60]
    assert set(materials["protocols"]) == {row["protocol"] for row in materials["coders"]}
    status = Counter(row["status"] for row in materials["crosswalk"])
    assert status.keys() == {"kept", "new", "reworded"}
    new = {(row["vocabulary"], row["code"]) for row in materials["crosswalk"] if row["status"] == "new"}
    assert {name for name, _ in new} == {"function", "aim", "prerequisite", "serves_basis", "status", "basis"}
    assert {("status", "suspended"), ("basis", "selection")} <= new
    assert rebuild_release("2026.12") == SECOND.read_bytes()


def test_a_release_made_again_is_the_same_byte_for_byte_whatever_became_of_the_catalog():
    archive = bytes(Release.objects.get(version="2026.11").archive)
    assert archive == SHIPPED.read_bytes()
    edited("nyc-big-apple-awards", name="Another name")
    retire(Program.objects.get(slug="acte-teacher-of-the-year"), None, "It ended.")
    Coding.objects.all().delete()
    assert rebuild_release("2026.11") == archive


def test_a_release_holds_what_is_published_and_nothing_of_drafts_and_pending_changes(a_record, records, editor):
    before = Program.objects.get(slug="nyc-big-apple-awards")
    record = before.versions.get(state="published").record
    save(before, change(record, name="A pending name"), editor)
    save(None, change(a_record, slug="a-draft", name="A draft"), editor)
    revision = Revision.objects.get(pk=1)
    made = release("2026.11.2", datetime.date(2026, 12, 1))
    held = release_records("2026.11.2")
    assert made.count == len(held) == len(records)
    assert held["nyc-big-apple-awards"].name == record.name
    assert {record.note for record in held.values()} == {""}
    assert rebuild_release("2026.11.2") == bytes(made.archive)
    after = Revision.objects.get(pk=1)
    assert after.number == revision.number
    assert after.stamp != revision.stamp


def test_a_release_holds_what_people_coded_and_says_that_they_are_people(editor):
    told_of_people = "H1, H2 and so on are people"
    program = Program.objects.get(slug="nyc-big-apple-awards")
    coding = code(open_task(editor, program), coded_supports("place", "recognize"), "https://example.org/", "low")
    archive = bytes(release("2026.12").archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        files = {name.rpartition("/")[2]: opened.read(name).decode() for name in opened.namelist()}
    [line] = [found for found in map(json.loads, files["codings.jsonl"].splitlines()) if found["coder"] == "H1"]
    assert line["supports"] == coding.supports
    assert editor.get_username() not in {line["coder"] for line in map(json.loads, files["codings.jsonl"].splitlines())}
    assert [row["id"] for row in csv.DictReader(io.StringIO(files["coders.csv"])) if row["kind"] == "human"] == ["H1"]
    assert told_of_people in files["README.md"]
    assert told_of_people in files["datapackage.json"]
    assert rebuild_release("2026.12") == archive
    # another catalog takes it in as it is, with the coding
    Release.objects.filter(version="2026.12").delete()
    Coding.objects.filter(coder="H1").delete()
    load_release(archive)
    assert rebuild_release("2026.12") == archive
    assert load_codings(json.dumps(line).encode()).created == ("nyc-big-apple-awards",)
    assert Coding.objects.get(coder="H1").kind == "human"


@pytest.mark.parametrize("version", ["", "2026", "2026.13", "26.11", "2026.11.0", "2026.1", "2026.11.2a", "../2026.11"])
def test_an_invalid_version_is_refused(version):
    with pytest.raises(ReleaseError, match="is not a version"):
        release(version)
    assert Release.objects.count() == 1


@pytest.mark.parametrize("year", [1979, 2108])
def test_a_year_that_a_zip_cannot_hold_is_refused(year):
    with pytest.raises(ReleaseError, match="1980 to 2107"):
        release("2027.01", datetime.date(year, 1, 1))


def test_a_release_never_changes():
    with pytest.raises(ReleaseError, match="never changes"):
        release("2026.11")
    Release.objects.update(sha256="0" * 64)
    with pytest.raises(ReleaseError, match="never changes"):
        load_release(SHIPPED.read_bytes())


def test_an_empty_catalog_is_not_released(empty_catalog):
    with pytest.raises(ReleaseError, match="nothing to release"):
        release("2026.12")


def test_an_archive_is_loaded_once():
    Release.objects.all().delete()
    first = load_release(SHIPPED.read_bytes())
    stamp = Revision.objects.get(pk=1).stamp
    assert load_release(SHIPPED.read_bytes()).pk == first.pk
    assert Revision.objects.get(pk=1).stamp == stamp
    assert ReleasedProgram.objects.count() == 363
    assert rebuild_release("2026.11") == SHIPPED.read_bytes()


def test_a_changed_byte_is_noticed_and_nothing_is_saved():
    Release.objects.all().delete()
    data = bytearray(SHIPPED.read_bytes())
    place = data.index(b"programs.jsonl") + 5000
    data[place] ^= 1
    with pytest.raises(ReleaseError, match="not a release of this catalog"):
        load_release(bytes(data))
    assert not Release.objects.exists()
    assert not ReleasedProgram.objects.exists()


class TestTheCommands:
    def test_release_prints_and_writes(self, tmp_path, capsys, records):
        call_command("release", "2026.12", date=datetime.date(2026, 12, 5), output=tmp_path / "made.zip")
        assert Release.objects.get(version="2026.12").date == datetime.date(2026, 12, 5)
        assert f"2026.12: {len(records)} programs" in capsys.readouterr().out
        assert (tmp_path / "made.zip").read_bytes() == bytes(Release.objects.get(version="2026.12").archive)
        call_command("release", "2026.12", check=True)
        assert "the same" in capsys.readouterr().out

    def test_errors_are_reported_and_nothing_is_made(self, tmp_path):
        with pytest.raises(CommandError, match="never changes"):
            call_command("release", "2026.11")
        with pytest.raises(CommandError, match=r"no release 2020\.01"):
            call_command("release", "2020.01", check=True)
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("release", "2026.12", output=tmp_path / "nowhere" / "made.zip")
        assert Release.objects.count() == 1

    def test_load_release_refuses_other_files(self, tmp_path):
        (tmp_path / "one.zip").write_bytes(b"PK no zip")
        with pytest.raises(CommandError, match="not a release"):
            call_command("load_release", tmp_path / "one.zip")
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("load_release", tmp_path / "none.zip")
