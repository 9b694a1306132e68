"""Files of programs that wait for the confirmation of their import."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models

MAX_AGE = datetime.timedelta(days=1)


class PendingImport(models.Model):
    """A file whose preview one person has seen. It is deleted when they confirm it, or after MAX_AGE.

    It is a row of the database, so that any web process on any machine can answer the confirmation.
    `kind` is the code of a format in catalog.imports.formats.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    content = models.BinaryField()
    created = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-created"]
        verbose_name = "import"  # what the log calls it, also after it is confirmed
        default_permissions = ()  # the permission to import programs covers it

    def __str__(self) -> str:
        return self.file_name
