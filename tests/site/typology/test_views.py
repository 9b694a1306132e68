"""The pages of the typology and of each type."""

import pytest

from catalog.models import Program
from catalog.programs.services import retire
from tests.helpers import page
from typology import ProgramType

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("program_type", ProgramType)
def test_type_pages_show_combination_count_and_programs(client, program_type):
    shown = page(client, f"/types/{program_type.value}/")
    assert program_type.supports.combination in shown.text
    assert len(shown.slugs) == 10
    assert shown.has(f'a[href*="type={program_type.value}"]')


def test_the_fellowship_and_credential_types_point_to_their_namesakes(client):
    assert "80 programs" in page(client, "/types/fellowship/").text
    assert page(client, "/types/fellowship/").has('a[href*="form=fellowship"]')
    assert page(client, "/types/credential/").has('a[href*="form=degree"]')


def test_the_typology_shows_the_seven_types_with_live_counts(client, records):
    html = page(client, "/types/")
    for program_type, count in (("community-of-practice", 83), ("fellowship", 30)):
        assert html.has(f'[href="/programs/?type={program_type}"][aria-label^="{count} "]')
    retire(Program.objects.get(slug="sonoma-21csla-regional-academy"), None)
    assert page(client, "/types/").has('[href="/programs/?type=community-of-practice"][aria-label^="82 "]')
