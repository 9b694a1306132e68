"""manage.py forget_imports"""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.imports.pending import delete_expired_imports


class Command(BaseCommand):
    """Delete uploaded files whose import nobody has confirmed in time."""

    help = "Delete uploaded files whose import was not confirmed within a day; run it daily."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{delete_expired_imports()} files deleted.")
