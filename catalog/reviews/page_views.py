"""How often programs' pages are opened, month by month: counts alone."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from catalog.models import MonthlyViews, Program
from catalog.serving.database import take_turns


@transaction.atomic
def add_openings(counts: Mapping[str, int], day: datetime.date) -> None:
    """Add to the count of each program (by its slug) in the month of `day`; unknown slugs are passed over.

    Nothing that the public sees changes, so there is no new stamp and no wait for editors.
    """
    take_turns("openings")
    month = day.replace(day=1)
    programs = dict(Program.objects.filter(slug__in=counts).values_list("pk", "slug"))
    known = set(MonthlyViews.objects.filter(month=month, program__in=programs).values_list("program_id", flat=True))
    new = []
    for key, slug in programs.items():
        if key in known:
            MonthlyViews.objects.filter(month=month, program=key).update(count=F("count") + counts[slug])
        else:
            new.append(MonthlyViews(program_id=key, month=month, count=counts[slug]))
    MonthlyViews.objects.bulk_create(new)
