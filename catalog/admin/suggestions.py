"""Suggestions in the admin: read, then marked as handled or declined."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from catalog.actions.suggestions import handle
from catalog.models import Suggestion, SuggestionState


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin):
    """What visitors suggest. Nothing here is shown on the site; marking one forgets its sender."""

    list_display = ("created", "kind", "which", "short", "state", "answerable")
    list_filter = ("state", "kind")
    search_fields = ("text", "about", "program__name")
    list_select_related = ("program",)
    fields = ("created", "kind", "program_page", "about", "text", "source_url", "email", "state", "handled_by", "handled_at")
    readonly_fields = fields
    actions = ("mark_handled", "mark_declined")

    @admin.display(description="program")
    def which(self, suggestion: Suggestion) -> str:
        return suggestion.program.name if suggestion.program else suggestion.about

    @admin.display(description="program")
    def program_page(self, suggestion: Suggestion) -> str:
        if suggestion.program is None:
            return "–"
        address = reverse("admin:catalog_program_change", args=[suggestion.program.pk])
        return format_html('<a href="{}">{}</a>', address, suggestion.program.name)

    @admin.display(description="text")
    def short(self, suggestion: Suggestion) -> str:
        return suggestion.text if len(suggestion.text) < 80 else suggestion.text[:79] + "…"

    @admin.display(description="has e-mail", boolean=True)
    def answerable(self, suggestion: Suggestion) -> bool:
        return bool(suggestion.email)

    @admin.action(description="Mark as handled (forgets the e-mail address)", permissions=["change"])
    def mark_handled(self, request: HttpRequest, found: QuerySet[Suggestion]) -> None:
        self._mark(request, found, SuggestionState.HANDLED)

    @admin.action(description="Mark as declined (forgets the e-mail address)", permissions=["change"])
    def mark_declined(self, request: HttpRequest, found: QuerySet[Suggestion]) -> None:
        self._mark(request, found, SuggestionState.DECLINED)

    def _mark(self, request: HttpRequest, found: QuerySet[Suggestion], state: SuggestionState) -> None:
        count = 0
        for suggestion in found:
            handle(suggestion, request.user, state)  # type: ignore[arg-type]
            count += 1
        text = f"{count} marked as {state.label.lower()}; e-mail addresses were forgotten."
        self.message_user(request, text, messages.SUCCESS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
