"""Evidence for the names of the types: the possible readings, and the kinds of program that fit each name.

The article names four types that prepare without printing their combinations. `READING` is this catalog's assignment,
`ALTERNATIVE` the main other one. A program's form (what it presents itself as) is coded separately from its supports, so
the number of forms that fit the names is evidence for or against a reading.

`catalog.browse.editions.typology_evidence` counts the programs that fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from typology.program_types import ProgramType, derive
from typology.supports import Support

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
