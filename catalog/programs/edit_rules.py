"""Rules for what an editor changes in a record, beyond the rules of the codebook.

What a record already holds may stay until somebody changes it. The new record need not be valid yet: values of a wrong
kind are ignored here, because validation reports them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.common.text import fold_line
from catalog.schema.errors import RecordProblem
from catalog.schema.validation import Record
from typology import Support

_YEARS = ("founded", "evidence_year")


def check_change(before: Record | None, after: Mapping[str, Any], today: datetime.date) -> list[RecordProblem]:
    """Return all problems of changing the record `before` (None for a new one) to `after`."""
    return [*check_sources(before, after), *check_evidence(before, after), *check_future_dates(before, after, today)]


def check_sources(before: Record | None, after: Mapping[str, Any]) -> list[RecordProblem]:
    """Return the supports without a source in a new record, or that changed in any part.

    Many of the first records name no source for a support. They may stay so until somebody changes that support, so that a
    new deadline or link needs no new evidence.
    """
    known = before.as_json()["supports"] if before else {}
    why = "though this support is changed" if before else "though the program is new"
    return [
        RecordProblem(f"supports.{code}.source", f"is empty, {why}", "the address of the source that shows it")
        for code, support in _supports(after)
        if not support.get("source") and not (code in known and _same(support, known[code]))
    ]


def check_evidence(before: Record | None, after: Mapping[str, Any]) -> list[RecordProblem]:
    """Return the supports that changed between present and absent but kept their evidence."""
    known = before.as_json()["supports"] if before else {}
    found = []
    for code, support in _supports(after):
        present, was = support.get("present"), known.get(code)
        if (
            was
            and isinstance(present, bool)
            and present != was["present"]
            and _plain(support, "evidence") == _plain(was, "evidence")
        ):
            now, shows = ("yes", "what shows it") if present else ("no", "why it is absent")
            message = f"did not change, though the support changes to {now}"
            found.append(RecordProblem(f"supports.{code}.evidence", message, f"a sentence that says {shows}"))
    return found


def check_future_dates(before: Record | None, after: Mapping[str, Any], today: datetime.date) -> list[RecordProblem]:
    """Return the years and reading days after `today` that are not in `before`."""
    found = []
    for name in _YEARS:
        if before is None or after.get(name) != getattr(before, name):
            found += check_year(name, after.get(name), today)
    read_before = [(fold_line(source.url), source.read) for source in before.sources] if before else []
    for number, source in enumerate(_sources(after)):
        day = _day(source.get("read"))
        if day and day > today and (_plain(source, "url"), _plain(source, "read")) not in read_before:
            found.append(RecordProblem(f"sources[{number}].read", f"{day} is still to come", f"{today} at the latest"))
    return found


def check_year(field: str, year: Any, today: datetime.date) -> list[RecordProblem]:
    """Return the problem of a year in the future."""
    if not isinstance(year, int) or year <= today.year:
        return []
    return [RecordProblem(field, f"{year} is still to come", f"{today.year} at the latest")]


def _supports(record: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    supports = record.get("supports")
    if isinstance(supports, Mapping):
        for support in Support:
            if isinstance(value := supports.get(support.code), Mapping):
                yield support.code, value


def _sources(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    sources = record.get("sources")
    return [source if isinstance(source, Mapping) else {} for source in sources] if isinstance(sources, list) else []


def _same(support: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Return whether a support is unchanged, ignoring differences that nobody sees and the order of its set."""
    return all(_part(support, name) == _part(known, name) for name in known)


def _part(support: Mapping[str, Any], name: str) -> Any:
    value = _plain(support, name)
    return sorted(map(str, value)) if isinstance(value, list) else value


def _plain(part: Mapping[str, Any], name: str) -> Any:
    value = part.get(name)
    return fold_line(value) if isinstance(value, str) else value


def _day(text: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text.strip()) if isinstance(text, str) else None
    except ValueError:
        return None
