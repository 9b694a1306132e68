"""Changes of organizations that wait for a second person, and those that were decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models.organization import Organization


class OrganizationChangeKind(models.TextChoices):
    """What a change does to an organization."""

    RENAME = "rename", "Rename"
    MERGE = "merge", "Merge"
    DETAILS = "details", "Details"


class OrganizationChangeState(models.TextChoices):
    """What became of a change."""

    PENDING = "pending", "Pending"
    PUBLISHED = "published", "Published"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class OrganizationChange(models.Model):
    """A proposed change of an organization. Nothing changes before another person publishes it.

    `old` and `new` are names. `before` and `after` are the details that change, as text by field
    (catalog/organizations/details.py). `into` is the organization that a merge keeps; after a merge
    it is also `organization`. `user` proposed the change, `decided_by` published or rejected it; `decision` says why.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="changes")
    into = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, blank=True, related_name="merges")
    kind = models.CharField(max_length=10, choices=OrganizationChangeKind)
    old = models.CharField(max_length=500, blank=True)
    new = models.CharField(max_length=500, blank=True)
    before = models.JSONField(blank=True, default=dict)
    after = models.JSONField(blank=True, default=dict)
    state = models.CharField(max_length=10, choices=OrganizationChangeState, default=OrganizationChangeState.PENDING)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    reason = models.TextField(blank=True, default="")
    time = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="decided_organization_changes"
    )
    decided = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-time", "-pk"]
        default_permissions = ()  # the permissions of organizations and programs cover it
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(state="pending"), name="one_pending_organization_change"
            ),
            models.CheckConstraint(
                condition=Q(kind="merge", into__isnull=False) | (~Q(kind="merge") & Q(into__isnull=True)),
                name="merge_has_its_organization",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == OrganizationChangeKind.DETAILS:
            return f"{'Website' if set(self.after) == {'website'} else 'Details'} of “{self.organization}”"
        verb = "Merge" if self.kind == OrganizationChangeKind.MERGE else "Rename"
        return f"{verb} “{self.old}” {'into' if self.kind == OrganizationChangeKind.MERGE else 'to'} “{self.new}”"
