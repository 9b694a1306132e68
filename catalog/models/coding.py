"""Codings: one coder's reading of one program, kept so that coders can be compared."""

from django.db import models

from catalog.models.program import Program

# who coded fixtures/programs.jsonl, and who fixtures/second-coding.jsonl
FIRST_CODER, SECOND_CODER = "A", "B"


class Coding(models.Model):
    """What one coder coded of one program's supports, as it was when it was made.

    Written once and never changed: an editor who corrects the program changes its record, not this row, so
    agreement is always between what coders read by themselves. `supports` maps each support's code to
    ``{"present": bool, "evidence": str}``; coder A's `recognize` also keeps its `basis`. `page` is the one
    page this coder read and `same_page` whether the first coder read it too; both are null for coder A, who
    read the sources of the record. `read` is the (latest) day of reading, `time` when the row was written.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="codings")
    coder = models.CharField(max_length=20)
    supports = models.JSONField()
    confidence = models.CharField(max_length=40)
    page = models.URLField(max_length=500, null=True, blank=True)
    same_page = models.BooleanField(null=True, blank=True)
    read = models.DateField(null=True, blank=True)
    time = models.DateTimeField()

    class Meta:
        ordering = ["program", "coder"]
        # the coder first: all codings of one coder are asked for, too
        constraints = [models.UniqueConstraint(fields=["coder", "program"], name="coding_once_per_coder")]

    def __str__(self):
        return f"{self.program} by coder {self.coder}"
