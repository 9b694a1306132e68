"""Reviews: an editor compares a program with its sources and records the result."""

from django.conf import settings
from django.db import models

from catalog.models.program import Program
from catalog.models.version import ProgramVersion


class Verdict(models.TextChoices):
    """The result of a review."""

    STILL_TRUE = "still_true", "Still running"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Ended"
    CANT_TELL = "cant_tell", "Can't tell"


class Review(models.Model):
    """One review of a program by one editor. It never changes; its author can undo it for a short time, which deletes it.

    `evidence_year` is the year in which the sources show the program operating, null where the editor saw none.
    `version` is the version that the review wrote, null where it changed nothing in the record.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="reviews")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence_year = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    time = models.DateTimeField()
    version = models.OneToOneField(ProgramVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="review")

    class Meta:
        ordering = ["-time"]
        indexes = [models.Index(fields=["program", "-time"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.program}: {self.get_verdict_display()}"
