"""manage.py restore FILE"""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from catalog.backup.file import BackupError, open_backup
from catalog.backup.services import restore_backup


class Command(BaseCommand):
    """Restore the whole catalog from a backup, all or nothing, and prove that it is equal."""

    help = "Restore the whole catalog from FILE, made by `manage.py backup`, into an empty database: all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="put the backup in place of a catalog that holds data")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            with open_backup(file) as backup:
                if not connection.introspection.table_names():
                    call_command("migrate", verbosity=0, interactive=False)
                restore_backup(backup, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"Cannot use the database: {str(error).strip()}. Nothing was changed.") from None
        for table in backup.manifest.tables:
            self.stdout.write(f"{table.model:34}{table.rows:>9} rows  {table.sha256[:16]}  equal")
        self.stdout.write(f"Restored {backup.manifest.rows} rows, equal to {file}. Everyone must sign in again.")
