"""Pending versions, each compared with what the public sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.admin_common.diff_presenters import type_of
from catalog.models import ProgramVersion
from catalog.programs.history.diff import differences
from catalog.programs.history.version_status import last_seen
from typology import ProgramType


@dataclass(frozen=True)
class ChangedFields:
    """What differs between the public version and a pending one: the labels of the fields, and both types."""

    labels: tuple[str, ...]
    before: ProgramType
    after: ProgramType

    @property
    def retyped(self) -> bool:
        """Whether the type differs."""
        return self.before != self.after


@dataclass(frozen=True)
class PendingChange:
    """A pending version, the type of its program, and what it changes of the last public version (None without one)."""

    version: ProgramVersion
    type: ProgramType
    sides: ChangedFields | None

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
        PendingChange(version, type_of(version.record), _compare(public.get(version.program_id), version)) for version in versions
    ]


def _compare(public: ProgramVersion | None, version: ProgramVersion) -> ChangedFields | None:
    if public is None:
        return None
    labels = tuple(one.label for one in differences(public.record, version.record))
    return ChangedFields(labels, type_of(public.record), type_of(version.record))
