"""manage.py prepare"""

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from catalog.coding.services import install_codings
from catalog.installation.retention import forget_expired
from catalog.installation.second_reading import FIRST, load_second_reading
from catalog.installation.setup_lock import hold_setup_lock
from catalog.models import Coding, Program
from catalog.models.coding import FIRST_CODER
from catalog.programs.codebook import current_codebook
from catalog.programs.publishing.revision import present_vocabularies
from catalog.releases.selectors import release_records, releases
from catalog.releases.services import ReleaseError, load_release
from catalog.serving.static_files import collect_static_files

FIXTURES = settings.BASE_DIR / "fixtures"
DATA, SECOND_CODINGS = FIXTURES / "programs.jsonl", FIXTURES / "second-coding.jsonl"
ORGANIZATIONS = FIXTURES / "organizations.csv"
RELEASES = FIXTURES / "releases"
# for install_codings(): the release with coder A's codings under codebook 1, second codings, the records
CODINGS = (RELEASES / "2026.11.zip", SECOND_CODINGS, DATA)


class Command(BaseCommand):
    """Prepare the data for this code, once for all processes that start together."""

    help = "Migrate, load the data into an empty catalog, collect static files. Changes nothing the second time."

    def handle(self, **options: Any) -> None:
        try:
            with hold_setup_lock(settings.DATA_DIR, self._say_waiting):
                self._set_up()
        except (DatabaseError, OSError) as error:
            raise CommandError(explain(error)) from None

    def _set_up(self) -> None:
        self._close_to_others()
        call_command("migrate", verbosity=0, interactive=False)
        present_vocabularies()
        forget_expired()
        is_new = not Program.objects.exists()
        if is_new:
            self.stdout.write("Loading the programs …")
            call_command("load_programs", DATA, coder="", stderr=self.stderr)
            call_command("load_organizations", ORGANIZATIONS, stdout=self.stdout, stderr=self.stderr)
        self._take_in_releases()
        if not is_new:
            self._bring_second_reading()
        install_codings(*(file.read_bytes() for file in CODINGS))
        collect_static_files(settings.STATIC_ROOT)

    def _say_waiting(self) -> None:
        self.stdout.write("Another process is setting the catalog up. Waiting for it …")
        self.stdout.flush()

    def _close_to_others(self) -> None:
        """Close the files of an older embedded database to other users of the machine."""
        if connection.vendor != "sqlite":
            return
        for suffix in ("", "-wal", "-shm"):
            file = Path(f"{connection.settings_dict['NAME']}{suffix}")
            if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
                file.chmod(0o600)

    def _bring_second_reading(self) -> None:
        """Update a catalog with the first reading to the second, unless it has the second's codings."""
        if Coding.objects.filter(coder=FIRST_CODER, codebook=current_codebook()).exists():
            return
        self.stdout.write("Bringing the second reading of the programs …")
        has_first = any(release.version == FIRST for release in releases())
        brought = load_second_reading(DATA.read_bytes(), release_records(FIRST).keys() if has_first else ())
        self.stdout.write(
            f"{len(brought.added)} added, {len(brought.changed)} changed, {len(brought.retired)} retired, "
            f"{len(brought.proposed)} wait as pending changes, {len(brought.left)} left as they are."
        )
        for slug, why in brought.left.items():
            self.stdout.write(f"  {slug}: {why}")

    def _take_in_releases(self) -> None:
        """Store the releases that come with the catalog; existing ones stay."""
        for file in sorted(RELEASES.glob("*.zip")):
            try:
                load_release(file.read_bytes())
            except ReleaseError as error:  # the catalog may have its own release of this version
                self.stderr.write(f"{file.name}: {error}")


def explain(error: Exception) -> str:
    """Return in one sentence why the catalog cannot be set up, where, and what to do."""
    if isinstance(error, OSError):
        where = error.filename or settings.DATA_DIR
        return f"Cannot write to {where}: {error.strerror}. DATA_DIR needs free space, and this user must be able to write to it."
    reason = " ".join(str(error).split())
    if connection.vendor == "sqlite":
        return f"Cannot use the database {connection.settings_dict['NAME']}: {reason}. Check its folder, or restore a backup."
    address = f"{connection.settings_dict['HOST'] or 'localhost'}/{connection.settings_dict['NAME']}"
    return f"Cannot use the database {address}: {reason}. Check DATABASE_URL and that PostgreSQL runs."
