"""The address of a program that has none yet."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from catalog.models import FormerSlug, Program

MOST = 110  # characters: room for a number behind


def free_slug(name: str) -> str:
    """A slug made of a program's name that no program has or had; empty where the name holds no Latin letter or digit."""
    stem = slug_of(name)
    if not stem:
        return ""
    taken = set(Program.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return free_among(stem, taken)


def slug_of(name: str) -> str:
    """The slug that a program's name makes, taken or not; empty where the name holds no Latin letter or digit."""
    return slugify(name)[:MOST].strip("-")


def free_among(stem: str, taken: Collection[str]) -> str:
    """The slug itself, or with the first number behind it that makes it none of the taken."""
    return next(slug for number in count(1) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)
