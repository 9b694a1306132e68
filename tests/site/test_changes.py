"""The public change log, and what a program's page says of its type's past."""

import re
from html import unescape

import pytest

from catalog.installation.load import load
from catalog.models import Program
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import to_line
from catalog.site import changes
from tests.factories import change
from typology import Support

pytestmark = pytest.mark.django_db

REASON = "The 2026 handbook describes a mentoring year."
EVIDENCE = "Each fellow mentors in a partner school for a year."


@pytest.fixture
def record(records):
    """A program that prepares alone."""
    return next(record for record in records if record.given == Support.PREPARE)


@pytest.fixture
def program(record):
    return Program.objects.get(slug=record.slug)


@pytest.fixture
def placing(record):
    """The record with one more support: another type."""
    return change(record, {"supports.place.present": True, "supports.place.evidence": EVIDENCE})


def page(client, address="/changes/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def log(html):
    return [(kind, int(count)) for kind, count in re.findall(r'class="log-entry" data-kind="(\w+)" data-count="(\d+)"', html)]


def test_the_first_load_is_one_entry(client):
    html = page(client)
    assert log(html) == [("added", 434)]
    assert re.search(r"434 programs loaded from a file on \w+ \d+, \d{4}", text(html))


def test_what_happens_to_programs_is_told_newest_first(client, program, record, placing, editor):
    publish(program, change(record, deadline_date="2027-03-01", website="https://example.org/"), editor, "internal remark")
    publish(program, placing, editor, REASON)
    retire(program, editor, "Ended")
    publish(program, placing, editor)
    publish(None, change(record, slug="a-new-program", name="A New Program"), editor)
    html = page(client)
    assert [kind for kind, _ in log(html)] == ["added", "returned", "retired", "type", "other", "added"]
    words = text(html)
    assert "Changed" in words
    assert "Website and Deadline date changed." in words
    assert "Community of practice Prepare → became Professional advancement Prepare + Place" in words
    assert REASON in words
    assert f"Now coded place: {EVIDENCE}" in words


def test_who_changed_what_and_why_otherwise_is_not_told(client, program, record, editor):
    publish(program, change(record, founded=1999), editor, "internal remark")
    retire(program, editor, "internal remark")
    words = text(page(client))
    assert "internal remark" not in words
    assert editor.username not in words.replace("editors", "").replace("By an editor", "")
    assert "By an editor" in words


def test_what_the_public_never_saw_is_not_told(client, program, record, editor):
    save(program, change(record, founded=1999), editor)
    save(None, change(record, slug="a-draft", name="A Draft"), editor)
    assert log(page(client)) == [("added", 434)]


def test_one_kind_can_be_asked_for(client, program, record, placing, editor):
    publish(program, change(record, founded=1999), editor)
    publish(program, placing, editor, REASON)
    assert log(page(client, "/changes/?kind=type")) == [("type", 1)]
    assert log(page(client, "/changes/?kind=other")) == [("other", 1)]
    assert "Nothing of this kind has happened yet." in text(page(client, "/changes/?kind=returned"))


def test_a_load_tells_its_changes_one_by_one_and_names_few_new_programs(client, record):
    new = [change(record, slug=f"new-{number}", name=f"New Program {number}") for number in (1, 2)]
    load("\n".join(map(to_line, [change(record, founded=1999), *new])).encode())
    html = page(client)
    assert sorted(log(html)[:2]) == [("added", 2), ("other", 1)]
    assert 'href="/programs/new-2/"' in html
    assert "Loaded from a file" in text(html)


def test_a_type_that_a_load_changed_has_no_reason_in_an_editors_words(client, placing):
    load(to_line(placing).encode())
    html = page(client)
    assert log(html)[0] == ("type", 1)
    assert text(html).count("Loaded from a file") == 1


def test_the_log_comes_in_pages(client, program, record, editor, monkeypatch):
    monkeypatch.setattr(changes, "PER_PAGE", 2)
    for year in (1991, 1992, 1993):
        publish(program, change(record, founded=year), editor)
    first, second = page(client), page(client, "/changes/?page=2")
    assert [log(first), log(second)] == [[("other", 1)] * 2, [("other", 1), ("added", 434)]]
    assert 'rel="next" href="/changes/?page=2"' in first
    assert 'rel="prev" href="/changes/"' in second
    assert "There is no page 9: this is the last." in text(page(client, "/changes/?page=9"))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("colour=red", "“colour” is not a parameter of this page"),
        ("kind=best", "“best” is not a kind of change"),
        ("page=0", "“0” is not a page"),
        ("page=" + "9" * 400, "is not a page"),
        ("page=%D9%A3", "is not a page"),
        ("kind=%00", "is not a kind of change"),
        ("utm_source=x", ""),
    ],
)
def test_what_it_does_not_know_is_named(client, query, says):
    html = page(client, f"/changes/?{query}")
    assert log(html) == [("added", 434)]
    assert says in text(html)
    assert ('class="ignored"' in html) == bool(says)


def test_nothing_is_read_twice_until_something_is_published(client, program, record, editor, django_assert_max_num_queries):
    held = client.get("/changes/")["ETag"]
    assert client.get("/changes/", headers={"If-None-Match": held}).status_code == 304
    with django_assert_max_num_queries(4):
        page(client)
    publish(program, change(record, founded=1999), editor)
    assert client.get("/changes/", headers={"If-None-Match": held}).status_code == 200


def test_a_program_says_that_its_type_has_changed(client, program, record, placing, editor):
    address = f"/programs/{record.slug}/"
    publish(program, change(record, founded=1999), editor)
    assert "Its type has changed" not in page(client, address)
    publish(program, placing, editor, REASON)
    words = text(page(client, address))
    assert "Its type has changed" in words
    assert REASON in words
    assert "Its type has changed" not in page(client, f"{address}?release=2026.11")


def test_the_log_is_found_from_the_data_and_from_every_page(client):
    for address in ("/data/", "/about/"):
        assert 'href="/changes/"' in page(client, address)
