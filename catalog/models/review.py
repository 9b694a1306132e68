"""Reviews: what an editor found when she looked at a program and its sources."""

from django.conf import settings
from django.db import models

from catalog.models.program import Program


class Verdict(models.TextChoices):
    """What a look at the sources said of a program."""

    STILL_TRUE = "still_true", "Still true"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Ended"
    CANT_TELL = "cant_tell", "Can't tell"


class Review(models.Model):
    """One look of one editor at one program: written once, and forgotten only where she takes it back at once.

    `evidence_year` is the year in which the sources show the program operating, where the editor saw one.
    What a review changes in the record is a version of its own (catalog.reviews.services).
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="reviews")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=10, choices=Verdict)
    evidence_year = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    time = models.DateTimeField()

    class Meta:
        ordering = ["-time"]
        indexes = [models.Index(fields=["program", "-time"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.program}: {self.get_verdict_display()}"


class DistinctPair(models.Model):
    """Two programs that look alike and that an editor has found to be two: not asked again.

    `first` has the lower primary key.
    """

    first = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    time = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


class MonthlyViews(models.Model):
    """How often a program's public page was opened in one month: a count, nothing of who opened it."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="monthly_views")
    month = models.DateField(help_text="Its first day.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "monthly views"
        constraints = [models.UniqueConstraint(fields=["program", "month"], name="views_once_a_month")]

    def __str__(self) -> str:
        return f"{self.program}: {self.count} in {self.month:%Y-%m}"
