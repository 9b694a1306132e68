"""The typology of teacher leadership programs, free of any framework.

A program gives up to three supports: it *prepares* teachers to lead, *places* them in leadership
roles, *recognizes* their expertise. Which of them it gives makes it one of seven types.
How far two coders agree on such codes is told by `typology.agreement`.

Source of the three supports: Berg, Horn, Supovitz & Margolis (2019), "Typology of Teacher
Leadership Programs", CPRE Research Report RR 2019-1. Which name stands for which combination is
this catalog's reading: see `typology.program_types`.
"""

from typology.program_types import Neighbour, ProgramType, derive, neighbours
from typology.rules import AS_CODED, Rule, counted
from typology.supports import NoSupportError, Support

__all__ = ["AS_CODED", "Neighbour", "NoSupportError", "ProgramType", "Rule", "Support", "counted", "derive", "neighbours"]
