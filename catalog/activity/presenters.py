"""Rows of activity, ready to print: who, what, about what, and where it leads."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse

from catalog.activity.kinds import KINDS
from catalog.activity.selectors import ActivityRow
from catalog.common.text import one_line

_LONGEST = 200


@dataclass(frozen=True)
class Subject:
    """What an action was about: a name, a detail such as a reason, and the address of its page ("" for none)."""

    name: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class ActivityEntry:
    """One action of one person."""

    code: str
    label: str
    time: datetime.datetime
    person: str
    subject: Subject


def present_activity(rows: Iterable[ActivityRow]) -> list[ActivityEntry]:
    """Return the entries of these rows, in order; a row that is gone in the meantime is left out."""
    rows = list(rows)
    keys: dict[str, list[int]] = defaultdict(list)
    for code, _, _, key in rows:
        keys[code].append(key)
    found = {code: _fetch(code, wanted) for code, wanted in keys.items()}
    people = {user.pk: user.get_username() for user in User.objects.filter(pk__in={who for _, _, who, _ in rows if who})}
    return [_entry(code, time, people.get(who or 0, ""), found[code][key]) for code, time, who, key in rows if key in found[code]]


def _fetch(code: str, keys: list[int]) -> dict[int, Any]:
    rows = KINDS[code].rows().filter(pk__in=keys)
    names = {field.name for field in rows.model._meta.get_fields()}
    related = [path for path in ("program", "content_type", "coding") if path in names]
    deeper = {"program": "program__current", "coding": "coding__program__current"}
    return {row.pk: row for row in rows.select_related(*(deeper.get(path, path) for path in related))}


def _entry(code: str, time: datetime.datetime, person: str, row: Any) -> ActivityEntry:
    subject = _SUBJECTS.get(code, _logged)(row)
    subject = Subject(one_line(subject.name)[:_LONGEST], one_line(subject.detail)[:_LONGEST], subject.url)
    # a sign-in may name somebody who has no account
    return ActivityEntry(code, KINDS[code].label, time, person or getattr(row, "username", None) or "", subject)


def _version(detail: str) -> Callable[[Any], Subject]:
    def describe(row: Any) -> Subject:
        return Subject(row.name, getattr(row, detail), reverse("admin_version", args=[row.program_id, row.number]))

    return describe


def _draft(row: Any) -> Subject:
    return Subject(row.name, url=f"{reverse('admin:catalog_program_add')}?draft={row.pk}")


def _review(row: Any) -> Subject:
    detail = f"{row.get_verdict_display()}. {row.note}"
    return Subject(str(row.program), detail, reverse("admin:catalog_program_history", args=[row.program_id]))


def _request(row: Any) -> Subject:
    return Subject(str(row.program), url=reverse("admin_confirmation", args=[row.program.slug]))


def _suggestion(row: Any) -> Subject:
    detail = f"{row.get_state_display()}. {row.reason}"
    return Subject(row.text, detail, reverse("admin:catalog_suggestion_change", args=[row.pk]))


def _coding(row: Any) -> Subject:
    return Subject(str(row.program), url=reverse("admin:catalog_program_change", args=[row.program_id]))


def _decision(row: Any) -> Subject:
    return Subject(str(row.coding.program), row.reason, reverse("admin_disagreement", args=[row.coding_id]))


def _run(row: Any) -> Subject:
    return Subject(f"{row.done} of {row.total} links checked", url=reverse("admin_links"))


def _sign_in(row: Any) -> Subject:
    return Subject(row.ip_address or "Unknown address", url=reverse(f"admin:axes_{row._meta.model_name}_change", args=[row.pk]))


def _logged(row: Any) -> Subject:
    """An entry of Django's log. Not each of its objects has a page of its own."""
    return Subject(row.object_repr, row.get_change_message(), "" if row.is_deletion() else _find_page(row))


def _find_page(row: Any) -> str:
    if row.content_type is None or not row.object_id:
        return ""
    if row.content_type.model == "importedfile":
        return reverse("admin_imported_file", args=[row.object_id])
    if row.content_type.model == "programfamily":
        return reverse("admin_families")  # the family may be gone by now
    if row.content_type.model == "addedterm":
        return reverse("admin_vocabulary")  # Reviewers may not open the form of a term
    try:
        return reverse(f"admin:{row.content_type.app_label}_{row.content_type.model}_change", args=[row.object_id])
    except NoReverseMatch:
        return ""


_SUBJECTS: dict[str, Callable[[Any], Subject]] = {
    "drafted": _draft,
    "created": _version("reason"),
    "changed": _version("reason"),
    "published": _version("decision"),
    "rejected": _version("decision"),
    "withdrawn": _version("reason"),
    "retired": _version("reason"),
    "reviewed": _review,
    "asked": _request,
    "suggestion": _suggestion,
    "coded": _coding,
    "disagreement": _decision,
    "links": _run,
    "signed-in": _sign_in,
    "failed": _sign_in,
    "locked": _sign_in,
}
