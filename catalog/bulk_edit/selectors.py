"""Read bulk edits: what of them waits for a decision."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet

from catalog.models import BulkEdit, ProgramVersion, Publication, VersionState


def waiting_versions(bulk_edit: BulkEdit) -> QuerySet[ProgramVersion]:
    """Return the versions of a bulk edit that are still pending, by the name of their program."""
    waiting = bulk_edit.versions.filter(state=VersionState.PENDING)
    found = waiting.select_related("program__current", "user", "absorbs__program").defer("program__current__record")
    return found.order_by("name", "pk")


def is_published_alone(version: ProgramVersion) -> bool:
    """Return whether a version of a bulk edit is published on its own page alone.

    With a draft the whole record becomes public, and with a merge another program retires: the bulk edit shows neither.
    """
    return version.program.publication == Publication.DRAFT or version.absorbs is not None


def waiting_bulk_edits(author: User | None = None) -> QuerySet[BulkEdit]:
    """Return the bulk edits with versions that wait, oldest first, each with their number as `waiting`.

    Only those of `author` if given.
    """
    edits = BulkEdit.objects.annotate(waiting=Count("versions", filter=Q(versions__state=VersionState.PENDING)))
    found = edits.filter(waiting__gt=0).select_related("user").order_by("time", "pk")
    return found.filter(user=author) if author else found
