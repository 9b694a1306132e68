"""Programs per 10,000 teachers of each state, by the table of teachers in fixtures/teachers_by_state.csv."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from django.conf import settings

from catalog.browse.facets import FACETS
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot

FILE = settings.BASE_DIR / "fixtures" / "teachers_by_state.csv"
PER = 10_000


@dataclass(frozen=True)
class TeacherTable:
    """Public school teachers (full-time equivalents) by state, of one school year, and where the numbers are from."""

    year: str
    source: str
    teachers: Mapping[str, Decimal]


@dataclass(frozen=True)
class StateRate:
    """A state: its programs and its teachers. `teachers` is None where the table has no number.

    naming  programs that name the state among those that they serve; nationwide ones are left out
    home    programs whose sponsor has its seat there
    """

    code: str
    name: str
    naming: int
    home: int
    teachers: Decimal | None

    @property
    def naming_rate(self) -> Decimal | None:
        """Programs that name the state per 10,000 of its teachers, to two decimals."""
        return rate(self.naming, self.teachers)

    @property
    def home_rate(self) -> Decimal | None:
        """Programs with their seat in the state per 10,000 of its teachers, to two decimals."""
        return rate(self.home, self.teachers)


@cache
def teacher_table() -> TeacherTable:
    """Return the table of teachers. Raises ValueError if its rows are not all of one year and source."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [(year, source)] = {(row["year"], row["source"]) for row in rows}
    return TeacherTable(year, source, {row["state"]: Decimal(row["teachers"]) for row in rows})


def rate(count: int, teachers: Decimal | None) -> Decimal | None:
    """Return a count per 10,000 teachers, rounded half up to two decimals; None without teachers."""
    if not teachers:
        return None
    return (PER * Decimal(count) / teachers).quantize(Decimal("0.01"), ROUND_HALF_UP)


def without_states(selection: Selection) -> Selection:
    """Return the selection that is counted: states are the rows, so choices of states do not apply."""
    return selection.with_values("state", ()).with_values("home_state", ())


def state_rates(snapshot: Snapshot, selection: Selection) -> list[StateRate]:
    """Return every state and territory in order of names, counted as the choices in all other facets say."""
    naming, home = snapshot.count_listing(selection), snapshot.counts(selection)["home_state"]
    teachers = teacher_table().teachers
    labels = sorted(FACETS["state"].labels.items(), key=lambda item: item[1])
    return [StateRate(code, name, naming[code], home.get(code, 0), teachers.get(code)) for code, name in labels]
