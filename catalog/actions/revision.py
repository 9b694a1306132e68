"""The revision changes with every published write."""

import uuid

from django.db.models import F

from catalog.models import Revision


def bump() -> None:
    """Give the published catalog a new number and stamp, in the caller's transaction.

    The row's lock also makes published writes wait for each other.
    """
    Revision.objects.filter(pk=1).update(number=F("number") + 1, stamp=uuid.uuid4())
