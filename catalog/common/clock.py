"""Today's date."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """Return the setting TODAY, or the date in the catalog's time zone if it is empty."""
    return settings.TODAY or timezone.localdate()
