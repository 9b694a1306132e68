"""Bringing back the whole record of an older version."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from catalog.models import Program, ProgramVersion, VersionState
from catalog.programs.revision import one_writer
from catalog.programs.services import MayNotPublish, may_publish, publish, save
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import validate


class NothingToRestore(Exception):
    """Raised where a version is the public or the pending one already; `version` is that one."""

    def __init__(self, version: ProgramVersion):
        self.version = version
        super().__init__(str(version))


@transaction.atomic
def restore(
    program: Program, number: int, user: User, reason: str, *, base: int | None = None, publishing: bool = False
) -> Program:
    """Write the record of version `number` as a new version: pending (of a draft: saved), or public where `publishing`.

    A retired program that is published again loses its tombstone. `base` as for save(). Raises InvalidRecord
    where no reason is given, or the record breaks a rule of today: the vocabulary or its slug may have gone to others;
    NewerVersion as save() does; NothingToRestore; MayNotPublish as may_publish() says; ProgramVersion.DoesNotExist.
    """
    if not reason.strip():
        raise InvalidRecord([RecordProblem("reason", "is empty", "why this version comes back; kept in the history")])
    if publishing and not may_publish(user, user):
        raise MayNotPublish
    one_writer()
    version = program.versions.get(number=number)
    if version.state in (VersionState.PUBLISHED, VersionState.PENDING):
        raise NothingToRestore(version)
    act = publish if publishing else save
    return act(program, validate(version.record), user, f"Version {number} restored: {reason.strip()}", base=base)
