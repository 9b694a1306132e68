"""Organizations and their changes, ready to print in the admin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from catalog.models import OrganizationChange, Publication, UnfinishedDraft
from catalog.organizations.details import FIELDS, carried_details, lost_identifiers
from catalog.organizations.effects import AffectedVersion, ChangeEffects
from catalog.organizations.selectors import PENDING, PLACES, UNFINISHED, NamedIn

MOST = 300  # programs in one table; the rest are counted
_PLACE_LABELS = {
    Publication.PUBLISHED.value: "published",
    Publication.DRAFT.value: "draft",
    Publication.RETIRED.value: "retired",
    PENDING: "pending change",
    UNFINISHED: "unfinished draft",
}


@dataclass(frozen=True)
class NamedRow:
    """A program on an organization's page: `roles` in words, and the address of its form."""

    key: int
    name: str
    roles: str
    place: str
    label: str
    url: str


@dataclass(frozen=True)
class EffectRow:
    """A program in the preview of a change: each role with the old name and the new one, if any, and notes."""

    key: int
    name: str
    url: str
    author: str
    changes: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class EffectTable:
    """The programs of one kind in a preview: how many, the first ones as rows, and what happens to them."""

    name: str
    title: str
    text: str
    count: int
    rows: tuple[EffectRow, ...]

    @property
    def rest(self) -> int:
        """How many have no row."""
        return self.count - len(self.rows)


def describe_counts(counts: Counter[str]) -> str:
    """Return counts by place in words: "12 published, 1 draft"; empty for none."""
    return ", ".join(f"{counts[place]} {_plural(place, counts[place])}" for place in PLACES if counts[place])


def build_rows(uses: Sequence[NamedIn]) -> list[NamedRow]:
    """Return one row for each program that names an organization, with its roles."""
    roles: dict[tuple[str, int], list[str]] = {}
    first: dict[tuple[str, int], NamedIn] = {}
    for use in uses:
        key = (UNFINISHED if use.place == UNFINISHED else "", use.key)
        first.setdefault(key, use)
        if use.role not in roles.setdefault(key, []):
            roles[key].append(use.role)
    return [
        NamedRow(use.key, use.program, " and ".join(roles[key]).capitalize(), use.place, _label(use.place), _form_url(use))
        for key, use in first.items()
    ]


def build_tables(effects: ChangeEffects) -> list[EffectTable]:
    """Return the preview of a change as tables; those without programs are left out."""
    tables = [
        _table("published", "Published programs", "Each gets a new version. All are published together.", effects.published),
        _table(
            "waiting",
            "Drafts and pending changes",
            "They get the new name and go on waiting. Who may publish them stays the same.",
            effects.waiting,
        ),
        _unfinished(effects.unfinished),
        _table(
            "kept",
            "Retired programs and rejected drafts",
            "They keep the old name in their history, and get the new one if somebody brings them back.",
            effects.kept,
        ),
    ]
    return [table for table in tables if table.count]


def build_detail_rows(change: OrganizationChange) -> list[tuple[str, str, str]]:
    """Return the label, the old and the new text of each detail that a change changes."""
    return [
        (label, change.before.get(field, ""), change.after[field]) for field, label in FIELDS.items() if field in change.after
    ]


def build_along(change: OrganizationChange) -> list[tuple[str, str, bool]]:
    """Return the details that a merge takes along, and the identifiers that it drops: label, text, whether it is kept."""
    if change.into is None:
        return []
    carried, lost = carried_details(change.organization, change.into), lost_identifiers(change.organization, change.into)
    return [
        *((FIELDS[field], text, True) for field, text in carried.items() if not field.endswith(("_source", "_date"))),
        *((FIELDS[field], text, False) for field, text in lost.items()),
    ]


def _table(name: str, title: str, text: str, affected: Sequence[AffectedVersion]) -> EffectTable:
    return EffectTable(name, title, text, len(affected), tuple(map(_row, affected[:MOST])))


def _row(one: AffectedVersion) -> EffectRow:
    version, change = one.version, one.change
    notes = []
    if one.dropped:
        notes.append(f"“{change.new}” would be named twice, so it is no longer listed as {one.dropped}.")
    if one.mentions:
        notes.append(f"The {' and '.join(one.mentions)} also {_contains(one.mentions)} the old name. Edit it there if needed.")
    changes = [(role, change.old, change.new) for role in one.roles]
    url = reverse("admin:catalog_program_change", args=[version.program_id])
    author = str(version.user) if version.user else ""
    return EffectRow(version.program_id, version.name, url, author, tuple(changes), tuple(notes))


def _contains(texts: Sequence[str]) -> str:
    return "contains" if len(texts) == 1 else "contain"


def _unfinished(drafts: Sequence[UnfinishedDraft]) -> EffectTable:
    url = reverse("admin:catalog_program_add")
    rows = [
        EffectRow(draft.pk, draft.name, f"{url}?{urlencode({'draft': draft.pk})}", str(draft.user or ""), (), ())
        for draft in drafts[:MOST]
    ]
    return EffectTable("unfinished", "Unfinished drafts", "The new name replaces the one typed.", len(drafts), tuple(rows))


def _form_url(use: NamedIn) -> str:
    if use.place == UNFINISHED:
        return f"{reverse('admin:catalog_program_add')}?{urlencode({'draft': use.key})}"
    return reverse("admin:catalog_program_change", args=[use.key])


def _label(place: str) -> str:
    label = _PLACE_LABELS[place]
    return label[:1].upper() + label[1:]


def _plural(place: str, number: int) -> str:
    label = _PLACE_LABELS[place]
    return label if number == 1 or place in (Publication.PUBLISHED, Publication.RETIRED) else f"{label}s"
