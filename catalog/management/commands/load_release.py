"""manage.py load_release FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.command import RecordCommand
from catalog.releases.services import ReleaseError, load_release


class Command(RecordCommand):
    """Load a release from the zip of its data package."""

    help = "Load a release from its zip, such as those in fixtures/releases. Loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_release(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except ReleaseError as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"{loaded.version}: {loaded.count} programs.")
