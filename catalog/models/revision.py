"""The revision: which state of the published catalog the database holds."""

import uuid

from django.db import models


class Revision(models.Model):
    """The single row that every published write changes, in its own transaction.

    `number` counts for people; `stamp` is fresh and random each time, because a number alone is
    used again after a rollback.
    """

    number = models.PositiveIntegerField(default=0)
    stamp = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_revision_row")]

    def __str__(self) -> str:
        return f"revision {self.number}"
