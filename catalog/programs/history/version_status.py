"""The status of each version of a program in words, and the version that it changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from catalog.models import ProgramVersion, Publication, VersionState

# versions that were public, and those that retired a program
SEEN = Q(published__isnull=False) | Q(state=VersionState.RETIRED)


@dataclass(frozen=True)
class VersionStatus:
    """The status of a version: its `label`, and the version `before` that it changed.

    That is the version that was public when it was written, or else the one before it; None for the first.
    """

    version: ProgramVersion
    label: str
    before: ProgramVersion | None

    @property
    def restorable(self) -> bool:
        """Whether restoring it would change anything: it is neither public nor pending."""
        return self.version.state not in (VersionState.PUBLISHED, VersionState.PENDING)


def version_statuses(versions: Sequence[ProgramVersion], publication: str) -> list[VersionStatus]:
    """Return the status of each version of one program, given newest first."""
    return [
        VersionStatus(version, _label(version, versions[:place], publication), _before(versions[place + 1 :]))
        for place, version in enumerate(versions)
    ]


def last_seen(programs: Iterable[int]) -> dict[int, ProgramVersion]:
    """Return the public version of each program, or the last public one of a retired program, by key. One query."""
    newer = ProgramVersion.objects.filter(SEEN, program=OuterRef("program"), number__gt=OuterRef("number"))
    seen = ProgramVersion.objects.filter(SEEN, ~Exists(newer), program__in=list(programs))
    return {version.program_id: version for version in seen}


def _before(older: Sequence[ProgramVersion]) -> ProgramVersion | None:
    return next((version for version in older if _was_public(version)), older[0] if older else None)


def _was_public(version: ProgramVersion) -> bool:
    return version.published is not None or version.state == VersionState.RETIRED


def _label(version: ProgramVersion, newer: Sequence[ProgramVersion], publication: str) -> str:
    state = version.state
    if state == VersionState.PUBLISHED:
        return "Published"
    if state == VersionState.PENDING:
        return "Draft" if publication == Publication.DRAFT else "Pending"
    if state == VersionState.REJECTED:
        return "Rejected"
    if state == VersionState.RETIRED:
        return "Retired"
    replacing = next((other for other in reversed(newer) if _was_public(other) or not version.published), None)
    if replacing is None:
        return "Replaced"
    if version.published and replacing.state == VersionState.RETIRED:
        return "Public until the program was retired"
    return f"Replaced by version {replacing.number}{'' if version.published else ', never published'}"
