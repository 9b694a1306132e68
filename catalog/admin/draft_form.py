"""Save the form of a new program as an unfinished draft, and show it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from catalog.admin.change_form import ChangeForm
from catalog.models import UnfinishedDraft
from catalog.record_form.forms import RecordForm
from catalog.record_form.sources import SourceFormSet
from catalog.schema.fields import FIELDS
from catalog.schema.vocabulary import vocabulary

_SOURCE = ("url", "title", "read", "for_all")
_CHANGE = ("reason", "suggestion", "distinct", "from_page")
MOST_SOURCES = 200


def requested_draft(request: HttpRequest) -> UnfinishedDraft | None:
    """Return the draft that the address names with `draft`; None if it names none, or one that is gone."""
    key = draft_key(request)
    return UnfinishedDraft.objects.filter(pk=key).select_related("user").first() if key else None


def draft_key(request: HttpRequest) -> int | None:
    """Return the primary key in the address, None without one."""
    text = request.GET.get("draft", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def collect_typed(posted: QueryDict) -> dict[str, list[str]]:
    """Return what was typed into the fields of the form, as it is, without null characters."""
    names = {*RecordForm().fields, *_CHANGE}
    return {
        name: [value.replace("\x00", "") for value in values]
        for name, values in posted.lists()
        if name in names or name.startswith("sources-")
    }


def forms_of(typed: dict[str, list[str]], base: int | None) -> tuple[RecordForm, Any, ChangeForm]:
    """Return the forms with what was typed and without errors; `base` is the number of the draft."""
    data: MultiValueDict[str, str] = MultiValueDict(typed)
    fields = RecordForm().fields
    values = {name: field.widget.value_from_datadict(data, MultiValueDict(), name) for name, field in fields.items()}
    values = {name: _with_present_terms(name, value) for name, value in values.items()}
    change = {name: data.get(name) for name in _CHANGE} | {"base": base}
    sources = SourceFormSet(initial=_sources(data), prefix="sources")
    return RecordForm(initial=values), sources, ChangeForm(initial=change)


def _with_present_terms(name: str, value: Any) -> Any:
    """Return a value with the terms that took the place of those it names, so that none is lost."""
    words = FIELDS[name].vocabulary if name in FIELDS else ""
    renamed = vocabulary(words).renamed if words else {}
    return (
        list(dict.fromkeys(renamed.get(code, code) for code in value)) if isinstance(value, list) else renamed.get(value, value)
    )


def _sources(data: MultiValueDict[str, str]) -> list[dict[str, str]]:
    rows = [{key: data.get(f"sources-{row}-{key}", "") for key in _SOURCE} for row in range(MOST_SOURCES)]
    return [row for place, row in enumerate(rows) if (row["url"] or row["title"]) and f"sources-{place}-DELETE" not in data]
