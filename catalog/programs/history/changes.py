"""What changed from one state of the catalog's records to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from typology import ProgramType, Support, derive

Records = Mapping[str, ProgramRecord]  # slug -> record


@dataclass(frozen=True)
class Retyped:
    """A program whose type changed: the supports it has gained and lost say why, with the sentence for each."""

    slug: str
    name: str
    before: ProgramType
    after: ProgramType
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changes:
    """Programs added and removed (slug, name), those of another type now, and how many others changed in any field."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    retyped: tuple[Retyped, ...]
    edited: int


def changes(before: Records, after: Records) -> Changes:
    """What changed between two states, each by slug, in order of the slugs."""
    common = sorted(before.keys() & after.keys())
    others = [slug for slug in common if supports_of(before[slug]) != supports_of(after[slug])]
    return Changes(
        added=tuple((slug, after[slug].name) for slug in sorted(after.keys() - before.keys())),
        removed=tuple((slug, before[slug].name) for slug in sorted(before.keys() - after.keys())),
        retyped=tuple(retyped(before[slug], after[slug]) for slug in others),
        edited=sum(before[slug] != after[slug] for slug in common) - len(others),
    )


def retyped(before: ProgramRecord, after: ProgramRecord) -> Retyped:
    """How a program of another type now came to it, from its record before and after."""
    old, new = supports_of(before), supports_of(after)
    return Retyped(
        slug=after.slug,
        name=after.name,
        before=derive(old),
        after=derive(new),
        gained=_told(new & ~old, after),
        lost=_told(old & ~new, after),
    )


def _told(supports: Support, record: ProgramRecord) -> tuple[tuple[str, str], ...]:
    return tuple((code, record.supports.of(code).evidence) for code in supports.codes)
