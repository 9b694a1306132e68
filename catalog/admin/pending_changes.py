"""Pending versions, each compared with what the public sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.admin_common.diff_presenters import SideBySide, side_by_side, type_of
from catalog.models import ProgramVersion
from catalog.programs.history.version_status import last_seen
from typology import ProgramType


@dataclass(frozen=True)
class PendingChange:
    """A pending version, the type of its program, and the comparison with the last public version (None without one)."""

    version: ProgramVersion
    type: ProgramType
    sides: SideBySide | None

    @property
    def token(self) -> str:
        """What a form sends back to say which version its page displayed."""
        return version_token(self.version)


def version_token(version: ProgramVersion) -> str:
    """Return program and number of a version, for the field `shown` of a form."""
    return f"{version.program_id}:{version.number}"


def compare_with_public(versions: Sequence[ProgramVersion]) -> list[PendingChange]:
    """Compare pending versions with the last public version of their programs. One query."""
    public = last_seen(version.program_id for version in versions)
    return [
        PendingChange(
            version,
            type_of(version.record),
            side_by_side(public[version.program_id].record, version.record) if version.program_id in public else None,
        )
        for version in versions
    ]
