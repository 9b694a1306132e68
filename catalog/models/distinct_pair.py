"""Pairs of programs that look alike and are not duplicates."""

from django.conf import settings
from django.db import models

from catalog.models.program import Program


class DistinctPair(models.Model):
    """Two similar programs that an editor has judged to be different. They are not listed as duplicates again.

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
