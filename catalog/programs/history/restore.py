"""Restore the record of an older version."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.organization_names import known_spellings, use_known_spellings
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.revision import one_writer
from catalog.programs.services import MayNotPublish, publish, save
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import validate


class NothingToRestore(Exception):
    """Raised when the version to restore is already public or pending."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__(str(version))


@transaction.atomic
def restore(
    program: Program, number: int, user: User, reason: str, *, base: int | None = None, publishing: bool = False
) -> Program:
    """Write the record of version `number` as a new version: public if `publishing`, else pending (of a draft: saved).

    It names organizations as they are called now. A retired program that is published again is public again. `base` as
    for save(). Raises InvalidRecord without a reason, or if the record is no longer valid; NewerVersion as save() does;
    NothingToRestore; MayNotPublish as may_publish() says; ProgramVersion.DoesNotExist.
    """
    if not reason.strip():
        raise InvalidRecord([RecordProblem("reason", "is empty", "why this version comes back; kept in the history")])
    if publishing and not may_publish(user, user):
        raise MayNotPublish
    one_writer()
    version = program.versions.get(number=number)
    if version.state in (VersionState.PUBLISHED, VersionState.PENDING):
        raise NothingToRestore(version)
    write = publish if publishing else save
    record = use_known_spellings(validate(version.record), known_spellings())
    return write(program, record, user, f"Version {number} restored: {reason.strip()}", base=base)
