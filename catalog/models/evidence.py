"""Evidence and sources: why each support is coded as it is, and where that was read."""

from django.db import models

from catalog.models.program import Program


class Source(models.Model):
    """A public page that was read for a program, in the order of the record.

    Whether it still answers is told by catalog.models.LinkCheck, by address.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=300)
    read = models.DateField(help_text="The day the page was read.")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["program", "url"], name="source_once_per_program")]

    def __str__(self):
        return self.title


class SupportEvidence(models.Model):
    """The sentence that justifies one support code, present or not, for one program.

    Whether the support is present stands on the program alone. `basis` is a list of codes of the
    vocabulary `basis`, empty but for `recognize` present. `source` is the one of the program's
    sources that shows it; null means not yet tied to one.
    """

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="evidence")
    support = models.CharField(max_length=10)
    statement = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="evidence")
    basis = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "support evidence"
        constraints = [models.UniqueConstraint(fields=["program", "support"], name="evidence_once_per_support")]

    def __str__(self):
        return f"{self.support}: {self.statement}"
