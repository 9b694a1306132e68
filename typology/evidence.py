"""The evidence for the reading of the type names: whether kinds of program fit names, and the figures of the study.

The article names four types that prepare without printing which combination each stands for. `READING` is this
catalog's assignment, `ALTERNATIVE` the main other one. A program's form (what it presents itself as) is coded
apart from its supports, so how often forms fit names is evidence for or against a reading.

Nothing here applies a coding rule: pass the supports that count under the rules, see `typology.rules.counted`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from typology.supports import Support
from typology.types import ProgramType, derive

_PREPARES = (
    Support.PREPARE,
    Support.PREPARE | Support.RECOGNIZE,
    Support.PREPARE | Support.PLACE,
    Support.PREPARE | Support.PLACE | Support.RECOGNIZE,
)

# Each reading gives a name to every combination that prepares.
READING: Mapping[Support, ProgramType] = MappingProxyType({supports: derive(supports) for supports in _PREPARES})
ALTERNATIVE: Mapping[Support, ProgramType] = MappingProxyType(
    {
        Support.PREPARE: ProgramType.CREDENTIAL,
        Support.PREPARE | Support.PLACE: ProgramType.COMMUNITY_OF_PRACTICE,
        Support.PREPARE | Support.RECOGNIZE: ProgramType.FELLOWSHIP,
        Support.PREPARE | Support.PLACE | Support.RECOGNIZE: ProgramType.PROFESSIONAL_ADVANCEMENT,
    }
)

# Which forms (codes of the vocabulary `form`) fit which of the four names.
FITTING_FORMS: Mapping[ProgramType, tuple[str, ...]] = MappingProxyType(
    {
        ProgramType.CREDENTIAL: ("degree", "certificate", "endorsement", "certification", "microcredential"),
        ProgramType.FELLOWSHIP: ("fellowship", "ambassador"),
        ProgramType.COMMUNITY_OF_PRACTICE: ("network", "institute"),
        ProgramType.PROFESSIONAL_ADVANCEMENT: ("role",),
    }
)


@dataclass(frozen=True)
class Fit:
    """Of `programs` with a name, the number whose form fits that name."""

    programs: int
    fitting: int


@dataclass(frozen=True)
class NameFit:
    """How well a reading fits: for each of the four names, in the order of the types."""

    by_name: Mapping[ProgramType, Fit]

    @property
    def total(self) -> Fit:
        """The fit over all programs that prepare."""
        fits = self.by_name.values()
        return Fit(sum(fit.programs for fit in fits), sum(fit.fitting for fit in fits))


def count_fit(programs: Iterable[tuple[Support, Iterable[str]]], names: Mapping[Support, ProgramType]) -> NameFit:
    """Count the programs that prepare, by the name a reading gives them, and those whose form fits it.

    `programs` gives for each program the supports that count and the codes of its forms; `names` is READING or
    ALTERNATIVE. A program fits if at least one of its forms does. Programs that do not prepare are left out.

    The two figures of the design for the data of codebook 2 (291 programs prepare) use different rules:

    - READING with the codebook's rules: 202 of 291 fit.
    - ALTERNATIVE under `no-credential`: 109 of 291 fit. A degree that prepares, and recognizes by its credential
      alone, then only prepares, so the alternative names it a credential program. This is the most favorable
      case for the alternative; with the codebook's rules 55 of 291 fit.
    """
    counts: Counter[ProgramType] = Counter()
    fitting: Counter[ProgramType] = Counter()
    for supports, forms in programs:
        name = names.get(supports)
        if name is None:
            continue
        counts[name] += 1
        fitting[name] += not set(forms).isdisjoint(FITTING_FORMS[name])
    return NameFit({name: Fit(counts[name], fitting[name]) for name in ProgramType if name in FITTING_FORMS})


@dataclass(frozen=True)
class SupportCounts:
    """Of `programs` that give any support, how many prepare and how many combine two or more supports."""

    programs: int
    prepare: int
    combine: int

    @property
    def prepare_share(self) -> float:
        """The share that prepares, from 0 to 1; 0 where there are no programs."""
        return self.prepare / self.programs if self.programs else 0.0

    @property
    def combine_share(self) -> float:
        """The share that combines two or more supports, from 0 to 1; 0 where there are no programs."""
        return self.combine / self.programs if self.programs else 0.0


def count_supports(programs: Iterable[Support]) -> SupportCounts:
    """Count what the calibration panel compares with the study, over the supports that count for each program.

    A program without a support is left out: under the same rules it is not in the catalog.
    """
    given = [supports for supports in programs if supports]
    return SupportCounts(
        programs=len(given),
        prepare=sum(Support.PREPARE in supports for supports in given),
        combine=sum(len(supports) > 1 for supports in given),
    )
