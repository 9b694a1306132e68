"""Programs: one row per program, with its family. Its facts are in the record of its current version."""

from __future__ import annotations

from django.db import models

from catalog.models.organization import Organization
from catalog.schema.fields import ProgramRecord
from typology import Support


class ProgramFamily(models.Model):
    """A family of programs, such as the state Teachers of the Year. A program is in at most one: `Program.family`.

    The record does not state it. `slug` is its value in addresses and files and never changes.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=400)

    class Meta:
        ordering = ["name"]
        verbose_name = "family of programs"
        verbose_name_plural = "families of programs"
        default_permissions = ()  # the permissions of programs cover it

    def __str__(self) -> str:
        return self.name


class Publication(models.TextChoices):
    """The state of a program. Only published ones are public; the address of a retired one says so."""

    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


class Program(models.Model):
    """One U.S. program that supports teachers to lead beyond their own classroom.

    `current` is the published version; of a draft the last saved one, of a retired program the one that retired it. It is
    null only while the first version is written. `slug` and `sponsor` repeat the record, because an address must be unique
    and organizations are joined. `family` is no part of the record. Only services write rows: they keep versions and the
    revision consistent.
    """

    slug = models.SlugField(max_length=120, unique=True)
    sponsor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="programs")
    current = models.OneToOneField(
        "catalog.ProgramVersion", on_delete=models.RESTRICT, null=True, editable=False, related_name="current_of"
    )
    publication = models.CharField(max_length=10, choices=Publication, default=Publication.DRAFT)
    family = models.ForeignKey(ProgramFamily, on_delete=models.SET_NULL, null=True, blank=True, related_name="programs")
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
        return self.record.given_supports


class FormerSlug(models.Model):
    """A former address of a program. It redirects to the present one."""

    slug = models.SlugField(max_length=120, unique=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
