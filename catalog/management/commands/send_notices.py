"""manage.py send_notices"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.notices.services import send_notices


class Command(BaseCommand):
    """E-mail editors about what waits for them."""

    help = "E-mail editors about what waits for them; run it daily. Nobody gets two on one day."

    def handle(self, **options: Any) -> None:
        if not settings.ALERTS:
            self.stdout.write("Notices are off: set EMAIL_HOST, EMAIL_FROM and PUBLIC_URL to turn them on.")
            return
        counts = send_notices()
        given_up = f" {counts.dropped} given up." if counts.dropped else ""
        self.stdout.write(f"{counts.sent} e-mails sent.{given_up}")
        if counts.waiting:
            why = "refused them" if counts.is_reachable else "cannot be used: see the log"
            raise CommandError(f"{counts.waiting} e-mails wait for the next run: the mail server {why}.")
