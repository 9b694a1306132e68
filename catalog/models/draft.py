"""New programs that an editor has begun to enter."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class UnfinishedDraft(models.Model):
    """What an editor typed into the form of a new program, as it is: a name, and whatever else.

    It is no program: nothing but its own pages reads it. "Send for review" makes the program and deletes it.
    `data` holds the form's fields, each with the list of its values. `number` counts how often it was saved.
    """

    name = models.CharField(max_length=200)
    data = models.JSONField()
    number = models.PositiveIntegerField(default=1)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    saved = models.DateTimeField()

    class Meta:
        ordering = ["saved", "pk"]
        default_permissions = ()  # the permission to add programs covers it

    def __str__(self) -> str:
        return self.name
