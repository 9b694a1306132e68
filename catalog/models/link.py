"""Links: what the last check of each address that the records name has found."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkOutcome(models.TextChoices):
    """What became of an address when it was last asked for."""

    OK = "ok", "Answers"
    MOVED = "moved", "Answers at another address"
    DEAD = "dead", "Dead"
    FAILING = "failing", "Did not answer well; may be passing"
    REFUSED = "refused", "Not asked: not a public address"


class LinkCheck(models.Model):
    """The last check of one address, whichever programs name it.

    Kept by address, not by program or source: a page named by nine programs is asked for once, and a check outlives
    the edits that write a program's sources anew. `status` is the HTTP status of the last answer, null where none came;
    `reason` says in plain words what was found. `failing_since` is since when nothing has answered or the page was gone; null
    as soon as anything answers, even a refusal.
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
    """One round of checks over every address, from a button or a command.

    A run that was cut off is taken up again: addresses checked since `started` are not asked for again.
    `beat` is when it last gave a sign of life. One that finished with less done than there was had no network.
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
