"""Imports that left drafts and proposals, so that they can be undone as one step."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ImportedFile(models.Model):
    """A file whose programs were imported as drafts and pending changes. Its versions name it."""

    name = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    time = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-time", "-pk"]
        verbose_name = "import"
        default_permissions = ()  # the permission to import programs covers it

    def __str__(self) -> str:
        return self.name
