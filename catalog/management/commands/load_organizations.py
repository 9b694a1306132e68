"""manage.py load_organizations FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.management.command import RecordCommand
from catalog.organizations.apply import InvalidOrganizationChange
from catalog.organizations.import_plan import load_details, read_rows
from catalog.spreadsheets.tables import UnreadableFile


class Command(RecordCommand):
    """Fill in what organizations lack, from a table of their details."""

    help = "Fill in what organizations lack from a CSV, such as fixtures/organizations.csv. What editors entered stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            count = load_details(read_rows(file.name, file.read_bytes()))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except (UnreadableFile, InvalidOrganizationChange) as error:
            raise CommandError(f"{file}: {error} Nothing was written.") from None
        self.stdout.write(f"{count} organizations changed.")
