"""Links: the last check of each URL in the records."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkOutcome(models.TextChoices):
    """The result of the last check of a URL."""

    OK = "ok", "Answers"
    MOVED = "moved", "Answers at another address"
    DEAD = "dead", "Dead"
    FAILING = "failing", "Did not answer well; may be passing"
    REFUSED = "refused", "Not asked: not a public address"


class LinkCheck(models.Model):
    """The last check of one URL, for all programs that contain it. It survives edits of their sources.

    status: the HTTP status of the last answer, or null without one.
    reason: the result in plain words.
    failing_since: the start of a series of checks with no answer or a missing page. Any other answer, even a refusal, ends it.
    """

    url = models.URLField(max_length=500, unique=True)
    checked = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=LinkOutcome)
    status = models.PositiveSmallIntegerField("HTTP status", null=True, blank=True)
    moved_to = models.URLField(max_length=2000, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return f"{self.url}: {self.get_outcome_display()}"


class LinkRun(models.Model):
    """A check of all URLs, started by a button or a command.

    An interrupted run continues: URLs checked since `started` are skipped. `beat` is its last sign of life. A run that
    finished with `done` below `total` had no network.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    started = models.DateTimeField()
    beat = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-started"]

    def __str__(self) -> str:
        return f"{self.done} of {self.total} links, begun {timezone.localtime(self.started):%Y-%m-%d %H:%M}"
