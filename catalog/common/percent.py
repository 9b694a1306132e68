"""Shares as percentages, rounded in one way everywhere: half a percent up, from whole numbers, so that no fraction is lost."""

from __future__ import annotations

from decimal import Decimal


def percent(count: int, whole: int) -> str:
    """``23%``; ``<1%`` and ``>99%`` for a share that is more than none and less than all, ``–`` of nothing."""
    if not whole:
        return "–"
    if 0 < 200 * count < whole:
        return "<1%"
    if count < whole and 200 * count >= 199 * whole:
        return ">99%"
    return f"{(200 * count + whole) // (2 * whole)}%"


def exact_percent(count: int, whole: int) -> str:
    """``12.50``, for a file that is calculated with; empty of nothing."""
    return f"{Decimal((20_000 * count + whole) // (2 * whole)) / 100:.2f}" if whole else ""
