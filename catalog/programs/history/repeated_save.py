"""Tell the second of two clicks on one button from a change by somebody else."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Program, ProgramVersion, VersionState
from catalog.schema.validation import Record, canonical

_WINDOW = datetime.timedelta(minutes=2)


def find_same_save(
    program: Program | None, record: Record, user: User, *, base: int | None, publishing: bool
) -> ProgramVersion | None:
    """Return the version that this user has just saved from the same form with the same record, or None.

    program: None for a new program, whose first save may have been given another slug.
    base: the number of the version that the form was made from.
    publishing: whether to publish; a version that only waits is then not the same.
    """
    versions = ProgramVersion.objects.filter(user=user, time__gt=timezone.now() - _WINDOW).select_related("program")
    versions = versions.filter(program=program, number__gt=base or 0) if program else versions.filter(number=1)
    if publishing:
        versions = versions.exclude(state=VersionState.PENDING)
    for version in versions.order_by("-time"):
        written = canonical(version.record)
        if written == record or (program is None and written == record.model_copy(update={"slug": written.slug})):
            return version
    return None
