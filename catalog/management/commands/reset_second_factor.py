"""manage.py reset_second_factor"""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.accounts.second_factor import turn_off


class Command(BaseCommand):
    """Delete the app and the recovery codes of a user, like the action in the admin."""

    help = "Turn off the second factor of a person who lost both the app and the recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user name")

    def handle(self, *, name: str, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Nobody is named {name}.")
        turn_off([user])
        self.stdout.write(f"The second factor of {name} is off. If it is required, {name} sets it up at the next login.")
