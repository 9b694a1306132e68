"""Families of programs: several programs of one design, such as the state Teachers of the Year.

The records state no family, so family_of() derives it from the name, for the families that the codebook names (section
"Families"). Everything that needs families asks this function.
"""

from __future__ import annotations

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book

TEACHER_OF_THE_YEAR = "Teacher of the Year"
# family -> what the names of its programs hold
FAMILIES = {
    "noyce": ("Noyce",),
    "teach-plus": ("Teach Plus",),
    "tap": ("TAP System", "TAP Master"),
    "peer-assistance-and-review": ("Peer Assistance and Review",),
    "iowa-tlc": ("Teacher Leadership and Compensation",),
    "q-comp": ("Q Comp",),
}


def family_of(record: ProgramRecord, words: Book) -> str:
    """Return the family of a program; "" for a program of its own design.

    A state Teacher of the Year is named after a state that it serves: ``"Ohio Teacher of the Year"``. The other families
    are named in their programs' names. `words` is the codebook of the record.
    """
    states = words.vocabularies["state"].by_code
    named = (f"{states[code].label} {TEACHER_OF_THE_YEAR}" for code in record.serves_states if code in states)
    if any(name in record.name for name in named):
        return "state-teacher-of-the-year"
    return next((family for family, parts in FAMILIES.items() if any(part in record.name for part in parts)), "")
