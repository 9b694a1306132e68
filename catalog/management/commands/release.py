"""manage.py release VERSION"""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from catalog.management.command import RecordCommand
from catalog.releases.selectors import release_archive
from catalog.releases.services import ReleaseError, rebuild_release, release


class Command(RecordCommand):
    """Freeze the published catalog as a release, or check an existing one."""

    help = "Freeze the published catalog as the release VERSION (2026.11, 2026.11.2). See docs/operations.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("version", metavar="VERSION")
        parser.add_argument(
            "--date",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="the day of the release (default: today)",
        )
        parser.add_argument("--doi", default="", metavar="DOI", help="the DOI that a repository reserved for this release")
        parser.add_argument("--check", action="store_true", help="rebuild an existing release and compare the bytes")
        parser.add_argument("--output", type=Path, metavar="FILE", help="also write the zip to FILE")

    def handle(
        self, *args: Any, version: str, date: datetime.date | None, doi: str, check: bool, output: Path | None, **options: Any
    ) -> None:
        try:
            with transaction.atomic():
                message, archive = _check(version) if check else _make(version, date, doi)
                if output:
                    output.write_bytes(archive)
        except ReleaseError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}. Nothing was released.") from None
        self.stdout.write(message)


def _make(version: str, date: datetime.date | None, doi: str) -> tuple[str, bytes]:
    """Make a release; return a message and its archive. Raises ReleaseError."""
    made = release(version, date, doi)
    return f"{made.version}: {made.count} programs, {len(made.archive):,} bytes, SHA-256 {made.sha256}", bytes(made.archive)


def _check(version: str) -> tuple[str, bytes]:
    """Rebuild a release; return a message and the stored archive. Raises ReleaseError if they differ."""
    rebuilt, stored = rebuild_release(version), release_archive(version)
    if rebuilt != stored:
        raise ReleaseError(
            f"{version}: the rebuilt archive differs: it has {len(rebuilt):,} bytes, the stored one {len(stored):,}."
        )
    return f"{version}: the rebuilt archive is the same, {len(stored):,} bytes.", stored
