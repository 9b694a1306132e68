"""Uploaded files that wait for the confirmation of their import, and the log of those that were imported."""

from __future__ import annotations

import datetime

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.admin_common.log import log_action
from catalog.models import PendingImport
from catalog.models.pending_import import MAX_AGE


@transaction.atomic
def add_pending_import(user: User, file_name: str, kind: str, content: bytes) -> PendingImport:
    """Store a file until this person confirms its import. Deletes the files that have expired."""
    delete_expired_imports()
    return PendingImport.objects.create(user=user, file_name=file_name, kind=kind, content=content, created=timezone.now())


def pending_imports(user: User) -> QuerySet[PendingImport]:
    """Return this person's files that have not expired, the latest first, without their contents."""
    return PendingImport.objects.filter(user=user, created__gt=timezone.now() - MAX_AGE).defer("content").order_by("-pk")


def find_pending_import(user: User, key: str) -> PendingImport | None:
    """Return this person's file with this primary key, or None if it does not exist or has expired."""
    return pending_imports(user).defer(None).filter(pk=int(key)).first() if _is_key(key) else None


@transaction.atomic
def log_import(pending: PendingImport, summary: str) -> None:
    """Log that a file was imported, and delete it. Call it in the transaction of the import."""
    log_action(pending.user, PendingImport, f"Import of {pending.file_name}", ADDITION, summary, pending.pk)
    pending.delete()


def find_import(user: User, key: str) -> str:
    """Return what this person's file with this primary key did when it was imported; empty if it was not."""
    if not _is_key(key):
        return ""
    kind = ContentType.objects.get_for_model(PendingImport)
    found = LogEntry.objects.filter(user=user, content_type=kind, object_id=key).values_list("change_message", flat=True)
    return found.first() or ""


def delete_expired_imports(now: datetime.datetime | None = None) -> int:
    """Delete the files that nobody has confirmed in time. Return their number."""
    deleted, _ = PendingImport.objects.filter(created__lte=(now or timezone.now()) - MAX_AGE).delete()
    return deleted


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19
