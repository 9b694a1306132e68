"""manage.py load_codings FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog.coding.services import load_codings
from catalog.management.command import RecordCommand
from catalog.programs.jsonl import InvalidFile


class Command(RecordCommand):
    """Load every coding of a JSONL file, or none. Errors name the line, slug and field."""

    help = "Load every coding of a JSONL file, such as fixtures/second-coding.jsonl, or none. Codings never change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = load_codings(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None
        except InvalidFile as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(f"{count} error{'s' if count > 1 else ''} in {file}: nothing was written.") from None
        self.stdout.write(f"{len(loaded.created)} new, {len(loaded.unchanged)} unchanged.")
