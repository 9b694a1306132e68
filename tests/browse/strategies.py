"""Random selections, and records that are real ones with some facts exchanged."""

from decimal import Decimal
from types import SimpleNamespace

from hypothesis import strategies as st

from catalog.browse.facets import BOUNDS, FACETS
from catalog.browse.selection import SORTS, Selection, usual_sort
from catalog.models import Program
from typology import Rule

# in place of a set of programs where only its sponsors matter
PROGRAMS = SimpleNamespace(model=Program, sponsors={"nasa": None, "nea": None}, present_sponsor=str)

LIMITS = {
    "duration_max": st.decimals(0, 40, places=1),
    "experience_max": st.decimals(0, 12, places=2),
    "founded_min": st.integers(1950, 2026).map(Decimal),
    "founded_max": st.integers(1950, 2026).map(Decimal),
    "seen_min": st.integers(2008, 2027).map(Decimal),
}


@st.composite
def facet_codes(draw, most):
    """Some codes of at most so many facets, in the order of the vocabularies."""
    names = draw(st.lists(st.sampled_from(list(FACETS)), max_size=most, unique=True))
    found = {}
    for name in FACETS:
        if name in names:
            codes = draw(st.sets(st.sampled_from(list(FACETS[name].labels)), min_size=1, max_size=3))
            found[name] = tuple(code for code in FACETS[name].labels if code in codes)
    return found


@st.composite
def selections(draw):
    chosen, excluded = draw(facet_codes(most=4)), draw(st.just({}) | facet_codes(most=2))
    limits = draw(st.lists(st.sampled_from(list(BOUNDS)), max_size=2, unique=True))
    bounds = {name: draw(LIMITS[name]) for name in BOUNDS if name in limits}
    if {"founded_min", "founded_max"} <= bounds.keys():  # no range ends before it starts
        bounds["founded_min"], bounds["founded_max"] = sorted((bounds["founded_min"], bounds["founded_max"]))
    return Selection(
        chosen=chosen,
        bounds=bounds,
        q=(q := draw(st.sampled_from(["", "", "teacher leader", "“policy fellows” OR coach -award"]))),
        sort=draw(st.sampled_from([usual_sort(q), *SORTS])),
        rules=Rule(draw(st.integers(0, 127))),
        page=draw(st.integers(1, 12)),
        per_page=draw(st.integers(1, 100)),
        excluded=excluded,
    )
