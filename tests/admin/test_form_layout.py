"""The program form is short to walk: its sections, folds, sources and buttons."""

import pytest
from django.utils import timezone

from catalog.models import Program
from catalog.programs.services import publish
from tests.admin.program_form_data import ADD, error_fields, form_data, form_url, parse
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
SECOND = {"url": "https://second.example.org/", "title": "Second", "read": "2026-11-20"}


def ids(shown, selector):
    return [found["href"].removeprefix("#") for found in shown.all(selector)]


def without_sources(record, **changes):
    """What a browser sends of the form if no support names a source."""
    return form_data(record, **{f"{code}_source": None for code in ("prepare", "place", "recognize")} | changes)


def test_the_section_lists_lead_to_every_section(editor_client):
    shown = page(editor_client, ADD)
    headings = [heading["id"] for heading in shown.all("section.module h2")]
    assert ids(shown, ".sections-beside a") == ids(shown, ".sections-folded a") == headings
    assert headings.index("section-sources") < headings.index("section-the-three-supports")


def test_the_section_list_marks_what_is_missing_and_what_is_wrong(editor_client, new_record):
    fresh, sent = page(editor_client, ADD), parse(editor_client.post(ADD, form_data(new_record, slug="?", locality="Here")))
    what, money = (f'.sections-beside [data-section="section-{name}"]' for name in ("what-it-is", "money"))
    assert fresh.text_of(f"{what} [data-missing]") == "3"  # name, sponsor and kind of sponsor
    assert fresh.one(f"{money} .section-missing").has_attr("hidden")
    assert not fresh.has(".section-errors")
    assert sent.one(f"{what} .section-missing").has_attr("hidden")
    assert sent.text_of(f"{what} .section-errors") == "1 error"


def test_states_are_folded_and_say_what_they_hold(editor_client, new_record):
    for states, held in (([], "None chosen: nationwide"), (["OH", "KY"], "Kentucky, Ohio")):
        program = publish(None, change(new_record, serves_states=states, scope="multistate", slug=f"states-{len(states)}"), None)
        fold = page(editor_client, form_url(program)).one("#id_serves_states details")
        assert not fold.has_attr("open")
        assert sorted(fold.select_one(".holds").text.split(", ")) == sorted(held.split(", "))


def test_an_error_in_a_fold_opens_it(editor_client, new_record):
    sent = parse(editor_client.post(ADD, form_data(new_record, serves_states=["XX"], max_years_experience="x", slug="?")))
    for name in ("serves_states", "max_years_experience", "slug"):
        [fold] = [fold for fold in sent.all("details.folded") if fold.select_one(f'[name="{name}"]')]
        assert fold.has_attr("open"), name


def test_rarely_used_fields_are_folded_unless_they_hold_something(editor_client, new_record):
    filled = publish(None, change(new_record, credentials=["masters"]), None)
    for address, is_open in ((ADD, False), (form_url(filled), True)):
        [fold] = [fold for fold in page(editor_client, address).all("details.folded") if fold.select_one("#id_credentials")]
        assert fold.has_attr("open") == is_open


def test_supports_without_a_source_take_the_only_one(editor_client, new_record):
    one = change(new_record, sources=new_record.sources[:1])
    assert editor_client.post(ADD, without_sources(one)).status_code == 302
    record = Program.objects.get(slug=new_record.slug).record
    assert {support.source for _, support in record.supports.by_code()} == {one.sources[0].url}


def test_supports_without_a_source_take_the_one_that_is_marked_for_all(editor_client, new_record):
    two = change(new_record, sources=[new_record.sources[0], SECOND])
    assert {"prepare_source", "place_source", "recognize_source"} <= set(
        error_fields(editor_client.post(ADD, without_sources(two)))
    )
    marked = without_sources(two, place_source=two.sources[0].url, **{"sources-1-for_all": "on"})
    assert editor_client.post(ADD, marked).status_code == 302
    supports = Program.objects.get(slug=new_record.slug).record.supports
    assert supports.place.source == two.sources[0].url
    assert supports.prepare.source == supports.recognize.source == SECOND["url"]


def test_one_source_alone_is_for_all(editor_client, new_record):
    two = change(new_record, sources=[new_record.sources[0], SECOND])
    both = form_data(two, **{"sources-0-for_all": "on", "sources-1-for_all": "on"})
    assert error_fields(editor_client.post(ADD, both)) == ["sources-1-for_all"]


def test_an_unchanged_support_without_a_source_stays_as_it_is(editor_client, new_record):
    """Nobody said that the only source shows it."""
    untied = change(new_record, {f"supports.{code}.source": None for code in ("prepare", "place", "recognize")})
    program = publish(None, change(untied, sources=new_record.sources[:1]), None)
    sent = form_data(change(untied, sources=new_record.sources[:1], founded=1999), base=1)
    assert editor_client.post(form_url(program), sent).status_code == 302
    assert program.versions.first().record.supports.place.source is None


def test_a_new_source_is_read_today_and_a_day_alone_is_no_source(editor_client, new_record):
    shown = page(editor_client, ADD).form_data("#record", "_save")
    today = timezone.localdate().isoformat()
    assert shown["sources-0-read"] == shown["sources-1-read"] == [today]
    rows = {"sources-TOTAL_FORMS": len(new_record.sources) + 1, f"sources-{len(new_record.sources)}-read": today}
    assert editor_client.post(ADD, form_data(new_record, **rows)).status_code == 302
    assert len(Program.objects.get(slug=new_record.slug).record.sources) == len(new_record.sources)


def test_enter_in_a_text_field_sends_nothing_and_the_harmless_button_comes_first(editor_client):
    """A browser presses the first submit button of the form, which is disabled; the first that shows publishes nothing."""
    for address, harmless in ((ADD, "_draft"), (form_url(Program.objects.first()), "_save")):
        shown = page(editor_client, address)
        first = shown.all("#record [type=submit]")[0]
        assert first.has_attr("disabled")
        assert first.has_attr("hidden")
        names = [button["name"] for button in shown.all(".save-bar [type=submit]")]
        assert names[0] == harmless
        assert names[-1] == "_publish"


def test_what_came_from_the_page_is_marked(editor_client, new_record):
    address = f"{ADD}?name=Lead+Now&money_note=%245&serves_states=OH&serves_states=KY&from_page=name+money_note+nonsense"
    shown = page(editor_client, address)
    assert [mark["data-from-page"] for mark in shown.all("[data-from-page]")] == ["name", "money_note"]
    assert sorted(shown.form_data("#record", "_save")["serves_states"]) == ["KY", "OH"]
    sent = parse(editor_client.post(ADD, shown.form_data("#record", "_save")))
    assert [mark["data-from-page"] for mark in sent.all("[data-from-page]")] == ["name", "money_note"]


@pytest.mark.parametrize(
    "query", ["serves_states=XX", "deadline_date=never", "min_years_experience=many", "form=%00", "name=%00"]
)
def test_a_nonsense_address_opens_the_form(editor_client, query):
    assert editor_client.get(f"{ADD}?{query}&from_page=name+form+deadline_date").status_code == 200
