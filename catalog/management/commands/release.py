"""manage.py release VERSION"""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from catalog.releases.selectors import release_archive
from catalog.releases.services import ReleaseError, rebuild_release, release


class Command(BaseCommand):
    """Freeze the published catalog as a release, or check one that is there."""

    help = "Freeze the published catalog as the release VERSION (2026.11, 2026.11.2), for ever: see docs/operations.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION")
        parser.add_argument(
            "--date",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day of the release, today where none is given",
        )
        parser.add_argument("--check", action="store_true", help="make an existing release again and compare it byte for byte")
        parser.add_argument("--output", type=Path, metavar="FILE", help="also write the zip to FILE")

    def handle(
        self, *args: Any, version: str, date: datetime.date | None, check: bool, output: Path | None, **options: Any
    ) -> None:
        try:
            with transaction.atomic():
                said, archive = _checked(version) if check else _made(version, date)
                if output:
                    output.write_bytes(archive)
        except ReleaseError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Nothing was released.") from None
        self.stdout.write(said)


def _made(version: str, date: datetime.date | None) -> tuple[str, bytes]:
    """Make a release: what to say of it, and its archive. Raises ReleaseError."""
    made = release(version, date)
    return f"{made.version}: {made.count} programs, {len(made.archive):,} bytes, SHA-256 {made.sha256}", bytes(made.archive)


def _checked(version: str) -> tuple[str, bytes]:
    """Make a release again: what to say of it, and the archive that is kept. Raises ReleaseError where they differ."""
    again, kept = rebuild_release(version), release_archive(version)
    if again != kept:
        raise ReleaseError(f"{version}: made again it is not the same: {len(again):,} bytes, {len(kept):,} are kept.")
    return f"{version}: made again it is the same, {len(kept):,} bytes.", kept
