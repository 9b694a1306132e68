"""Which of a program's versions counts for what."""

from __future__ import annotations

from catalog.models import Program, ProgramVersion, VersionState

# what an editor goes on from, the first of them that there is; what is rejected is not taken up again unasked
GOING_ON = (VersionState.PENDING, VersionState.PUBLISHED, VersionState.RETIRED)


def working_version(program: Program) -> ProgramVersion | None:
    """The version that an editor goes on from: the pending one, else the published, else that which retired it, else the latest.

    So a change that was rejected is not taken up again unasked, but a rejected draft is. None for a program without versions.
    """
    versions = {version.state: version for version in program.versions.filter(state__in=GOING_ON).order_by("number")}
    return next((versions[state] for state in GOING_ON if state in versions), None) or program.versions.first()


def working_number(program: Program) -> int:
    """The number of the version that an editor goes on from: what a change begun now must be based on; 0 for none."""
    version = working_version(program)
    return version.number if version else 0
