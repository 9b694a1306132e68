"""The version of a program that an editor works on."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.history.version_status import SEEN

# the states of the working version, by preference; a rejected version is not continued by default
WORKING_STATES = (VersionState.PENDING, VersionState.PUBLISHED, VersionState.RETIRED)
REJECTION_SHOWN = datetime.timedelta(days=90)  # how long a rejection is listed
# a version that was published, retired or rejected: the next one begins a new proposal
ENDS_PROPOSAL = SEEN | Q(state=VersionState.REJECTED)


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


def proposal_versions(version: ProgramVersion) -> QuerySet[ProgramVersion]:
    """Return the versions of the proposal that ends with this one, oldest first and without their records.

    A proposal begins after the last version that was published, retired or rejected.
    """
    decided = version.program.versions.filter(ENDS_PROPOSAL, number__lt=version.number).first()
    since = version.program.versions.filter(number__gt=decided.number if decided else 0, number__lte=version.number)
    return since.select_related("user").defer("record").order_by("number")
