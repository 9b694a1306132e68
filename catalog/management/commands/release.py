"""manage.py release VERSION"""

from django.core.management.base import BaseCommand, CommandError

from catalog.actions.releases import ReleaseError, made_again, release
from catalog.models import Release


class Command(BaseCommand):
    """Freeze the published catalog as a release, or check one that is there."""

    help = "Freeze the published catalog as the release VERSION (2026.11, 2026.11.2), for ever: see docs/operations.md."

    def add_arguments(self, parser):
        parser.add_argument("version", metavar="VERSION")
        parser.add_argument("--check", action="store_true", help="make an existing release again and compare it byte for byte")
        parser.add_argument("--output", metavar="FILE", help="also write the zip to FILE")

    def handle(self, *, version, check, output, **options):
        try:
            if check:
                again = made_again(version)
                kept = bytes(Release.objects.get(version=version).archive)
                if again != kept:
                    raise CommandError(f"{version}: made again it is not the same: {len(again):,} bytes, {len(kept):,} are kept.")
                self.stdout.write(f"{version}: made again it is the same, {len(kept):,} bytes.")
                return
            made = release(version)
        except ReleaseError as error:
            raise CommandError(str(error)) from None
        if output:
            with open(output, "wb") as file:
                file.write(made.archive)
        self.stdout.write(f"{made.version}: {made.count} programs, {len(made.archive):,} bytes, SHA-256 {made.sha256}")
