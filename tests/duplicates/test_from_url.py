"""A program from its web page: clean values for the form, and the programs that it may already be."""

import datetime
import re

from hypothesis import given
from hypothesis import strategies as st

from catalog.duplicates.from_url import drop_parameters, find_existing, initial_values, known_programs
from catalog.models import Program
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from tests.factories import change, change_json

DAY = datetime.date(2026, 11, 25)
URL = "https://example.org/fellows"


def there(**values):
    return [(program.slug, why) for program, why in find_existing(values, known_programs())]


def test_the_values_are_what_the_page_says_and_no_more():
    assert initial_values(URL, DAY, name="Fellows", title="Fellows | Trust", description="They lead.", site="Trust") == {
        "name": "Fellows",
        "sponsor": "Trust",
        "summary": "They lead.",
        "website": URL,
        "source_url": URL,
        "source_title": "Fellows | Trust",
        "source_read": "2026-11-25",
        "from_page": "name sponsor summary",
    }
    assert initial_values(URL, DAY, title=URL).keys() == {"website", "source_url", "source_title", "source_read"}


def test_a_site_named_by_its_host_alone_is_no_sponsor():
    assert "sponsor" not in initial_values(URL, DAY, site="example.org")
    assert initial_values(URL, DAY, site="St. Mary's")["sponsor"] == "St. Mary's"


@given(*[st.text(max_size=600)] * 4)
def test_any_text_becomes_one_clean_line_no_longer_than_a_record_holds(name, title, description, site):
    values = initial_values(URL, DAY, name=name, title=title, description=description, site=site)
    for field, longest in {"name": 200, "sponsor": 200, "summary": 420, "source_title": 300}.items():
        text = values.get(field, "")
        assert len(text) <= longest
        assert text == " ".join(text.split())
        assert text.isprintable()


def test_an_address_of_the_form_never_grows_too_long_for_a_server():
    values = initial_values(URL, DAY, name="教" * 200, title="育" * 300, description="者" * 420, site="会" * 200)
    assert values["name"] == "教" * 200
    assert "summary" not in values


def test_parameters_of_advertisers_leave_the_address_and_nothing_else_does():
    tracking = re.compile(r"utm_\w+|gclid")
    assert drop_parameters("https://example.org/?utm_source=x&id=5&gclid=y#part", tracking) == "https://example.org/?id=5#part"
    for kept in ("https://example.org/?a=%20b&c", "https://example.org/", "http://["):
        assert drop_parameters(kept, tracking) == kept


def test_a_page_that_a_program_names_is_recognized_however_its_address_is_written(db, a_record):
    website = a_record.website
    slug = a_record.slug
    assert there(website=website) == [(slug, "the same website")]
    assert there(website=website.replace("https://", "http://www.") + "/") == [(slug, "the same website")]
    sources = [*a_record.sources, {"url": URL, "title": "Fellows", "read": "2026-11-20"}]
    another = change_json(a_record, slug="with-another-source", name="Another", website=None, sources=sources)
    publish(None, validate(another), None)
    assert there(website=URL) == [("with-another-source", "it names this page")]


def test_a_similar_name_is_enough_where_the_page_names_no_sponsor(db):
    exact = Program.objects.get(slug="nyc-big-apple-awards").name
    assert ("nyc-big-apple-awards", "a similar name") in there(name=exact.upper(), website="https://elsewhere.example/")


def test_a_page_like_no_other_finds_nothing(db):
    assert there(name="Moon Base Teacher Corps", sponsor="Lunar Trust", website="https://moon.example/corps") == []
    assert there() == []


def test_of_many_alike_a_handful_is_shown(db, a_record):
    for number in range(12):
        publish(None, validate(change_json(a_record, slug=f"the-same-{number}", name="The Same Name", website=None)), None)
    assert len(there(name="The Same Name")) == 8


def test_every_program_is_known_in_its_working_version(db, a_record, editor):
    record = validate(change_json(a_record, slug="first", name="First"))
    program = publish(None, record, None)
    save(program, change(record, name="Pending"), editor)
    draft = save(None, change(record, slug="draft", name="Draft"), editor)
    retired = Program.objects.get(slug="nyc-big-apple-awards")
    retire(retired, editor)
    known = {each.key: each for each in known_programs()}
    assert len(known) == Program.objects.count()
    assert known[program.pk].name == "Pending"
    assert known[draft.pk].name == "Draft"
    assert known[retired.pk].slug == "nyc-big-apple-awards"
