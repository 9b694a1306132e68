"""Restore the whole catalog from a backup file."""

from __future__ import annotations

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from catalog.backup.dump import EXCLUDED, Digest, column_names, dump_lines, dumped_models, load_lines
from catalog.backup.file import Backup, BackupError, applied_migrations
from catalog.models import Program, Release, Suggestion
from catalog.programs.publishing.revision import restamp


def restore_backup(backup: Backup, *, replace: bool = False) -> None:
    """Replace all tables of the catalog with those of a backup, or none.

    Everyone is signed out, and the revision gets a new stamp, so that running processes show the
    restored catalog on their next request. Before that, every table is read again and compared with the backup.

    Raises BackupError, and changes nothing, if the backup does not fit the database's tables, the catalog holds data
    (unless `replace`), the database refuses a row, or a table is not equal afterwards.
    """
    _refuse_other_tables(backup)
    try:
        with transaction.atomic():
            _lock_tables()
            if not replace and holds_data():
                raise BackupError(
                    "This catalog holds data. Add --replace to put the backup in its place; what it holds now is then lost."
                )
            _replace_tables(backup)
            _prove_equal(backup)
            restamp()
    except DatabaseError as error:
        raise BackupError(f"The database refused the backup: {str(error).strip()}. Nothing was changed.") from error
    ContentType.objects.clear_cache()


def holds_data() -> bool:
    """Whether a restore would destroy programs, users, suggestions or releases."""
    user = apps.get_model("auth", "User")
    return any(model._base_manager.exists() for model in (Program, Release, Suggestion, user))


def _refuse_other_tables(backup: Backup) -> None:
    """Raise BackupError unless backup and database come from the same migrations and have the same columns."""
    held, there = (
        {(app, name) for app, names in migrations.items() for name in names}
        for migrations in (backup.manifest.migrations, applied_migrations())
    )
    if newer := sorted(held - there):
        raise BackupError(
            f"The backup comes from a newer version: this database lacks the migration {'.'.join(newer[-1])}."
            " Install that version and run `manage.py migrate`, then restore."
        )
    if older := sorted(there - held):
        raise BackupError(
            f"The backup comes from an older version, before the migration {'.'.join(older[0])}."
            " Restore it into an empty database with that version, then upgrade."
        )
    expected = {model._meta.label_lower: tuple(column_names(model)) for model in dumped_models()}
    if expected != {table.model: table.columns for table in backup.manifest.tables}:
        raise BackupError("The backup has other tables or columns than this version. Restore it with the version that made it.")


def _lock_tables() -> None:
    """Keep other writers out until the transaction ends. On SQLite, the transaction itself does."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(f"LOCK TABLE {', '.join(_table_names())} IN EXCLUSIVE MODE")  # others can still read


def _table_names() -> list[str]:
    """Return the names, ready for SQL, of all tables that a restore empties."""
    models: list[type[Model]] = [*dumped_models(), *map(apps.get_model, sorted(EXCLUDED))]
    return [connection.ops.quote_name(model._meta.db_table) for model in models]


def _replace_tables(backup: Backup) -> None:
    models = {model._meta.label_lower: model for model in dumped_models()}
    with connection.cursor() as cursor:
        for name in _table_names():
            # not QuerySet.delete(), which would read every row; foreign keys are checked at the end
            cursor.execute(f"DELETE FROM {name}")
    for table in backup.manifest.tables:
        try:
            load_lines(models[table.model], backup.lines(table))
        except (ValueError, ValidationError) as error:
            raise BackupError(f"Table {table.model} holds a row that cannot be read: {error}. Nothing was changed.") from error
        except DatabaseError as error:
            raise BackupError(f"Table {table.model}: {str(error).strip()}. Nothing was changed.") from error
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)


def _prove_equal(backup: Backup) -> None:
    """Read every table again. Raises BackupError where one is not, record for record, that of the backup."""
    models = {model._meta.label_lower: model for model in dumped_models()}
    for table in backup.manifest.tables:
        found = Digest().consume(dump_lines(models[table.model]))
        if (found.rows, found.sha256) != (table.rows, table.sha256):
            raise BackupError(f"Table {table.model} is not equal to the backup after the restore. Nothing was changed.")
