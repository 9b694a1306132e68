"""Entries of Django's log for actions that leave no other trace."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

EXPORT = 20  # an action in addition to Django's addition, change and deletion; an export changes nothing


def log_action(user: User, kind: type[Model], name: str, flag: int, message: str, key: int | None = None) -> None:
    """Log what a user did to an object of this kind, or to several of them if `key` is None.

    name: what the log calls the object, also after it is gone.
    flag: ADDITION, CHANGE or DELETION of Django's log, or EXPORT.
    """
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(kind),
        object_id=None if key is None else str(key),
        object_repr=name[:200],
        action_flag=flag,
        change_message=message,
    )
