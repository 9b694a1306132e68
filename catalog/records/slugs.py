"""The address of a program that has none yet."""

from __future__ import annotations

from itertools import count

from django.utils.text import slugify

from catalog.models import FormerSlug, Program

MOST = 110  # characters: room for a number behind


def free_slug(name: str) -> str:
    """A slug made of a program's name that no program has or had; empty where the name holds no Latin letter or digit."""
    stem = slugify(name)[:MOST].strip("-")
    if not stem:
        return ""
    taken = set(Program.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)
