"""Requests to programs: an editor asks a program to confirm what the catalog says of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from catalog.models.program import Program
from catalog.models.suggestion import Suggestion


class ConfirmationRequest(models.Model):
    """One request to one program, and its answer. The link that goes with it is signed from `key` and works once.

    answered   when the program answered; `suggestion` then holds the answer for the editors
    confirmed  what an accepted answer says: True if the program still runs, False if not; null until an editor accepts it
    revoked    when an editor withdrew the link, or made a newer one
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="confirmation_requests")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    made = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    revoked = models.DateTimeField(null=True, blank=True)
    answered = models.DateTimeField(null=True, blank=True)
    suggestion = models.OneToOneField(
        Suggestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="confirmation_request"
    )
    confirmed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["-made"]

    def __str__(self) -> str:
        return f"{self.program}: asked {self.made:%Y-%m-%d}"
