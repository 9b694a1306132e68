"""Uploaded files that wait for the confirmation of their import."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import PendingImport
from catalog.models.pending_import import MAX_AGE


@transaction.atomic
def add_pending_import(user: User, file_name: str, kind: str, content: bytes) -> PendingImport:
    """Store a file until this person confirms its import. Deletes the files that have expired."""
    delete_expired_imports()
    return PendingImport.objects.create(user=user, file_name=file_name, kind=kind, content=content, created=timezone.now())


def find_pending_import(user: User, key: str) -> PendingImport | None:
    """Return this person's file with this primary key, or None if it does not exist or has expired."""
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return None
    return PendingImport.objects.filter(user=user, pk=int(key), created__gt=timezone.now() - MAX_AGE).first()


def delete_expired_imports(now: datetime.datetime | None = None) -> int:
    """Delete the files that nobody has confirmed in time. Return their number."""
    deleted, _ = PendingImport.objects.filter(created__lte=(now or timezone.now()) - MAX_AGE).delete()
    return deleted
