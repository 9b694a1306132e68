"""Codings: one coder's reading of one program under one codebook, for comparing coders."""

import re

from django.conf import settings
from django.db import models

from catalog.models.program import Program

# the coder of fixtures/programs.jsonl, to whom all others are compared
FIRST_CODER = "A"
# the codebook of older codings, which do not name one
FIRST_CODEBOOK = "1"


class CoderKind(models.TextChoices):
    """Kinds of coders, whose figures are never mixed."""

    MACHINE = "machine", "Language model"
    HUMAN = "human", "Person"


def kind_of(coder: str) -> CoderKind:
    """Return the kind of a coder from the name: people are H1, H2 … in the database, files and releases."""
    return CoderKind.HUMAN if re.fullmatch(r"H[1-9]\d*", coder) else CoderKind.MACHINE


class Coding(models.Model):
    """One coder's codes of one program's supports under one codebook.

    A coder may code a program once under each codebook; codings under two codebooks are never compared. Rows never
    change: an editor who corrects the program changes its record, so agreement is always between independent readings.

    supports: maps each support's code to ``{"present": bool, "evidence": str}``; `recognize` of coder A and of people
    also has its `basis`.
    attributes: maps the fields of the record that were coded too (catalog.coding.attributes) to their codes, each a list.
    Empty for codings of the supports alone.
    page, same_page: the one page this coder read, and whether the first coder read it too. Null for coder A, who read
    the sources of the record.
    read, time: the (last) day of reading; when the row was written.
    kind: kind_of(coder), stored for queries.
    user: the person behind ``H1``, ``H2`` …, which is all that the public sees.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="codings")
    coder = models.CharField(max_length=20)
    codebook = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=CoderKind, default=CoderKind.MACHINE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    supports = models.JSONField()
    attributes = models.JSONField(default=dict, blank=True)
    confidence = models.CharField(max_length=40)
    page = models.URLField(max_length=500, null=True, blank=True)
    same_page = models.BooleanField(null=True, blank=True)
    read = models.DateField(null=True, blank=True)
    time = models.DateTimeField()

    class Meta:
        ordering = ["program", "codebook", "coder"]
        constraints = [
            # the coder first, for queries by coder
            models.UniqueConstraint(fields=["coder", "program", "codebook"], name="coding_once_per_codebook"),
            models.CheckConstraint(condition=~models.Q(codebook=""), name="coding_names_its_codebook"),
        ]
        permissions = [("decide_coding", "Can decide where coders disagree")]

    def __str__(self) -> str:
        return f"{self.program} by coder {self.coder} under codebook {self.codebook}"


class CodingTask(models.Model):
    """A program that a person got at random, to code its supports without seeing other codings."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="coding_tasks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coding_tasks")
    assigned_at = models.DateTimeField()
    done = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["program", "user"], name="assigned_once_per_person")]

    def __str__(self) -> str:
        return f"{self.program} for {self.user}"


class CodingDecision(models.Model):
    """A reviewer's decision on a coding that differs from coder A's, with the reason. It never changes.

    `supports` maps the code of each disputed support to whether it is present, `attributes` each disputed field to its codes.
    """

    coding = models.OneToOneField(Coding, on_delete=models.CASCADE, related_name="decision")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    supports = models.JSONField()
    attributes = models.JSONField(default=dict, blank=True)
    reason = models.TextField()
    time = models.DateTimeField()

    class Meta:
        ordering = ["-time"]

    def __str__(self) -> str:
        return f"Decision on {self.coding}"
