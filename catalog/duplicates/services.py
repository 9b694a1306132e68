"""Mark two similar programs as distinct."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import DistinctPair, Program
from catalog.programs.publishing.revision import one_writer


def keep_all_apart(program: Program, slugs: Iterable[str], user: User) -> None:
    """Record that a program is distinct from those with these slugs, so that nobody is asked again."""
    for other in Program.objects.filter(slug__in=slugs).exclude(pk=program.pk):
        keep_apart(program, other, user)


@transaction.atomic
def keep_apart(one: Program, other: Program, user: User) -> DistinctPair:
    """Record that two programs are distinct; an existing mark stays. Raises ValueError if they are the same program."""
    if one == other:
        raise ValueError("One program is no pair.")
    one_writer()
    first, second = sorted((one, other), key=lambda program: program.pk)
    pair, _ = DistinctPair.objects.get_or_create(first=first, second=second, defaults={"user": user, "time": timezone.now()})
    return pair
