"""Suggestions: what visitors tell the editors. Never shown on the site."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models.program import Program


class SuggestionKind(models.TextChoices):
    """What a suggestion is about."""

    CORRECTION = "correction", "A correction to a program"
    MISSING = "missing", "A program that is missing"
    OTHER = "other", "Something else"


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    NEW = "new", "New"
    HANDLED = "handled", "Handled"
    DECLINED = "declined", "Declined"


class SuggestionOrigin(models.TextChoices):
    """Where a suggestion comes from. Only a link that an editor made lets a program answer for itself."""

    VISITOR = "visitor", "A visitor"
    PROGRAM = "program", "From the program"


class Suggestion(models.Model):
    """One suggestion. `sender` is a keyed digest of the network address and the day, never the address.

    `email` and `sender` are wiped as soon as it is handled or declined, after 180 days at the latest
    (catalog.suggestions.services). `token` is the form's: the same form sent twice makes one.
    `answers` holds what a program answered to our questions (catalog.confirmations.answers); it is empty for visitors.
    """

    origin = models.CharField("from", max_length=10, choices=SuggestionOrigin, default=SuggestionOrigin.VISITOR)
    kind = models.CharField(max_length=10, choices=SuggestionKind)
    program = models.ForeignKey(Program, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestions")
    about = models.CharField("program, as typed", max_length=200, blank=True, default="")
    text = models.TextField()
    answers = models.JSONField(default=dict, blank=True)
    source_url = models.URLField("a page that shows it", max_length=500, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    sender = models.CharField(max_length=64, blank=True, default="", db_index=True)
    token = models.UUIDField(unique=True, editable=False)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.NEW)
    created = models.DateTimeField()
    reason = models.TextField("what became of it, and why", blank=True, default="")
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
