"""Make slugs from the names of programs."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from catalog.models import FormerSlug, Program

MOST = 110  # characters, with room for a number at the end


def free_slug(name: str) -> str:
    """Return a slug for a name that no program has or had; empty if the name has no Latin letter or digit."""
    stem = slug_of(name)
    if not stem:
        return ""
    taken = set(Program.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= set(FormerSlug.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return free_among(stem, taken)


def slug_of(name: str) -> str:
    """Return the slug of a name, taken or not; empty if the name has no Latin letter or digit."""
    return slugify(name)[:MOST].strip("-")


def free_among(stem: str, taken: Collection[str]) -> str:
    """Return the slug itself, or with the first number at its end that is not taken."""
    return next(slug for number in count(1) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)
