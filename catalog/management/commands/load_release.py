"""manage.py load_release FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.releases.services import ReleaseError, load_release


class Command(BaseCommand):
    """Take in a release from the zip of its data package, its sums checked; a second time changes nothing."""

    help = "Take in a release from its zip, as fixtures/releases has them; a second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            kept = load_release(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except ReleaseError as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"{kept.version}: {kept.count} programs.")
