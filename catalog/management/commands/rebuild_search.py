"""manage.py rebuild_search"""

from typing import Any

from django.core.management.base import BaseCommand

from catalog.programs.reindex import rebuild_search


class Command(BaseCommand):
    """Write the search document of every published program anew."""

    help = "Write the search document of every published program anew, in one transaction."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{rebuild_search()} programs can be searched.")
