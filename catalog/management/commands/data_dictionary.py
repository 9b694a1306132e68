"""manage.py data_dictionary [FILE]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.command import RecordCommand
from catalog.programs.data_dictionary import data_dictionary


class Command(RecordCommand):
    """Write the data dictionary as Markdown."""

    help = "Write the data dictionary as Markdown to FILE or standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument(
            "--without-local", action="store_true", help="leave out the terms that Admins added, and do without the database"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file:
            file.write_text(data_dictionary(), encoding="utf-8")
        else:
            self.stdout.write(data_dictionary(), ending="")
