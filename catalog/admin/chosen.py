"""What a list's actions are done to: the rows that were ticked. What is the key of no row is none of them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

_LARGEST = 2**63 - 1  # that a database takes as a key


class ChosenMixin(ModelAdmin):
    """A model admin whose actions take any selection: Django's own asks the database for whatever was posted."""

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *location: Any, **more: Any) -> HttpResponse | None:
        posted = request.POST.copy()
        posted.setlist(ACTION_CHECKBOX_NAME, [key for key in posted.getlist(ACTION_CHECKBOX_NAME) if _is_key(key)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *location, **more)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST
