"""The typology of teacher leadership programs, in plain Python without a framework.

A program gives one to three supports: it *prepares* teachers to lead, *places* them in leadership roles, *recognizes*
their expertise. The combination makes it one of seven types. `typology.agreement` measures how far two coders agree.

Source of the three supports: Berg, Horn, Supovitz & Margolis (2019), "Typology of Teacher Leadership Programs", CPRE
Research Report RR 2019-1, https://eric.ed.gov/?id=ED597851. The names of the combinations are this catalog's reading: see
`typology.program_types`.
"""

from typology.program_types import Neighbor, ProgramType, derive, neighbors
from typology.rules import AS_CODED, Rule, limit_supports
from typology.supports import NoSupportError, Support

__all__ = ["AS_CODED", "Neighbor", "NoSupportError", "ProgramType", "Rule", "Support", "derive", "limit_supports", "neighbors"]
