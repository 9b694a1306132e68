"""The list of suggestions in the admin, with its actions."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone

from catalog.admin_common.lists import ChosenMixin
from catalog.admin_common.pages import page, person
from catalog.models import Suggestion, SuggestionState
from catalog.suggestions.detail import OUTCOMES, Acceptance, Rejection, decide, suggestion_page
from catalog.suggestions.services import AlreadyHandled, accept, reject


class SuggestionStateFilter(admin.SimpleListFilter):
    """Filter by state. The default is "New"; "All" has its own value."""

    title = "state"
    parameter_name = "state"
    EVERY = "all"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((state.value, word) for state, word in OUTCOMES.items()), (self.EVERY, "All")]

    def value(self) -> str:
        chosen = super().value()
        return chosen if chosen in (*SuggestionState.values, self.EVERY) else SuggestionState.NEW.value

    def queryset(self, request: HttpRequest, queryset: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        return queryset if self.value() == self.EVERY else queryset.filter(state=self.value())

    def choices(self, changelist: Any) -> Any:
        """Drop Django's own "All": it sends no value, which means "New" here."""
        choices = super().choices(changelist)
        next(choices)
        return choices


@admin.register(Suggestion)
class SuggestionAdmin(ChosenMixin, admin.ModelAdmin):
    """Suggestions from visitors. They are never public; a decision deletes the sender's address.

    The page of one suggestion is catalog.suggestions.detail: suggestions are decided, not edited.
    """

    list_display = ("short", "which", "kind", "origin", "received", "outcome", "answerable")
    list_filter = (SuggestionStateFilter, "origin", "kind")
    show_facets = admin.ShowFacets.ALWAYS
    search_fields = ("text", "about", "program__current__name")
    list_select_related = ("program__current",)
    list_per_page = 50
    actions = ("accept_selected", "reject_selected")

    class Media:
        css = {"all": ["admin/suggestions.css"]}

    @admin.display(description="program", ordering="program__current__name")
    def which(self, suggestion: Suggestion) -> str:
        return suggestion.program.name if suggestion.program else suggestion.about

    @admin.display(description="text")
    def short(self, suggestion: Suggestion) -> str:
        return suggestion.text if len(suggestion.text) < 80 else suggestion.text[:79] + "…"

    @admin.display(description="state", ordering="state")
    def outcome(self, suggestion: Suggestion) -> str:
        return OUTCOMES[SuggestionState(suggestion.state)]

    @admin.display(description="received", ordering="created")
    def received(self, suggestion: Suggestion) -> datetime.date:
        return timezone.localdate(suggestion.created)

    @admin.display(description="email")
    def answerable(self, suggestion: Suggestion) -> str:
        return "yes" if suggestion.email else ""

    @admin.action(description="Accept the selected suggestions (deletes the senders’ addresses)", permissions=["change"])
    def accept_selected(self, request: HttpRequest, chosen: QuerySet[Suggestion]) -> None:
        done = sum(self._decide(request, suggestion, "Accepted", "") for suggestion in chosen)
        self._report(request, done, len(chosen), "accepted")

    @admin.action(description="Reject the selected suggestions, with a reason …", permissions=["change"])
    def reject_selected(self, request: HttpRequest, chosen: QuerySet[Suggestion]) -> HttpResponseBase | None:
        new = chosen.filter(state=SuggestionState.NEW).select_related("program__current")
        form = Rejection(request.POST if "decided" in request.POST else None)
        if new and not form.is_valid():
            context = {"opts": self.opts, "chosen": new, "form": form, "action": "reject_selected"}
            template = "admin/suggestions/reject_selected.html"
            return page(request, template, "Reject suggestions", **context, status=422 if form.is_bound else 200)
        done = sum(self._decide(request, suggestion, "Rejected", form.cleaned_data["reason"]) for suggestion in new)
        self._report(request, done, len(chosen), "rejected")
        return None

    def _decide(self, request: HttpRequest, suggestion: Suggestion, word: str, reason: str) -> bool:
        """Accept or reject one suggestion; return False if it was already decided."""
        try:
            (accept if word == "Accepted" else reject)(suggestion, person(request), reason)
        except AlreadyHandled:
            return False
        self.log_change(request, suggestion, f"{word}. {reason}".strip())
        return True

    def _report(self, request: HttpRequest, done: int, chosen: int, word: str) -> None:
        text = f"{done} {word}. The senders’ addresses were deleted."
        if done < chosen:
            text += f" {chosen - done} already decided and not changed."
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)

    def get_urls(self) -> list[URLPattern]:
        def accept_one(request: HttpRequest, pk: int) -> HttpResponseBase:
            return decide(self, request, pk, accept, Acceptance, "accepted")

        def reject_one(request: HttpRequest, pk: int) -> HttpResponseBase:
            return decide(self, request, pk, reject, Rejection, "rejected")

        view = self.admin_site.admin_view
        return [
            path("<int:pk>/accept/", view(accept_one), name="catalog_suggestion_accept"),
            path("<int:pk>/reject/", view(reject_one), name="catalog_suggestion_reject"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Suggestions", **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return suggestion_page(self, request, object_id)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Refuse filters on the sender: a Viewer could guess the address letter by letter."""
        return lookup.partition("__")[0] not in ("email", "sender") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
