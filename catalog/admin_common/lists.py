"""Admin lists that ignore invalid filters and primary keys."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

_LARGEST = 2**63 - 1  # largest primary key


class ChosenMixin(ModelAdmin):
    """A model admin that ignores invalid filter values and keys, which Django would pass to the database."""

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Turn database errors of a filter into IncorrectLookupParameters: Django then shows the list without filters."""
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
