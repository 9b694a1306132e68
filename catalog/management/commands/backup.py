"""manage.py backup FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from catalog.backup.file import BackupError, open_backup, write_backup
from catalog.browse.live_snapshot import consistent_read


class Command(BaseCommand):
    """Write the whole catalog to one file while it is served, or check such a file."""

    help = "Write the whole catalog to FILE, while it is served; with --verify, check a backup without restoring it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="overwrite FILE")
        parser.add_argument("--verify", action="store_true", help="only check that FILE is whole and unaltered")

    def handle(self, *args: Any, file: Path, force: bool, verify: bool, **options: Any) -> None:
        try:
            if not verify:
                with consistent_read():
                    write_backup(file, force=force)
            with open_backup(file) as backup:
                manifest = backup.manifest
        except BackupError as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(f"Cannot read the database: {str(error).strip()}. No backup was made.") from None
        result = "verified" if verify else "written and verified"
        self.stdout.write(
            f"{file}: {result}, {len(manifest.tables)} tables, {manifest.rows} rows, {file.stat().st_size:,} bytes,"
            f" made {manifest.made:%Y-%m-%d %H:%M} UTC."
        )
