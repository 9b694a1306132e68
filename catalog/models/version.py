"""Versions: the history of every program, each a whole record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.bulk_edit import BulkEdit
from catalog.models.imported_file import ImportedFile
from catalog.models.program import Program
from catalog.models.record_field import RecordField
from catalog.models.record_value import RecordValue, type_expression


class VersionState(models.TextChoices):
    """What became of a version. A program has at most one published and one pending version.

    A retired one holds the record with which the program left the public pages.
    """

    PENDING = "pending", "Pending"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    REJECTED = "rejected", "Rejected"
    RETIRED = "retired", "Retired"


def _generated(path: str, column: models.Field[Any, Any]) -> models.GeneratedField:
    """A column that the database computes from the value at a path of the record."""
    kind = models.TextField() if isinstance(column, models.CharField) else column.clone()
    return models.GeneratedField(expression=RecordValue(path, kind), output_field=column, db_persist=True)


class ProgramVersion(models.Model):
    """A program's record as it stood, or is proposed to stand.

    The published version is what the public sees: pages and snapshot are fed by its record.
    `user` wrote it, null where a load did, at `time`, for `reason`. `published` is when it became public, null for one
    that never did. `decided_by` published or rejected it, at `decided`, and `decision` says why.
    A rejected version is `withdrawn` where its author took it back. `imported` is the file that it came from, `bulk_edit` the
    bulk edit, if any.
    `absorbs` is the version of another program that this one takes in: as soon as this one is public, that program is part
    of this one (docs/decisions/0060). It is null otherwise, and after an absorbed draft was deleted.

    The database generates from the record what it enforces or what the admin filters and orders by; the sets `form` and
    `serves_states` as the JSON text of their codes.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    record = RecordField()
    name = _generated("name", models.CharField(max_length=200))
    scope = _generated("scope", models.CharField(max_length=40))
    sponsor_type = _generated("sponsor_type", models.CharField(max_length=40))
    status = _generated("status", models.CharField(max_length=40))
    evidence_year = _generated("evidence_year", models.PositiveSmallIntegerField(null=True))
    # ISO text: PostgreSQL does not cast text to a date in a generated column
    deadline_date = _generated("deadline_date", models.CharField(max_length=10, null=True))
    deadline_month = _generated("deadline_month", models.PositiveSmallIntegerField(null=True))
    deadline_rolling = _generated("deadline_rolling", models.BooleanField())
    form = _generated("form", models.TextField())
    serves_states = _generated("serves_states", models.TextField())
    program_type = models.GeneratedField(
        expression=type_expression(), output_field=models.CharField(max_length=40), db_persist=True
    )
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
    withdrawn = models.BooleanField(default=False)
    imported = models.ForeignKey(ImportedFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="versions")
    absorbs = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed_by")
    bulk_edit = models.ForeignKey(BulkEdit, on_delete=models.SET_NULL, null=True, blank=True, related_name="versions")

    class Meta:
        ordering = ["program_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="version_number_unique"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="published"), name="one_published_version"),
            models.UniqueConstraint(fields=["program"], condition=Q(state="pending"), name="one_pending_version"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published__isnull=False), name="published_version_has_its_time"
            ),
            models.CheckConstraint(
                condition=~Q(program_type=""),
                name="version_gives_a_support",
                violation_error_message="A program gives at least one support: prepare, place or recognize.",
            ),
            models.CheckConstraint(condition=Q(withdrawn=False) | Q(state="rejected"), name="only_rejected_is_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.program} version {self.number} ({self.state})"
