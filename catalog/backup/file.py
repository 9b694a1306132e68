"""The backup file: a zip with JSON lines for each table, and a manifest with their checksums (docs/decisions/0026)."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Literal

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from catalog.backup.dump import Digest, column_names, dump_lines, dumped_models

MANIFEST = "manifest.json"
# raised for damaged zips; NotImplementedError and RuntimeError for altered flags
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)


class BackupError(Exception):
    """A backup cannot be made, read or restored. The text says why and what to do."""


class DumpedTable(BaseModel):
    """One table in a backup: its model, its columns, how many rows it has, and the SHA-256 of its lines."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    columns: tuple[str, ...]
    rows: Annotated[int, Field(ge=0)]
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.model}.jsonl"


class Manifest(BaseModel):
    """The description of a backup. `migrations` are the names of the applied ones, by app."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["teacher-leadership-program-catalog/backup/1"] = "teacher-leadership-program-catalog/backup/1"
    made: AwareDatetime
    build: str
    engine: str
    migrations: dict[str, tuple[str, ...]]
    tables: tuple[DumpedTable, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Backup:
    """A backup file whose content was checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest):
        self._archive = archive
        self.manifest = manifest

    def lines(self, table: DumpedTable) -> Iterator[bytes]:
        """Yield the rows of a table as dump_lines() wrote them."""
        with self._archive.open(table.member) as member:
            yield from member


def write_backup(path: Path, *, force: bool = False) -> Manifest:
    """Write all tables to a new file that only its owner can read, and return its manifest.

    Call it within one consistent read. The file appears under its name when it is complete and on the disk. Raises
    BackupError, and leaves nothing behind, if the file exists (unless `force`) or cannot be written.
    """
    if path.is_dir() or (path.exists() and not force):
        raise BackupError(f"{path} exists. Choose another name, or add --force to overwrite it.")
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BackupError(f"Cannot write to {path.parent}: {error.strerror}.") from error
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _write_archive(file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise BackupError(f"Cannot write {path}: {error.strerror}. No backup was made.") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Check the whole content of a backup and open it. Raises BackupError, which says what is wrong with the file."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"Cannot read {path}: {error.strerror}.") from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
            text = archive.read(MANIFEST)
        except _DAMAGED as error:
            raise BackupError(f"{path} is not a backup, or it is damaged or cut off. Use another one.") from error
        manifest = _read_manifest(path, text)
        backup = Backup(archive, manifest)
        for table in manifest.tables:
            _check_table(path, backup, table)
        yield backup


def applied_migrations() -> dict[str, tuple[str, ...]]:
    """Return the names of the migrations that the database has, by app, of installed apps.

    Squashed migrations are left out: the ones that they replace stand for them, also in a database that never ran them.
    """
    loader = MigrationLoader(connection)
    found: dict[str, list[str]] = {}
    for app, name in sorted(loader.applied_migrations.keys() - loader.replacements.keys()):
        if apps.is_installed(app) or app in apps.app_configs:
            found.setdefault(app, []).append(name)
    return {app: tuple(names) for app, names in found.items()}


def _write_archive(file: object) -> Manifest:
    tables = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for model in dumped_models():
            digest = Digest()
            label = model._meta.label_lower
            with archive.open(f"tables/{label}.jsonl", "w", force_zip64=True) as member:
                for line in digest.watch(dump_lines(model)):
                    member.write(line)
            columns = tuple(column_names(model))
            tables.append(DumpedTable(model=label, columns=columns, rows=digest.rows, sha256=digest.sha256))
        manifest = Manifest(
            made=timezone.now(),
            build=settings.BUILD,
            engine=connection.vendor,
            migrations=applied_migrations(),
            tables=tuple(tables),
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _read_manifest(path: Path, text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        with suppress(ValueError, AttributeError):
            if (found := json.loads(text).get("format")) != Manifest.model_fields["format"].default:
                raise BackupError(f"{path} has the format {found!r}, which this version does not read.") from error
        raise BackupError(f"{path} has an invalid manifest. Use another backup.") from error


def _check_table(path: Path, backup: Backup, table: DumpedTable) -> None:
    try:
        digest = Digest().consume(backup.lines(table))
    except _DAMAGED as error:
        raise BackupError(f"{path} is damaged: table {table.model} cannot be read. Use another backup.") from error
    if (digest.rows, digest.sha256) != (table.rows, table.sha256):
        raise BackupError(f"{path} was altered: table {table.model} does not match its checksum. Use another backup.")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
