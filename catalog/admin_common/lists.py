"""What a list of the admin shows, and what its actions are done to. Invalid filters and primary keys are ignored."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

_LARGEST = 2**63 - 1  # that a database takes as a key


class ChosenMixin(ModelAdmin):
    """A model admin whose filters and actions take any value: Django's own asks the database for whatever was sent."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Django answers IncorrectLookupParameters with the list without filters; only the database may find them wrong."""
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError, DataError) as error:
            raise IncorrectLookupParameters from error

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *location: Any, **more: Any) -> HttpResponse | None:
        posted = request.POST.copy()
        posted.setlist(ACTION_CHECKBOX_NAME, [key for key in posted.getlist(ACTION_CHECKBOX_NAME) if _is_key(key)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *location, **more)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST
