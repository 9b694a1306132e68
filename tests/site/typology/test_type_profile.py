"""The profile of a type: its shares are those of the cross-tables, and every difference that passes the rule is listed."""

import re

import pytest

from catalog.common.percent import percent
from catalog.site.typology.type_profile import FEWEST, STATED
from tests.browse import oracle
from tests.helpers import page
from tests.site.page_reader import CrossTable, explore
from typology import ProgramType

pytestmark = pytest.mark.django_db

TYPES = [kind.value for kind in ProgramType]


@pytest.mark.parametrize("code", TYPES)
def test_a_share_reads_as_it_does_in_the_cross_table(client, code):
    """Of reach, which every program states."""
    shares = re.search(r'id="profile-scope".*?</table>', page(client, f"/types/{code}/").html, re.DOTALL)[0]
    of_type = re.findall(r'<td class="num">(\S+) ', shares)
    table = CrossTable(page(client, explore("type", "scope", show="row")))
    row = [table.cells[code, column].text.split()[0] for column in table.columns]
    assert sorted(of_type) == sorted(text for text in row if text != "0%" or text in of_type)
    assert percent(7, 56) == "13%"


@pytest.mark.parametrize("code", TYPES)
def test_every_value_that_differs_enough_is_listed(client, records, code):
    shown = re.findall(r'data-facet="(\w+)" data-code="([^"]+)"', page(client, f"/types/{code}/").html)
    mine = [record for record in records if oracle.values(record, "type") == [code]]
    rest = [record for record in records if oracle.values(record, "type") != [code]]
    expected = set()
    for facet in ("form", "sponsor_type", "scope", "focus", "delivery", "pays", "receives", "entry"):
        one, two = ([record for record in part if "unstated" not in oracle.values(record, facet)] for part in (mine, rest))
        if not all(len(some) >= FEWEST and len(some) >= STATED * len(every) for some, every in ((one, mine), (two, rest))):
            continue
        for value in {value for record in (*one, *two) for value in oracle.values(record, facet)}:
            counts = [sum(value in oracle.values(record, facet) for record in part) for part in (one, two)]
            # at least 15 points apart, in integers
            if abs(counts[0] * len(two) - counts[1] * len(one)) * 100 >= 15 * len(one) * len(two):
                expected.add((facet, value))
    assert len(shown) == len(expected)
    assert set(shown) == expected


@pytest.mark.parametrize(("query", "is_built"), [("", True), ("?release=2026.11", True), ("?rule=no-credential", False)])
def test_a_pattern_that_a_rule_makes_is_named(client, query, is_built):
    """Degrees are credentials, and under the credential rule these recognize teachers."""
    shown = page(client, f"/types/credential/{query}")
    assert bool(shown.all('[data-construction="form"]')) is is_built
    assert not shown.all('[data-construction="scope"]')
