"""How strongly two facets go together, and where a rule of the catalog makes a pattern by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from catalog.browse.crosstabs.crosstab import CrosstabQuery
from typology import Rule, Support

SMALL_EXPECTED = 5  # below it, a chi-square test of a cell is not to be trusted (Cochran 1954, Biometrics 10(4))
_FOLLOWS = "A program’s type follows from its supports."
_PREPARES = "Coded only for programs that prepare teachers."
_CREDENTIAL = "Under the credential rule, a program that leads to a credential, such as a degree, recognizes teachers."
_RECOGNIZES = "Coded only for programs that recognize teachers, and it says on what basis."
_NATIONWIDE = "Nationwide programs are open to teachers in every state."
_BASED = "The basis “credential” follows from the credentials that a program leads to."
_SUPPORTS = tuple(support.code for support in Support)  # each is a facet: what the pages say of it
_CONSTRUCTIONS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"type", "support"}), _FOLLOWS),
    *((frozenset({axis, other}), _PREPARES) for axis, other in product(("model", "practice"), ("type", "support"))),
    *((frozenset({axis, other}), _CREDENTIAL) for axis, other in product(("credential", "form"), ("type", "support"))),
    *((frozenset({"basis", axis}), _RECOGNIZES) for axis in ("type", "support")),
    *((frozenset({code, axis}), _FOLLOWS) for code, axis in product(_SUPPORTS, ("type", "support"))),
    *((frozenset({"prepare", axis}), _PREPARES) for axis in ("model", "practice")),
    (frozenset({"recognize", "credential"}), _CREDENTIAL),
    (frozenset({"recognize", "basis"}), _RECOGNIZES),
    (frozenset({"basis", "credential"}), _BASED),
    (frozenset({"scope", "state"}), _NATIONWIDE),
)


@dataclass(frozen=True)
class Association:
    """Cramér's V of a table, from 0 (none) to 1, and the share of its cells with an expected count under SMALL_EXPECTED."""

    v: float
    rows: int
    columns: int
    cells: int
    small: int


def measure_association(cells: Sequence[Sequence[int]]) -> Association | None:
    """Return the association of a table of counts, rows of cells; None without two rows and two columns that have programs.

    Each program must count in one cell only. Cramér (1946), Mathematical Methods of Statistics, section 21.9, without a
    correction for bias.
    """
    rows = [row for row in cells if any(row)]
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    if len(rows) < 2 or len(columns) < 2:
        return None
    rows = list(zip(*columns, strict=True))
    total = sum(map(sum, rows))
    expected = [[sum(row) * sum(column) / total for column in columns] for row in rows]
    chi_square = sum(
        (count - chance) ** 2 / chance
        for counts, chances in zip(rows, expected, strict=True)
        for count, chance in zip(counts, chances, strict=True)
    )
    small = sum(chance < SMALL_EXPECTED for chances in expected for chance in chances)
    v = (chi_square / (total * (min(len(rows), len(columns)) - 1))) ** 0.5
    return Association(min(v, 1.0), len(rows), len(columns), len(rows) * len(columns), small)


def association_of(crosstab: CrosstabQuery) -> Association | None:
    """Return the association of a cross-table; None for one facet, and where a program can count in several cells."""
    counts = crosstab.count()
    if not crosstab.columns or any(sum(counts.totals[axis].values()) > counts.total for axis in crosstab.axes):
        return None
    return measure_association([list(line.values()) for line in counts.cells.values()])


def explain_construction(crosstab: CrosstabQuery) -> str:
    """Return the rules that make a pattern of the table or of its panels by themselves, or "" if none does."""
    return explain_pattern(crosstab.facets, crosstab.selection.rules)


def explain_pattern(facets: Collection[str], rules: Rule) -> str:
    """Return the rules that make a pattern between facets by themselves, under changed rules, or ""."""
    # such a table is made without the credential rule
    left_out = _CREDENTIAL if Rule.NO_CREDENTIAL in rules else ""
    return " ".join(dict.fromkeys(rule for axes, rule in _CONSTRUCTIONS if axes <= set(facets) and rule != left_out))
