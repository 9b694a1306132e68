"""What became of each version of a program, in words, and the version that each is read against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from catalog.models import ProgramVersion, Publication, VersionState

# versions that became public, and those with which a program was retired
SEEN = Q(published__isnull=False) | Q(state=VersionState.RETIRED)


@dataclass(frozen=True)
class Standing:
    """One version in its program's history.

    `told` says in a few words where it stands, `before` is the version that it changed: the one that was public when it
    was written, else the one before it; None for the first.
    """

    version: ProgramVersion
    told: str
    before: ProgramVersion | None

    @property
    def restorable(self) -> bool:
        """Whether restoring it would change anything: it is neither what the public sees nor waiting to be."""
        return self.version.state not in (VersionState.PUBLISHED, VersionState.PENDING)


def standings(versions: Sequence[ProgramVersion], publication: str) -> list[Standing]:
    """All versions of one program, newest first as they come, each with its standing."""
    return [
        Standing(version, _told(version, versions[:place], publication), _before(versions[place + 1 :]))
        for place, version in enumerate(versions)
    ]


def last_seen(programs: Iterable[int]) -> dict[int, ProgramVersion]:
    """What the public sees of the programs with these keys, or saw last of retired ones, by key: one query."""
    newer = ProgramVersion.objects.filter(SEEN, program=OuterRef("program"), number__gt=OuterRef("number"))
    seen = ProgramVersion.objects.filter(SEEN, ~Exists(newer), program__in=list(programs))
    return {version.program_id: version for version in seen}


def _before(older: Sequence[ProgramVersion]) -> ProgramVersion | None:
    return next((version for version in older if _was_public(version)), older[0] if older else None)


def _was_public(version: ProgramVersion) -> bool:
    return version.published is not None or version.state == VersionState.RETIRED


def _told(version: ProgramVersion, newer: Sequence[ProgramVersion], publication: str) -> str:
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
