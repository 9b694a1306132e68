"""An address is replaced in every program that uses it, after a preview, and two people see it."""

import pytest

from catalog.links.replacement import find_replacements, replace_everywhere
from catalog.models import ProgramVersion
from catalog.programs.services import NewerVersion, publish, save
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
PAGE = "/admin/links/replace/"
OLD, NEW = "https://old.example.org/program", "https://new.example.org/program"


def linked(record, slug, **changes):
    sources = [*record.sources[:1], {**record.sources[0].model_dump(), "url": OLD}]
    return publish(None, change(record, slug=slug, name=f"Academy {slug}", website=OLD, sources=sources, **changes), None)


@pytest.fixture
def programs(new_record):
    return [linked(new_record, f"linked-{number}") for number in (1, 2)]


def confirm(client, shown, **changes):
    return client.post(PAGE, shown.form_data("#replacements", "_replace") | changes)


def test_the_preview_lists_every_program_and_writes_nothing(editor_client, programs):
    before = ProgramVersion.objects.count()
    shown = page(editor_client, f"{PAGE}?old={OLD}&new={NEW}")
    assert [each["data-program"] for each in shown.all("[data-program]")] == [f"{program.pk}:1" for program in programs]
    assert ProgramVersion.objects.count() == before


def test_confirming_makes_a_pending_version_of_each_selected_program(editor_client, programs):
    shown = page(editor_client, f"{PAGE}?old={OLD}&new={NEW}")
    assert confirm(editor_client, shown, program=[f"{programs[0].pk}:1"]).status_code == 302
    first, second = (program.versions.first() for program in programs)
    assert (first.state, first.record.website, first.record.sources[1].url) == ("pending", NEW, NEW)
    assert second.record.website == OLD
    assert programs[0].versions.get(state="published").record.website == OLD


def test_a_colleagues_pending_change_is_kept(editor_client, programs, editor):
    save(programs[0], change(programs[0].record, founded=1999), editor)
    replace_everywhere(OLD, NEW, [(programs[0].pk, 2)], editor)
    record = programs[0].versions.first().record
    assert (record.founded, record.website) == (1999, NEW)


def test_a_program_that_has_changed_since_the_preview_stops_all(editor_client, editor, programs):
    shown = page(editor_client, f"{PAGE}?old={OLD}&new={NEW}")
    save(programs[1], change(programs[1].record, founded=1999), editor)
    response = confirm(editor_client, shown)
    assert ParsedPage(response.content.decode()).has(".messagelist .error")
    assert programs[0].versions.count() == 1
    with pytest.raises(NewerVersion):
        replace_everywhere(OLD, NEW, [(program.pk, 1) for program in programs], editor)
    assert programs[0].versions.count() == 1


def test_a_program_that_would_be_invalid_is_left_out(editor_client, programs):
    shown = page(editor_client, f"{PAGE}?old={OLD}&new=nonsense")
    assert {each["data-possible"] for each in shown.all("[data-program]")} == {"no"}
    assert not shown.has("#replacements [type=submit]")


def test_a_source_that_would_be_listed_twice_stays_once(new_record):
    program = linked(new_record, "twice")
    [found] = find_replacements(OLD, new_record.sources[0].url)
    assert found.program == program
    assert [source.url for source in found.record.sources] == [new_record.sources[0].url]


@pytest.mark.parametrize(
    "query", ["", "?old=%00&new=%00", f"?old={OLD}&new={OLD}", "?old=x&new=y", "?new=" + "x" * 600, "?old=" + "x" * 9999]
)
def test_odd_input_gets_a_message(editor_client, query):
    assert editor_client.get(f"{PAGE}{query}").status_code in (200, 422)
    assert editor_client.post(PAGE, {"old": OLD, "new": NEW, "program": ["x", "9" * 40, "1:\x00"]}).status_code in (200, 422)
