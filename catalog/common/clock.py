"""Which day it is, for everything that tells coming deadlines from past ones."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """The setting TODAY where it names a day, else the real day in the catalog's time zone."""
    return settings.TODAY or timezone.localdate()
