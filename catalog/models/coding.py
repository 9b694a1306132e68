"""Codings: one coder's reading of one program under one codebook, kept so that coders can be compared."""

import re

from django.conf import settings
from django.db import models

from catalog.models.program import Program

# the coder of fixtures/programs.jsonl, with whom every other coder is compared
FIRST_CODER = "A"
# the codebook of codings from before they carried one: in older files, releases and databases
FIRST_CODEBOOK = "1"


class CoderKind(models.TextChoices):
    """What a coder is: figures of the two are never mixed."""

    MACHINE = "machine", "Language model"
    HUMAN = "human", "Person"


def kind_of(coder: str) -> CoderKind:
    """What a coder is, by name: people code as H1, H2 …, in the database, in files and in releases alike."""
    return CoderKind.HUMAN if re.fullmatch(r"H[1-9]\d*", coder) else CoderKind.MACHINE


class Coding(models.Model):
    """What one coder coded of one program's supports under one codebook, as it was when it was made.

    A coder may code a program once under each codebook; codings under two codebooks are never compared.

    Written once and never changed: an editor who corrects the program changes its record, not this row, so
    agreement is always between what coders read by themselves. `supports` maps each support's code to
    ``{"present": bool, "evidence": str}``; coder A's and people's `recognize` also keeps its `basis`. `page` is the one
    page this coder read and `same_page` whether the first coder read it too; both are null for coder A, who
    read the sources of the record. `read` is the (latest) day of reading, `time` when the row was written.

    `kind` is kind_of(coder) at the time of writing, kept so that a query can ask for it without reading names.

    A person codes under a number of their own, ``H1``, ``H2`` …, which is all that the public sees; `user` is who it is.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="codings")
    coder = models.CharField(max_length=20)
    codebook = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=CoderKind, default=CoderKind.MACHINE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    supports = models.JSONField()
    confidence = models.CharField(max_length=40)
    page = models.URLField(max_length=500, null=True, blank=True)
    same_page = models.BooleanField(null=True, blank=True)
    read = models.DateField(null=True, blank=True)
    time = models.DateTimeField()

    class Meta:
        ordering = ["program", "codebook", "coder"]
        constraints = [
            # the coder first: all codings of one coder are asked for, too
            models.UniqueConstraint(fields=["coder", "program", "codebook"], name="coding_once_per_codebook"),
            models.CheckConstraint(condition=~models.Q(codebook=""), name="coding_names_its_codebook"),
        ]
        permissions = [("decide_coding", "Can decide where coders disagree")]

    def __str__(self) -> str:
        return f"{self.program} by coder {self.coder} under codebook {self.codebook}"


class CodingTask(models.Model):
    """A program dealt to a person, at random, to code its supports without seeing how others coded them."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="coding_tasks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coding_tasks")
    dealt = models.DateTimeField()
    done = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["dealt", "pk"]
        constraints = [models.UniqueConstraint(fields=["program", "user"], name="dealt_once_per_person")]

    def __str__(self) -> str:
        return f"{self.program} for {self.user}"


class CodingDecision(models.Model):
    """What a reviewer decided where a later coding differs from coder A's, and why: written once.

    `supports` maps the code of each support in dispute to whether it was decided to be present.
    """

    coding = models.OneToOneField(Coding, on_delete=models.CASCADE, related_name="decision")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    supports = models.JSONField()
    reason = models.TextField()
    time = models.DateTimeField()

    class Meta:
        ordering = ["-time"]

    def __str__(self) -> str:
        return f"Decision on {self.coding}"
