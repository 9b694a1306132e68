"""Versions: the history of every program, each a whole record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.program import Program
from catalog.models.record_field import RecordField


class VersionState(models.TextChoices):
    """What became of a version. A program has at most one published and one pending version.

    A retired one holds the record with which the program left the public pages.
    """

    PENDING = "pending", "Pending"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    REJECTED = "rejected", "Rejected"
    RETIRED = "retired", "Retired"


class ProgramVersion(models.Model):
    """A program's record as it stood, or is proposed to stand.

    The published version is what the public sees: pages and snapshot are fed by its record.
    `user` wrote it, null where a load did, at `time`, for `reason`. `published` is when it became public, null for one
    that never did. `decided_by` published or rejected it, at `decided`, and `decision` says why.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = RecordField()
    state = models.CharField(max_length=10, choices=VersionState)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    time = models.DateTimeField()
    published = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_versions"
    )
    decided = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["program", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="version_number_unique"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="pending"), name="one_pending_version"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published__isnull=False), name="published_version_has_its_time"
            ),
        ]

    def __str__(self):
        return f"{self.program} version {self.number} ({self.state})"
