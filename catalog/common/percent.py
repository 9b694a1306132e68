"""Percentages, rounded half up from integers everywhere."""

from __future__ import annotations

from decimal import Decimal


def percent(count: int, whole: int) -> str:
    """Return ``23%``; ``<1%`` for a share above zero, ``>99%`` for a share below all, ``–`` if `whole` is 0."""
    if not whole:
        return "–"
    if 0 < 200 * count < whole:
        return "<1%"
    if count < whole and 200 * count >= 199 * whole:
        return ">99%"
    return f"{(200 * count + whole) // (2 * whole)}%"


def exact_percent(count: int, whole: int) -> str:
    """Return ``12.50``, for a file; empty if `whole` is 0."""
    return f"{Decimal((20_000 * count + whole) // (2 * whole)) / 100:.2f}" if whole else ""
