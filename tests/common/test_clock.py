"""Which day it is: the real one, unless the settings name another."""

import datetime

from django.utils import timezone

from catalog.common.clock import today


def test_today_is_the_real_day_unless_the_settings_name_another(settings, monkeypatch):
    settings.TODAY = None
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 11, 23))
    assert today() == datetime.date(2026, 11, 23)
    settings.TODAY = datetime.date(2022, 3, 1)
    assert today() == datetime.date(2022, 3, 1)
