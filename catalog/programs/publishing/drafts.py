"""Unfinished drafts: new programs saved with a name and whatever else was typed. They are no programs yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import UnfinishedDraft
from catalog.programs.publishing.revision import one_writer


class NewerDraft(Exception):
    """Raised when somebody saved, sent or discarded a draft since; `draft` is its newest state, None if it is gone."""

    def __init__(self, draft: UnfinishedDraft | None):
        self.draft = draft
        super().__init__(str(draft))


@transaction.atomic
def save_draft(
    key: int | None, name: str, data: Mapping[str, Sequence[str]], user: User, base: int | None = None
) -> UnfinishedDraft:
    """Save what was typed as a draft; `key` is None for a new one, `base` the number that the form was made from.

    Raises NewerDraft, and writes nothing, if the draft was saved, sent or discarded since.
    """
    one_writer()
    draft = UnfinishedDraft() if key is None else _present_draft(key, base)
    draft.number = 1 if key is None else draft.number + 1
    draft.name, draft.data, draft.user, draft.saved = name, dict(data), user, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def delete_draft(key: int, base: int | None) -> None:
    """Delete a draft that was sent or is not wanted. Raises NewerDraft as save_draft() does."""
    one_writer()
    _present_draft(key, base).delete()


def may_discard_draft(user: User, draft: UnfinishedDraft) -> bool:
    """Return whether a user may discard a draft: its author and reviewers may."""
    return draft.user in (user, None) or user.has_perm("catalog.publish_program")


def _present_draft(key: int, base: int | None) -> UnfinishedDraft:
    draft = UnfinishedDraft.objects.filter(pk=key).first()
    if draft is None or draft.number != base:
        raise NewerDraft(draft)
    return draft
