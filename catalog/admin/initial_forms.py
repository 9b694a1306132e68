"""The forms of a program as they are first shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.change_form import ChangeForm
from catalog.confirmations.answers import record_values
from catalog.models import ProgramVersion, Suggestion, SuggestionOrigin, SuggestionState
from catalog.programs import display
from catalog.programs.organization_names import former_names, use_present_names
from catalog.record_form.conversion import initial
from catalog.record_form.forms import RecordForm
from catalog.record_form.sources import SourceFormSet
from catalog.reviews.quick_fields import AGING
from catalog.schema.validation import canonical

_PREFILLED = (
    *("name", "sponsor", "website", "summary", "form_basis", "serves_basis", "money_note", "eligibility"),
    *("min_years_experience", "deadline_month", "deadline_date", "deadline_note", "founded"),
)
_PREFILLED_SETS = ("form", "serves_states")


def get_suggestion(key: Any) -> Suggestion | None:
    """Return the suggestion with this primary key; None for any other input."""
    text = str(key or "")
    return Suggestion.objects.filter(pk=text).first() if text.isdecimal() and len(text) < 16 else None


def build_initial_forms(request: HttpRequest, version: ProgramVersion | None) -> tuple[RecordForm, Any, ChangeForm]:
    """Return the forms as they are first shown: with the version's record, or with what the address prefills."""
    values: dict[str, Any]
    suggestion, reason = get_suggestion(request.GET.get("suggestion")), ""
    if version:
        values, sources = initial(use_present_names(canonical(version.record), former_names()))
        if "week" in request.GET:  # what was typed into the weekly review
            values |= {name: request.GET[name] for name in AGING if name in request.GET}
        if "fill" in request.GET and suggestion and _is_answer(suggestion, version):
            values |= record_values(suggestion.answers)
            reason = f"Confirmed by the program, {display.day(timezone.localdate(suggestion.created))}"
    else:
        values = {name: request.GET.get(name, "") for name in _PREFILLED}
        values |= {name: request.GET.getlist(name) for name in _PREFILLED_SETS}
        url = request.GET.get("source_url", "")
        read = request.GET.get("source_read", "") or timezone.localdate().isoformat()
        sources = [{"url": url, "title": request.GET.get("source_title", ""), "read": read}] if url else []
    known = {*_PREFILLED, *_PREFILLED_SETS}
    from_page = [] if version else [name for name in request.GET.get("from_page", "").split() if name in known and values[name]]
    change = {
        "base": version.number if version else 0,
        "suggestion": suggestion,
        "reason": reason,
        "from_page": " ".join(from_page),
    }
    return RecordForm(initial=values), SourceFormSet(initial=sources, prefix="sources"), ChangeForm(initial=change)


def _is_answer(suggestion: Suggestion, version: ProgramVersion) -> bool:
    """Return whether a suggestion is the answer of a version that was not rejected."""
    is_its_own = suggestion.origin == SuggestionOrigin.PROGRAM and suggestion.program_id == version.program_id
    return is_its_own and suggestion.state != SuggestionState.DECLINED
