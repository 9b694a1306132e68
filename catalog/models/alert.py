"""Alerts: e-mail about programs to people without an account, and the e-mails that wait to be sent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Alert(models.Model):
    """One person's wish to hear about some programs. `email` is in lower case.

    `query` is the query string of a page: choices of /programs/, or a saved list (`p=slug`). `news` asks for changes,
    `deadlines` for a reminder a month before each deadline. `token` opens the alert's page; it is only in its e-mails.
    `language` is that of the page it was asked for on: its e-mails and the page behind their links are in it.
    `sender` is a keyed digest of network address and day, as of suggestions; it is wiped when the alert is confirmed.

    Changes up to `since` and reminders due up to `reminded` are already written about. `renewed` is the day of the last
    yes, `asked` when we asked whether to go on. Rows are deleted when the alert ends (catalog.alerts.services).
    """

    email = models.EmailField(db_index=True)
    query = models.TextField(blank=True, default="")
    news = models.BooleanField()
    deadlines = models.BooleanField()
    language = models.CharField(max_length=5, default="en")
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sender = models.CharField(max_length=64, blank=True, default="", db_index=True)
    created = models.DateTimeField(db_index=True)
    since = models.DateTimeField(null=True, blank=True)
    reminded = models.DateField(null=True, blank=True)
    renewed = models.DateField(null=True, blank=True)
    asked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()  # the admin does not show alerts: nobody needs to read the addresses
        constraints = [
            models.CheckConstraint(condition=Q(news=True) | Q(deadlines=True), name="alert_asks_for_something"),
            models.CheckConstraint(
                condition=Q(since=None, renewed=None) | Q(since__isnull=False, renewed__isnull=False),
                name="confirmed_alert_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"  # never the address: logs and messages print it

    @property
    def is_confirmed(self) -> bool:
        """Whether its reader has said yes by the link in the first e-mail."""
        return self.since is not None


class AlertMail(models.Model):
    """An e-mail that is written and waits to be sent. It is deleted as soon as it is sent.

    `claimed` is when a process began to send it: no other process may send it then (docs/decisions/0046).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="mails")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    created = models.DateTimeField()
    claimed = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["created", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"e-mail of alert {self.alert_id}"
