"""Which of a program's versions counts for what."""

from __future__ import annotations

from catalog.models import Program, ProgramVersion, VersionState

# what an editor goes on from, the first of them that there is; what is rejected is not taken up again unasked
_GOING_ON = (VersionState.PENDING, VersionState.PUBLISHED)


def working_version(program: Program) -> ProgramVersion | None:
    """The version that an editor goes on from: the pending one, else the published, else the latest.

    So a change that was rejected is not taken up again unasked, but a rejected draft is. None for a program without versions.
    """
    versions = {version.state: version for version in program.versions.filter(state__in=_GOING_ON)}
    return versions.get(VersionState.PENDING) or versions.get(VersionState.PUBLISHED) or program.versions.first()


def latest_number(program: Program) -> int:
    """The number of the latest version, whatever became of it: what a change begun now must be based on; 0 for none."""
    return program.versions.order_by("-number").values_list("number", flat=True).first() or 0
