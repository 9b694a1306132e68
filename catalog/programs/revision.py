"""The revision, which changes with every published write."""

import uuid

from django.db.models import F

from catalog.models import Revision


def one_writer() -> None:
    """Make every other action wait until the caller's transaction ends.

    What an action checks (a free slug, the latest version) then still holds when it writes. On SQLite, IMMEDIATE
    transactions already do this.
    """
    Revision.objects.select_for_update().get(pk=1)


def restamp() -> None:
    """Give the catalog a new stamp, in the caller's transaction: pages change, but no published record."""
    Revision.objects.filter(pk=1).update(stamp=uuid.uuid4())


def bump() -> None:
    """Give the published catalog a new number and stamp, in the caller's transaction."""
    Revision.objects.filter(pk=1).update(number=F("number") + 1, stamp=uuid.uuid4())
