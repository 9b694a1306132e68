"""Mark two similar programs as distinct."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import DistinctPair, Program
from catalog.programs.publishing.revision import one_writer


@transaction.atomic
def keep_apart(one: Program, other: Program, user: User) -> DistinctPair:
    """Record that two programs are distinct; an existing mark stays. Raises ValueError if they are the same program."""
    if one == other:
        raise ValueError("One program is no pair.")
    one_writer()
    first, second = sorted((one, other), key=lambda program: program.pk)
    pair, _ = DistinctPair.objects.get_or_create(first=first, second=second, defaults={"user": user, "time": timezone.now()})
    return pair
