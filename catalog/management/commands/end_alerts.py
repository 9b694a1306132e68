"""manage.py end_alerts"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.alerts.services import end_all_alerts


class Command(BaseCommand):
    """Delete all alerts of an e-mail address, when its owner asks the operator to."""

    help = "Delete all alerts of an e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        self.stdout.write(f"{end_all_alerts(address)} alerts deleted.")
