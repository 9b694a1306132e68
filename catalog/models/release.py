"""Releases: frozen, citable versions of the published catalog."""

from django.db import models


class Release(models.Model):
    """One release: what it holds is written once and never changed.

    `archive` is its data package, a zip; `sha256` the digest of that, in hexadecimal. `date` is the day it was
    made, `revision` the number of the published catalog that it froze. `materials` holds what the archive was
    made of besides the programs: see catalog.releases.package.build.Materials.
    """

    version = models.CharField(max_length=20, unique=True)
    date = models.DateField()
    revision = models.PositiveIntegerField()
    count = models.PositiveIntegerField("programs")
    materials = models.JSONField()
    archive = models.BinaryField()
    sha256 = models.CharField("SHA-256 of the archive", max_length=64)

    class Meta:
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return self.version


class ReleaseDoi(models.Model):
    """The DOI of a release, or of the series of all releases (`version` is empty).

    It is no part of the release, because a repository may give it after the archive was made.
    """

    version = models.CharField(max_length=20, unique=True, blank=True)
    doi = models.CharField("DOI", max_length=200, unique=True)

    class Meta:
        verbose_name = "DOI"

    def __str__(self) -> str:
        return f"DOI of release {self.version}" if self.version else "DOI of all releases"


class ReleasedProgram(models.Model):
    """A program's record as a release froze it, and the version of the program that this was.

    `position` is its number among the release's programs by slug, from 0: fixed lists in addresses name it.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="programs")
    slug = models.SlugField(max_length=120)
    position = models.PositiveIntegerField()
    record = models.JSONField()
    number = models.PositiveIntegerField("version of the record")
    time = models.DateTimeField("published")

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "slug"], name="slug_once_in_release"),
            models.UniqueConstraint(fields=["release", "position"], name="position_once_in_release"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} in {self.release}"
