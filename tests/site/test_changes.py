"""The public change log, and what a program's page says of its type's past."""

import pytest

from catalog.installation.load import load
from catalog.models import Program
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import to_line
from catalog.site import changes
from tests.factories import change
from tests.helpers import page, plain_text
from typology import Support

pytestmark = pytest.mark.django_db

REASON = "The 2026 handbook describes a mentoring year."
EVIDENCE = "Each fellow mentors in a partner school for a year."


@pytest.fixture
def record(records):
    """A program that prepares alone."""
    return next(record for record in records if record.given_supports == Support.PREPARE)


@pytest.fixture
def program(record):
    return Program.objects.get(slug=record.slug)


@pytest.fixture
def placing(record):
    """The record with one more support: another type."""
    return change(record, {"supports.place.present": True, "supports.place.evidence": EVIDENCE})


def changes_page(client, query=""):
    return page(client, f"/changes/{query}")


def log(shown):
    """The entries of the log: (kind, number of programs)."""
    return [(entry["data-kind"], int(entry["data-count"])) for entry in shown.all(".log-entry")]


def test_the_first_load_is_one_entry(client):
    shown = changes_page(client)
    assert log(shown) == [("added", 434)]
    assert shown.data(".log-entry", "by") == ["load"]


def test_what_happens_to_programs_is_listed_newest_first(client, program, record, placing, editor):
    publish(program, change(record, deadline_date="2027-03-01", website="https://example.org/"), editor, "internal remark")
    publish(program, placing, editor, REASON)
    retire(program, editor, "Ended")
    publish(program, placing, editor)
    publish(None, change(record, slug="a-new-program", name="A New Program"), editor)
    shown = changes_page(client)
    assert [kind for kind, _ in log(shown)] == ["added", "returned", "retired", "type", "other", "added"]
    fields = shown.text_of('.log-entry[data-kind="other"]')
    assert "Website" in fields
    assert "Deadline date" in fields
    entry = '.log-entry[data-kind="type"]'
    assert [link["href"] for link in shown.all(f"{entry} .type-change a")] == [
        "/types/community-of-practice/", "/types/professional-advancement/",
    ]  # fmt: skip
    assert shown.text_of(f"{entry} .log-reason") == REASON
    assert EVIDENCE in shown.text_of(f"{entry} .supports-changed")


def test_editors_and_their_remarks_are_not_public(client, program, record, editor):
    publish(program, change(record, founded=1999), editor, "internal remark")
    retire(program, editor, "internal remark")
    shown = changes_page(client)
    assert shown.data(".log-entry", "by") == ["editor", "editor", "load"]
    assert "internal remark" not in shown.text
    assert all(editor.username not in plain_text(entry).replace("By an editor", "") for entry in shown.all(".log-entry"))


def test_drafts_are_not_in_the_log(client, program, record, editor):
    save(program, change(record, founded=1999), editor)
    save(None, change(record, slug="a-draft", name="A Draft"), editor)
    assert log(changes_page(client)) == [("added", 434)]


def test_one_kind_can_be_asked_for(client, program, record, placing, editor):
    publish(program, change(record, founded=1999), editor)
    publish(program, placing, editor, REASON)
    assert log(changes_page(client, "?kind=type")) == [("type", 1)]
    assert log(changes_page(client, "?kind=other")) == [("other", 1)]
    assert changes_page(client, "?kind=returned").has("#no-changes")


def test_a_load_lists_its_changes_and_names_few_new_programs(client, record):
    new = [change(record, slug=f"new-{number}", name=f"New Program {number}") for number in (1, 2)]
    load("\n".join(map(to_line, [change(record, founded=1999), *new])).encode())
    shown = changes_page(client)
    assert sorted(log(shown)[:2]) == [("added", 2), ("other", 1)]
    assert shown.has('[href="/programs/new-2/"]')
    assert set(shown.data(".log-entry", "by")) == {"load"}


def test_a_type_that_a_load_changed_has_no_reason_in_an_editors_words(client, placing):
    load(to_line(placing).encode())
    shown = changes_page(client)
    assert log(shown)[0] == ("type", 1)
    assert not shown.has(".log-reason")


def test_the_log_comes_in_pages(client, program, record, editor, monkeypatch):
    monkeypatch.setattr(changes, "PER_PAGE", 2)
    for year in (1991, 1992, 1993):
        publish(program, change(record, founded=year), editor)
    first, second = changes_page(client), changes_page(client, "?page=2")
    assert [log(first), log(second)] == [[("other", 1)] * 2, [("other", 1), ("added", 434)]]
    assert first.one("[rel=next]")["href"] == "/changes/?page=2"
    assert second.one("[rel=prev]")["href"] == "/changes/"
    assert changes_page(client, "?page=9").has(".ignored")


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
def test_unknown_parameters_and_values_are_named(client, query, says):
    shown = changes_page(client, f"?{query}")
    assert log(shown) == [("added", 434)]
    assert says in shown.text
    assert shown.has(".ignored") == bool(says)


def test_nothing_is_read_twice_until_something_is_published(client, program, record, editor, django_assert_max_num_queries):
    held = client.get("/changes/")["ETag"]
    assert client.get("/changes/", headers={"If-None-Match": held}).status_code == 304
    with django_assert_max_num_queries(4):
        changes_page(client)
    publish(program, change(record, founded=1999), editor)
    assert client.get("/changes/", headers={"If-None-Match": held}).status_code == 200


def test_a_program_says_that_its_type_has_changed(client, program, record, placing, editor):
    address = f"/programs/{record.slug}/"
    publish(program, change(record, founded=1999), editor)
    assert not page(client, address).has("#retyped")
    publish(program, placing, editor, REASON)
    assert REASON in page(client, address).text_of(".retyped")
    assert not page(client, f"{address}?release=2026.11").has("#retyped")


def test_the_log_is_found_from_the_data_and_from_every_page(client):
    for address in ("/data/", "/about/"):
        assert page(client, address).has('[href="/changes/"]')
