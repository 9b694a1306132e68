"""manage.py export_programs [FILE]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from catalog.management.command import RecordCommand
from catalog.programs.published_records import published_records
from catalog.schema.validation import to_line


class Command(RecordCommand):
    """Write every published record as JSONL, the format that load_programs reads."""

    help = "Write every published record as JSONL, ordered by slug, to FILE or standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        text = "".join(to_line(entry.record) + "\n" for entry in published_records())
        if file:
            file.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")
