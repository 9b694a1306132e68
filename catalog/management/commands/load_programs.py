"""manage.py load_programs FILE"""

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from catalog.installation.load import load
from catalog.management.command import RecordCommand
from catalog.models.coding import FIRST_CODER
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile


class Command(RecordCommand):
    """Publish every record of a JSONL file, or none. Errors name the line, slug and field."""

    help = "Publish every record of a JSONL file (fixtures/CODEBOOK.md). All or nothing. Loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--coder",
            default=FIRST_CODER,
            metavar="CODER",
            help=f"who coded the file: the codes of each new program are frozen as a coding of this coder, for comparison with "
            f"other coders (default {FIRST_CODER}; --coder '' for none)",
        )
        parser.add_argument(
            "--codebook",
            default=current_codebook(),
            metavar="NUMBER",
            help="the codebook that the coder followed (default %(default)s, the catalog's own)",
        )
        parser.add_argument("--overwrite-edited", action="store_true", help="also replace programs that an editor has changed")

        parser.add_argument(
            "--date",
            type=datetime.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="publish as of this day, 0:00 UTC, and not now: so that a release made of the load can be made again",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        coder: str,
        codebook: str,
        overwrite_edited: bool,
        date: datetime.date | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        time = datetime.datetime.combine(date, datetime.time(tzinfo=datetime.UTC)) if date else None
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from None

        def progress(lines: Any) -> Any:
            # disable=None: a bar on a terminal, silence in a pipe or log
            return tqdm(lines, desc="reading", unit=" lines", disable=None if verbosity else True, file=self.stderr._out)

        try:
            loaded = load(data, coder=coder, codebook=codebook, overwrite_edited=overwrite_edited, time=time, progress=progress)
        except InvalidFile as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            count = len(error.problems)
            raise CommandError(f"{count} error{'s' if count > 1 else ''} in {file}: nothing was written.") from None
        except ValueError as error:
            raise CommandError(f"{error}: nothing was written.") from None
        for slug in loaded.kept:
            self.stderr.write(f"{slug}: changed by an editor, left as it is (--overwrite-edited replaces it)")
        self.stdout.write(
            f"{len(loaded.created)} new, {len(loaded.changed)} changed, "
            f"{len(loaded.unchanged)} unchanged, {len(loaded.kept)} skipped because an editor changed them."
        )
