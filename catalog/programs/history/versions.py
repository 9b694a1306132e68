"""The version of a program that an editor works on."""

from __future__ import annotations

from catalog.models import Program, ProgramVersion, VersionState

# the states of the working version, by preference; a rejected version is not continued by default
WORKING_STATES = (VersionState.PENDING, VersionState.PUBLISHED, VersionState.RETIRED)


def working_version(program: Program) -> ProgramVersion | None:
    """Return the version to edit: the pending one, else the published one, else the one that retired it, else the latest.

    So a rejected change is not continued, but a rejected draft is. None for a program without versions.
    """
    versions = {version.state: version for version in program.versions.filter(state__in=WORKING_STATES).order_by("number")}
    return next((versions[state] for state in WORKING_STATES if state in versions), None) or program.versions.first()


def working_number(program: Program) -> int:
    """Return the number of the version to edit, on which a change made now must be based; 0 without versions."""
    version = working_version(program)
    return version.number if version else 0
