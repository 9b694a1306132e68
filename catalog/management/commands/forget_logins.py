"""manage.py forget_logins"""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.accounts.logins import RETENTION, forget_logins


class Command(BaseCommand):
    """Delete the records of logins that are as old as they may get."""

    help = f"Delete the records of logins and failed logins older than {RETENTION.days} days; run it daily."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Records of {forget_logins()} logins deleted.")
