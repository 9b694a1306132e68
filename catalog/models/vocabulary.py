"""Terms: the values of the controlled vocabularies, as rows that programs can point to."""

from django.db import models


class Term(models.Model):
    """One value of a controlled vocabulary.

    The authority is fixtures/vocabulary.toml; these rows mirror it (actions.vocabulary) so that
    the database can hold a program's sets of codes. `position` is the vocabulary's order, in
    which sets are always written.
    """

    vocabulary = models.CharField(max_length=30)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=80)
    definition = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["vocabulary", "position"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_code_unique_in_vocabulary")]

    def __str__(self):
        return self.label
