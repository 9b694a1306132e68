"""`manage.py backup` and `restore`: one file that holds everything, and a restore that is all or nothing and proves itself."""

import json
import os
import resource
import signal
import sqlite3
import stat
import zipfile
from contextlib import closing, suppress
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import ExpressionWrapper, F, JSONField, Value
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog.backup import dump
from catalog.backup import file as backup_file
from catalog.backup.dump import Digest, dump_lines, dumped_models
from catalog.backup.file import MANIFEST, BackupError, open_backup
from catalog.browse.live_snapshot import live_snapshot
from catalog.models import Organization, Program, ProgramVersion, Release, Revision, Suggestion
from catalog.schema.fields import FIELDS
from tests.processes import manage


def table_digests():
    return {model._meta.label: Digest().consume(dump_lines(model)).sha256 for model in dumped_models()}


def restore(file, **options):
    call_command("restore", file, verbosity=0, **options)


@pytest.fixture
def people(db, editor):
    """Rows in the tables that the programs' data leaves empty, with values that are easily lost on the way."""
    now = timezone.now().replace(microsecond=123_456)
    Suggestion.objects.create(kind="other", text="Ünïcode \u2028 'quotes'\n\\ 日本", token=uuid4(), created=now)
    AccessAttempt.objects.create(username="x", ip_address="2001:db8::1", user_agent="", attempt_time=now, failures_since_start=3)
    LogEntry.objects.log_actions(editor.pk, Program.objects.all()[:1], 2, "Changed", single_object=True)
    return editor


@pytest.fixture
def backup(people, tmp_path):
    file = tmp_path / "catalog.backup"
    call_command("backup", file, verbosity=0)
    return file


@pytest.fixture(scope="module")
def other_folder(tmp_path_factory):
    """A catalog in a SQLite database of its own, with one program, and a backup of it."""
    folder = tmp_path_factory.mktemp("other")
    program = (backup_file.settings.BASE_DIR / "fixtures/programs.jsonl").read_text(encoding="utf-8").splitlines()[5]
    (folder / "one.jsonl").write_text(program + "\n", encoding="utf-8")
    commands = (("migrate",), ("load_programs", folder / "one.jsonl"), ("backup", folder / "one.backup"))
    code = "".join(f"call_command(*{tuple(map(str, command))});" for command in commands)  # one process is fastest
    done = manage(folder, "shell", "--verbosity=0", "--command", f"from django.core.management import call_command;{code}")
    assert done.returncode == 0, done.stderr
    return folder


def test_a_backup_is_one_file_that_only_its_owner_reads(backup):
    assert [path.name for path in backup.parent.iterdir() if path.is_file()] == [backup.name]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_holds_every_table_but_sessions_pending_imports_and_waiting_e_mails(backup):
    with open_backup(backup) as opened:
        held = {table.model: table.rows for table in opened.manifest.tables}
    expected = {model._meta.label_lower for model in backup_file.apps.get_models(include_auto_created=True)}
    assert set(held) == expected - {"sessions.session", "catalog.pendingimport", "catalog.alertmail"}
    for model in (Program, ProgramVersion, Release, User, Suggestion, AccessAttempt, LogEntry, Revision):
        assert held[model._meta.label_lower] == model._base_manager.count() > 0


def test_a_restore_brings_back_every_record_and_gives_a_new_stamp(backup, client):
    before, stamp = table_digests(), Revision.objects.get().stamp
    client.force_login(User.objects.get())
    Suggestion.objects.all().delete()
    ProgramVersion.objects.filter(name__startswith="A").update(reason="Changed")
    Organization.objects.create(name="One Too Many", slug="one-too-many")
    restore(backup, replace=True)
    after = table_digests()
    assert {table for table in before if before[table] != after[table]} == {"catalog.Revision"}
    assert Revision.objects.get().stamp != stamp
    assert not Session.objects.exists()
    assert live_snapshot().stamp == str(Revision.objects.get().stamp)


def test_a_record_of_an_older_schema_comes_back_as_it_is_stored(people, tmp_path):
    version = ProgramVersion.objects.first()
    older = {name: value for name, value in version.record.as_json().items() if FIELDS[name].since == 1}
    ProgramVersion.objects.filter(pk=version.pk).update(record=Value(older, JSONField()))
    call_command("backup", tmp_path / "older.backup", verbosity=0)
    restore(tmp_path / "older.backup", replace=True)
    stored = ProgramVersion.objects.annotate(stored=ExpressionWrapper(F("record"), JSONField())).get(pk=version.pk)
    assert stored.stored == older
    assert stored.name == older["name"]


def test_new_rows_get_new_keys_after_a_restore(backup):
    highest = Organization.objects.order_by("-pk").first().pk
    restore(backup, replace=True)
    assert Organization.objects.create(name="The Next One", slug="the-next-one").pk > highest


def test_a_catalog_that_holds_data_is_replaced_only_when_asked(backup):
    before = table_digests()
    with pytest.raises(CommandError, match="--replace"):
        restore(backup)
    assert table_digests() == before


def test_a_backup_of_the_other_engine_restores_here(people, other_folder):
    with open_backup(other_folder / "one.backup") as opened:
        expected = {table.model: table.sha256 for table in opened.manifest.tables}
    restore(other_folder / "one.backup", replace=True)
    assert Program.objects.count() == 1
    assert not User.objects.exists()
    found = {label.lower(): digest for label, digest in table_digests().items()}
    assert {label for label in expected if expected[label] != found[label]} == {"catalog.revision"}


def test_a_backup_made_here_restores_into_an_empty_sqlite_database(backup, tmp_path):
    folder = tmp_path / "fresh"
    folder.mkdir()
    done = manage(folder, "restore", backup)
    assert done.returncode == 0, done.stderr
    with open_backup(backup) as opened:
        assert done.stdout.count(" equal\n") == len(opened.manifest.tables)
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as database:
        slugs = {slug for (slug,) in database.execute("SELECT slug FROM catalog_program")}
        assert slugs == set(Program.objects.values_list("slug", flat=True))
        assert database.execute("SELECT username FROM auth_user").fetchall() == [("editor",)]


def test_a_backup_shows_one_moment_while_others_write(empty_catalog, second_connection, tmp_path, monkeypatch):
    Organization.objects.create(name="Before", slug="before")

    def write_a_lot():
        Organization.objects.create(name="During", slug="during")
        Revision.objects.update(number=99)

    def models_with_a_write_between():
        first, *others = dumped_models()
        yield first
        second_connection(write_a_lot)
        yield from others

    monkeypatch.setattr(backup_file, "dumped_models", models_with_a_write_between)
    call_command("backup", tmp_path / "catalog.backup", verbosity=0)
    assert Revision.objects.get().number == 99
    with open_backup(tmp_path / "catalog.backup") as opened:
        tables = {table.model: list(map(json.loads, opened.lines(table))) for table in opened.manifest.tables}
    assert [row[1] for row in tables["catalog.organization"]] == ["Before"]
    assert [row[1] for row in tables["catalog.revision"]] == [0]


def test_another_backup_is_overwritten_only_with_force(backup):
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="--force"):
        call_command("backup", backup)
    assert backup.read_bytes() == before
    Suggestion.objects.all().delete()
    call_command("backup", backup, force=True, verbosity=0)
    assert backup.read_bytes() != before


def test_a_folder_that_is_missing_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("backup", tmp_path / "missing" / "catalog.backup")


def test_a_full_disk_leaves_nothing_behind_and_the_old_backup_as_it_was(backup):
    before = backup.read_bytes()
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))  # the file may not grow, as on a full disk
    try:
        with pytest.raises(CommandError, match="No backup was made"):
            call_command("backup", backup, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert os.listdir(backup.parent) == [backup.name]
    assert backup.read_bytes() == before


def test_verify_reads_a_backup_and_changes_nothing(backup, capsys):
    before = table_digests()
    call_command("backup", backup, verify=True)
    assert "verified" in capsys.readouterr().out
    assert table_digests() == before


@given(data=st.data())
def test_a_damaged_byte_is_found_or_harms_nothing(other_folder, tmp_path_factory, data):
    original = other_folder / "one.backup"
    content = bytearray(original.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = tmp_path_factory.getbasetemp() / "damaged.backup"
    damaged.write_bytes(content)
    with open_backup(original) as opened:
        intact = opened.manifest
    with suppress(BackupError), open_backup(damaged) as opened:
        assert opened.manifest == intact  # the byte is one that says nothing, such as the time of a member


@given(data=st.data())
def test_a_backup_that_is_cut_off_is_refused(other_folder, tmp_path_factory, data):
    content = (other_folder / "one.backup").read_bytes()
    cut = tmp_path_factory.getbasetemp() / "cut.backup"
    cut.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(BackupError), open_backup(cut):
        pass


def rewrite(backup, change):
    """Write the backup's members again, as `change` (a function of name and content) makes them."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(backup, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def change_manifest(**changes):
    def change(name, content):
        return json.dumps(json.loads(content) | changes) if name == MANIFEST else content

    return change


def with_migration(backup, *, added=(), removed=()):
    with open_backup(backup) as opened:
        migrations = opened.manifest.model_dump()["migrations"]
    migrations["catalog"] = [name for name in [*migrations["catalog"], *added] if name not in removed]
    rewrite(backup, change_manifest(migrations=migrations))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda name, content: content.replace(b"Teacher", b"Taecher"), r"catalog\.organization"),
        (lambda name, content: b"" if name.endswith("auth.user.jsonl") else content, "auth.user"),
        (change_manifest(format="teacher-leadership-program-catalog/backup/2"), "backup/2"),
        (change_manifest(tables="none"), "manifest"),
        (lambda name, content: b"[]" if name == MANIFEST else content, "manifest"),
    ],
)
def test_an_altered_backup_is_refused_with_the_place(backup, change, named):
    before = table_digests()
    rewrite(backup, change)
    with pytest.raises(CommandError, match=named):
        restore(backup, replace=True)
    assert table_digests() == before


def test_a_backup_of_a_newer_version_is_refused_with_the_migration(backup):
    with_migration(backup, added=["9999_from_the_future"])
    with pytest.raises(CommandError, match=r"newer version.*catalog\.9999_from_the_future"):
        restore(backup, replace=True)


def test_a_backup_of_an_older_version_is_refused_with_the_migration(backup):
    with_migration(backup, removed=["0002_revision_row"])
    with pytest.raises(CommandError, match=r"older version.*catalog\.0002_revision_row"):
        restore(backup, replace=True)


def test_a_backup_names_no_squashed_migration(backup):
    """A database that was upgraded step by step and a new one accept each other's backups."""
    with open_backup(backup) as opened:
        names = opened.manifest.migrations["catalog"]
    assert "0001_initial" in names
    assert not [name for name in names if "squashed" in name]


def test_a_file_that_is_no_backup_is_refused(db, tmp_path):
    (tmp_path / "text").write_text("not a backup")
    for file in (tmp_path / "text", tmp_path / "missing", tmp_path):
        with pytest.raises(CommandError, match=str(file)):
            restore(file)


def test_a_row_that_the_database_refuses_changes_nothing(backup, monkeypatch):
    """A row that another engine accepted, or a foreign key that leads nowhere."""
    before = table_digests()

    def load_without_organizations(model, lines):
        if model is not Organization:
            dump.load_lines(model, lines)

    monkeypatch.setattr("catalog.backup.services.load_lines", load_without_organizations)
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(backup, replace=True)
    connection.needs_rollback = False  # the test's own transaction goes on
    assert table_digests() == before


def test_a_table_that_is_not_equal_afterwards_changes_nothing(backup, monkeypatch):
    before = table_digests()

    def load_all_but_one(model, lines):
        rows = list(lines)
        dump.load_lines(model, rows[:-1] if model is Suggestion else rows)

    monkeypatch.setattr("catalog.backup.services.load_lines", load_all_but_one)
    with pytest.raises(CommandError, match=r"catalog\.suggestion is not equal"):
        restore(backup, replace=True)
    assert table_digests() == before
