"""Programs: one row per program. Its facts stand in the record of one of its versions."""

from __future__ import annotations

from django.db import models

from catalog.models.organization import Organization
from catalog.schema.fields import ProgramRecord
from typology import Support


class Publication(models.TextChoices):
    """Where a program stands: only published ones are public; a retired one keeps a tombstone."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Program(models.Model):
    """One U.S. program that supports teachers to lead beyond their own classroom.

    `current` is the version that says what the program is: the published one, of a draft the latest that was saved, of a
    retired program the one that retired it. It is null only while the first version is being written. `slug` and `sponsor`
    repeat what its record says, because an address must be unique and organizations are joined.
    Rows are written by services alone, which keep versions and the revision in step.
    """

    slug = models.SlugField(max_length=120, unique=True)
    sponsor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="programs")
    current = models.OneToOneField(
        "catalog.ProgramVersion", on_delete=models.RESTRICT, null=True, editable=False, related_name="current_of"
    )
    publication = models.CharField(max_length=10, choices=Publication, default=Publication.DRAFT)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField()

    class Meta:
        ordering = ["current__name", "slug"]
        permissions = [
            ("publish_program", "Can publish, reject and retire"),
            ("review_program", "Can look programs over in the weekly queue"),
            ("import_program", "Can import programs from a file"),
            ("export_program", "Can export programs with the coders' notes"),
            ("check_links", "Can start a check of all links"),
            ("code_program", "Can code programs a second time"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def record(self) -> ProgramRecord:
        """The record of the current version."""
        if self.current is None:
            raise ValueError(f"Program {self.slug!r} has no version yet.")
        return self.current.record

    @property
    def name(self) -> str:
        """The program's name. In queries it is `current__name`."""
        return self.current.name if self.current else self.slug

    @property
    def supports(self) -> Support:
        """The supports this program gives, as a typology.Support."""
        return self.record.given


class FormerSlug(models.Model):
    """An address a program once had: it redirects to the present one for ever."""

    slug = models.SlugField(max_length=120, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
