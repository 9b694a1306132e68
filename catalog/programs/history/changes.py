"""What changed between two states of the catalog's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.programs.supports import supports_of
from catalog.schema.fields import ProgramRecord
from typology import ProgramType, Support, derive

Records = Mapping[str, ProgramRecord]  # slug -> record


@dataclass(frozen=True)
class ProgramTypeChange:
    """A program whose type changed, with the supports gained and lost and the evidence for each."""

    slug: str
    name: str
    before: ProgramType
    after: ProgramType
    gained: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changes:
    """Programs added and removed (slug, name), those whose type changed, and the number of others that changed."""

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    retyped: tuple[ProgramTypeChange, ...]
    edited: int


def changes(before: Records, after: Records) -> Changes:
    """Compare two states of the catalog, each by slug. Results are in order of the slugs."""
    common = sorted(before.keys() & after.keys())
    others = [slug for slug in common if supports_of(before[slug]) != supports_of(after[slug])]
    return Changes(
        added=tuple((slug, after[slug].name) for slug in sorted(after.keys() - before.keys())),
        removed=tuple((slug, before[slug].name) for slug in sorted(before.keys() - after.keys())),
        retyped=tuple(describe_type_change(before[slug], after[slug]) for slug in others),
        edited=sum(before[slug] != after[slug] for slug in common) - len(others),
    )


def describe_type_change(before: ProgramRecord, after: ProgramRecord) -> ProgramTypeChange:
    """Compare the supports of a program before and after its type changed."""
    old, new = supports_of(before), supports_of(after)
    return ProgramTypeChange(
        slug=after.slug,
        name=after.name,
        before=derive(old),
        after=derive(new),
        gained=_evidence(new & ~old, after),
        lost=_evidence(old & ~new, after),
    )


def _evidence(supports: Support, record: ProgramRecord) -> tuple[tuple[str, str], ...]:
    return tuple((code, record.supports.of(code).evidence) for code in supports.codes)
