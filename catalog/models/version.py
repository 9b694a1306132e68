"""Versions: the history of every program, each a whole record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.program import Program


class VersionState(models.TextChoices):
    """What became of a version. A program has at most one published and one pending version."""

    PENDING = "pending", "Pending"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    REJECTED = "rejected", "Rejected"


class ProgramVersion(models.Model):
    """A program's record as it stood, or is proposed to stand.

    The published version is what the public sees: pages and snapshot are fed by its record.
    `user` is null where a load wrote it.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = models.JSONField()
    state = models.CharField(max_length=10, choices=VersionState)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    time = models.DateTimeField()

    class Meta:
        ordering = ["program", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="version_number_unique"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="pending"), name="one_pending_version"),
        ]

    def __str__(self):
        return f"{self.program} version {self.number} ({self.state})"
