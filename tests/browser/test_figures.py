"""The diagram, its table and the browse page give the same numbers."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import count
from typology import ProgramType

pytestmark = pytest.mark.browser

# where people click: the middle of the number
MIDDLE = "text => { const box = text.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2] }"


def test_the_diagram_and_its_table_agree(wide):
    wide.goto("/types/")
    drawn = wide.locator(".venn-region .venn-count").all_text_contents()
    wide.locator("#venn-table > summary").click()
    listed = wide.locator("#venn-table tbody .num").all_inner_texts()
    assert len(drawn) == 7
    assert drawn == listed
    assert wide.locator("#venn-table tfoot .num").inner_text() == str(sum(map(int, drawn)))
    wide.goto("/programs/")
    assert count(wide) == sum(map(int, drawn))


@pytest.mark.parametrize("kind", ProgramType, ids=lambda kind: kind.value)
def test_a_region_opens_as_many_programs_as_it_shows(wide, kind):
    wide.goto("/types/")
    number = wide.locator(f".region-{kind.value} .venn-count")
    shown = int(number.text_content())
    name = f"{shown} {kind.label} ({kind.supports.combination.lower()})"
    expect(wide.locator(f".region-{kind.value}")).to_have_accessible_name(name)
    wide.mouse.click(*number.evaluate(MIDDLE))
    wide.wait_for_url(f"**/programs/?type={kind.value}")
    assert count(wide) == shown
    expect(wide.locator(f"#f-type-{kind.value}")).to_be_checked()
