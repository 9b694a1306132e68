"""Terms that Admins added to the vocabularies of fixtures/vocabulary.toml, and the log of their changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.schema.local_terms import LocalTerm
from catalog.schema.vocabulary import Term


class AddedTerms(models.Manager["AddedTerm"]):
    """The added terms, in the order in which they were added."""

    def local(self) -> tuple[LocalTerm, ...]:
        """Return them all as terms of their vocabularies. One query."""
        return tuple(LocalTerm(one.vocabulary, one.as_term()) for one in self.order_by("pk"))


class AddedTerm(models.Model):
    """A local term of an open vocabulary. It is never deleted: released and stored records may name it.

    `since` is the codebook in force when it was added, `deprecated` the one when it was retired (0: never), and
    `replaced_by` the code that took its place. `spanish` is its label on Spanish pages; empty for the English one.
    """

    vocabulary = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=100)
    definition = models.CharField(max_length=400)
    phrase = models.CharField(max_length=140)
    spanish = models.CharField(max_length=100, blank=True, default="")
    since = models.PositiveSmallIntegerField()
    deprecated = models.PositiveSmallIntegerField(default=0)
    replaced_by = models.CharField(max_length=40, blank=True, default="")

    objects = AddedTerms()

    class Meta:
        ordering = ["pk"]
        verbose_name = "vocabulary term"
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="added_term_once")]

    def __str__(self) -> str:
        return self.label

    def as_term(self) -> Term:
        """Return it as a term of its vocabulary."""
        return Term(
            code=self.code,
            label=self.label,
            definition=self.definition,
            phrase=self.phrase,
            since=self.since,
            deprecated=self.deprecated,
            replaced_by=(self.replaced_by,) if self.replaced_by else (),
            local=True,
            spanish=self.spanish,
        )


class TermChangeKind(models.TextChoices):
    """What an Admin did with a term."""

    ADDED = "added", "Added"
    REWORDED = "reworded", "Reworded"
    RETIRED = "retired", "Retired"
    RETURNED = "returned", "Brought back"


class TermChange(models.Model):
    """One change of an added term. `label` is the term's label then, `before` the one it had before.

    `replaced_by` is the label of the term that took its place. The public log shows no `reason` and no `user`.
    """

    term = models.ForeignKey(AddedTerm, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=TermChangeKind)
    label = models.CharField(max_length=100)
    before = models.CharField(max_length=100, blank=True, default="")
    replaced_by = models.CharField(max_length=100, blank=True, default="")
    reason = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    time = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-time", "-pk"]
        default_permissions = ()  # the permissions for terms cover it

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.label}"
