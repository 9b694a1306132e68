"""manage.py send_alerts"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalog.alerts.delivery import deliver_mails
from catalog.alerts.services import delete_expired_alerts, write_mails


class Command(BaseCommand):
    """Delete what has ended, then write and send the e-mails of alerts."""

    help = "Delete ended alerts, then write and send e-mail about new programs and deadlines; run it daily."

    def handle(self, **options: Any) -> None:
        ended = delete_expired_alerts()
        if not settings.ALERTS:
            self.stdout.write(f"{ended} alerts ended. Alerts are off: set EMAIL_HOST, EMAIL_FROM and PUBLIC_URL to turn them on.")
            return
        written = write_mails()
        counts = deliver_mails()
        lost = f" {written.lost} alerts ask for something that no longer exists." if written.lost else ""
        given_up = f" {counts.dropped} given up." if counts.dropped else ""
        self.stdout.write(f"{ended} alerts ended. {written.written} e-mails written, {counts.sent} sent.{given_up}{lost}")
        if counts.waiting:
            why = "refused them" if counts.is_reachable else "cannot be used: see the log"
            raise CommandError(f"{counts.waiting} e-mails wait for the next run: the mail server {why}.")
