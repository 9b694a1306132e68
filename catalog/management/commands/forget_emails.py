"""manage.py forget_emails"""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.suggestions.services import KEPT, forget_old


class Command(BaseCommand):
    """Wipe the e-mail addresses of suggestions that are as old as they may get."""

    help = f"Wipe the senders of suggestions older than {KEPT.days} days; run it daily."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Senders of {forget_old()} suggestions forgotten.")
