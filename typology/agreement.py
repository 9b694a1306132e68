"""How far two coders agree: percent agreement, Cohen's kappa and Gwet's AC1, with bootstrap and exact intervals."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from statistics import quantiles

Pair = tuple[Hashable, Hashable]

_SEED = 1960
_RULE_OF_THREE_FROM = 30  # items
_TAIL = 0.025  # outside of each end of an exact interval


@dataclass(frozen=True)
class Agreement:
    """How far two coders of the same `n` items agree.

    `percent` is 0 to 100. `kappa` and `ac1` are at most 1, and None if both coders used only one and the same category.
    The 95% interval of `percent` is exact, as of exact_interval(). Those of kappa and AC1 are from `resamples` bootstrap
    resamples. The interval of kappa leaves out the `undefined` ones, in which kappa is undefined; its ends are None if
    fewer than two are left.
    """

    n: int
    agreed: int
    percent: float
    percent_low: float
    percent_high: float
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    ac1: float | None
    ac1_low: float | None
    ac1_high: float | None
    resamples: int
    undefined: int

    @property
    def always(self) -> bool:
        """Whether the coders agree on every item. Bootstrap intervals then have no width."""
        return self.agreed == self.n

    @property
    def may_differ(self) -> float | None:
        """The percentage of items on which coders who always agree may still differ, by the rule of three (3/n).

        None if they differ, and for fewer than 30 items, for which 3/n is not near the exact bound.
        Source: Hanley & Lippman-Hand (1983), "If nothing goes wrong, is everything all right?", JAMA 249(13), 1743-1745.
        """
        return 300 / self.n if self.always and self.n >= _RULE_OF_THREE_FROM else None


def agreement(pairs: Sequence[Pair], *, resamples: int = 2000, seed: int = _SEED) -> Agreement:
    """Return the agreement of two coders. Each pair has the first and the second coder's category of an item.

    With n items, a the number on which both agree, and f(k) and g(k) how often the first and the second
    coder used category k, one of q categories that either coder used::

        observed          o = a / n
        expected          e = sum over k of f(k) g(k) / n²
        kappa               = (o - e) / (1 - e)
        prevalence     p(k) = (f(k) + g(k)) / 2n
        expected in AC1  e' = sum over k of p(k) (1 - p(k)) / (q - 1)
        AC1                 = (o - e') / (1 - e')

    If one category is much more frequent than the others, kappa is low even if coders hardly differ; AC1 is not.

    Intervals of kappa and AC1 are percentile bootstrap: n pairs are drawn with replacement, `resamples` times, and the
    interval is from the 2.5th to the 97.5th percentile of the results. The same pairs, in any order, and the same `seed`
    always give the same figures.

    Raises ValueError without pairs, or with fewer than two resamples.

    Sources: Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20(1), 37-46; Gwet (2008), "Computing inter-rater reliability and its variance in the presence of
    high agreement", British Journal of Mathematical and Statistical Psychology 61(1), 29-48; Efron & Tibshirani
    (1993), "An Introduction to the Bootstrap", chapter 13.
    """
    if not pairs:
        raise ValueError("there are no pairs: the agreement over no items is not a number")
    if resamples < 2:
        raise ValueError(f"{resamples} resamples give no interval: use two at least, better 1,000")
    counts = Counter(pairs)
    drawn = list(_draws(counts, resamples, random.Random(seed)))
    kappas = [kappa for kappa in map(_kappa, drawn) if kappa is not None]
    # every draw has the categories of the whole sample, even if it misses one
    categories = len({category for pair in counts for category in pair})
    ac1 = _ac1(counts, categories) if categories > 1 else None
    ac1_low, ac1_high = _interval([_ac1(draw, categories) for draw in drawn]) if categories > 1 else (None, None)
    low, high = exact_interval(_agreed(counts), counts.total())
    kappa_low, kappa_high = _interval(kappas) if len(kappas) > 1 else (None, None)
    return Agreement(
        n=len(pairs),
        agreed=_agreed(counts),
        percent=_percent(counts),
        percent_low=100 * low,
        percent_high=100 * high,
        kappa=_kappa(counts),
        kappa_low=kappa_low,
        kappa_high=kappa_high,
        ac1=ac1,
        ac1_low=ac1_low,
        ac1_high=ac1_high,
        resamples=resamples,
        undefined=resamples - len(kappas),
    )


def coefficients(pairs: Iterable[Pair]) -> tuple[float | None, float | None]:
    """Return Cohen's kappa and Gwet's AC1 of at least one pair, as agreement() defines them, without intervals."""
    counts = Counter(pairs)
    categories = len({category for pair in counts for category in pair})
    return _kappa(counts), _ac1(counts, categories) if categories > 1 else None


@lru_cache(maxsize=4096)
def exact_interval(count: int, whole: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share, as two numbers from 0 to 1. `whole` must be above 0.

    Its ends are the shares with which so many, or so few, are found in 2.5% of samples. It is never too narrow, also for
    rare or missing disagreements.
    Source: Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the binomial",
    Biometrika 26(4), 404-413.
    """
    low = _solve(lambda share: _at_least(count, whole, share)) if count else 0.0
    high = 1 - _solve(lambda share: _at_least(whole - count, whole, share)) if count < whole else 1.0
    return low, high


def _solve(chance: Callable[[float], float]) -> float:
    """Return the share at which a rising chance is 2.5%, by halving."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if chance(middle) < _TAIL else (low, middle)
    return middle


def _at_least(count: int, whole: int, share: float) -> float:
    """Return the chance of at least `count` successes in `whole` trials with a chance between 0 and 1."""
    yes, no = math.log(share), math.log1p(-share)
    every = math.lgamma(whole + 1)
    return math.fsum(
        math.exp(every - math.lgamma(one + 1) - math.lgamma(whole - one + 1) + one * yes + (whole - one) * no)
        for one in range(count, whole + 1)
    )


def _draws(counts: Counter[Pair], times: int, chance: random.Random) -> Iterable[Counter[Pair]]:
    """Yield resamples: as many pairs, drawn with replacement."""
    # sorted, so that the order of the pairs changes nothing
    cells = sorted(counts, key=repr)
    bounds, size = list(accumulate(counts[cell] for cell in cells)), counts.total()
    for _ in range(times):
        yield Counter(chance.choices(cells, cum_weights=bounds, k=size))


def _agreed(counts: Counter[Pair]) -> int:
    return sum(count for (first, second), count in counts.items() if first == second)


def _percent(counts: Counter[Pair]) -> float:
    return 100 * _agreed(counts) / counts.total()


def _kappa(counts: Counter[Pair]) -> float | None:
    """Return kappa, expanded by n² to add only integers: (n a - sum f g) / (n² - sum f g)."""
    firsts: Counter[Hashable] = Counter()
    seconds: Counter[Hashable] = Counter()
    for (first, second), count in counts.items():
        firsts[first] += count
        seconds[second] += count
    size, expected = counts.total(), sum(count * seconds[category] for category, count in firsts.items())
    if expected == size**2:
        return None
    return (size * _agreed(counts) - expected) / (size**2 - expected)


def _ac1(counts: Counter[Pair], categories: int) -> float:
    """Return AC1, expanded by 4n²(q - 1) to add only integers. `categories` (q) is at least 2."""
    used: Counter[Hashable] = Counter()
    for (first, second), count in counts.items():
        used[first] += count
        used[second] += count
    size = counts.total()
    whole, expected = 4 * size**2 * (categories - 1), sum(count * (2 * size - count) for count in used.values())
    return (4 * size * (categories - 1) * _agreed(counts) - expected) / (whole - expected)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the 2.5th and the 97.5th percentile."""
    fortieths = quantiles(values, n=40, method="inclusive")
    return fortieths[0], fortieths[-1]
