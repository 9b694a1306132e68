"""Bulk edits: the same change of many programs, so that it can be published, rejected or undone as one step."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class BulkEdit(models.Model):
    """One change of many programs, saved as pending changes and drafts. Its versions name it.

    `summary` says in words what it changes. `basis` is the digest of the preview that was confirmed.
    """

    summary = models.CharField(max_length=500)
    reason = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    time = models.DateTimeField(db_index=True)
    basis = models.CharField(max_length=64)

    class Meta:
        ordering = ["-time", "-pk"]
        default_permissions = ()  # the permission to change programs covers it

    def __str__(self) -> str:
        return self.summary
