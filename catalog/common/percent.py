"""Percentages, rounded half up from integers everywhere."""

from __future__ import annotations

from decimal import Decimal

_Z = 1.959963984540054  # of a 95% interval


def percent(count: int, whole: int) -> str:
    """Return ``23%``; ``<1%`` for a share above zero, ``>99%`` for a share below all, ``–`` if `whole` is 0."""
    if not whole:
        return "–"
    if 0 < 200 * count < whole:
        return "<1%"
    if count < whole and 200 * count >= 199 * whole:
        return ">99%"
    return f"{(200 * count + whole) // (2 * whole)}%"


def wilson_interval(count: int, whole: int) -> tuple[float, float]:
    """Return the 95% interval of a share, as two numbers from 0 to 1. `whole` must be above 0.

    Wilson (1927), Journal of the American Statistical Association 22(158), without a correction for continuity.
    """
    share, extra = count / whole, _Z * _Z / whole
    middle = (share + extra / 2) / (1 + extra)
    half = _Z / (1 + extra) * ((share * (1 - share) + extra / 4) / whole) ** 0.5
    return (0.0 if count == 0 else middle - half), (1.0 if count == whole else middle + half)


def interval_text(count: int, whole: int) -> str:
    """Return the 95% interval in whole percent, ``39–62``; "" if `whole` is 0."""
    if not whole:
        return ""
    low, high = wilson_interval(count, whole)
    return f"{round(100 * low)}–{round(100 * high)}"


def exact_percent(count: int, whole: int) -> str:
    """Return ``12.50``, for a file; empty if `whole` is 0."""
    return f"{Decimal((20_000 * count + whole) // (2 * whole)) / 100:.2f}" if whole else ""
