"""A local term is everywhere the others are: filters, sentences, pages, files, API, dictionary, search and import."""

import csv
import io
import json
from dataclasses import replace

import openpyxl
import pytest
from django.core.management import call_command
from django.urls import reverse

from catalog.accounts.roles import REVIEWER
from catalog.imports.formats import CSV
from catalog.installation.load import load
from catalog.models import Program
from catalog.programs.jsonl import InvalidFile
from catalog.programs.publishing.revision import present_vocabularies
from catalog.schema.fields import to_line
from catalog.schema.local_terms import OPEN
from catalog.vocabulary.services import add_term, retire_term, reword_term
from tests.admin.program_form_data import ADD
from tests.factories import change
from tests.helpers import page, plain_text
from tests.imports.preview_reader import edit_csv, export, send
from tests.vocabulary.conftest import CODE, REASON, WORDS

pytestmark = pytest.mark.django_db
FILTER = f"focus={CODE}"


@pytest.fixture
def slug(term, use_term):
    """The program that has the term."""
    return use_term()


def term_of(terms, code=CODE):
    [found] = [one for one in terms if one["code"] == code]
    return found


def test_the_filter_shows_the_term_with_its_count(client, slug):
    shown = page(client, "/programs/")
    assert shown.counts("focus")[CODE] == 1
    assert page(client, f"/programs/?{FILTER}").slugs == [slug]


def test_a_term_without_programs_is_in_the_filter_with_0(client, term):
    assert page(client, "/programs/").counts("focus")[CODE] == 0


def test_sentence_chip_and_page_use_its_words(client, slug):
    assert WORDS.phrase in page(client, f"/programs/?{FILTER}").one("title").get_text()
    assert WORDS.label in page(client, f"/programs/{slug}/").text


def test_every_form_offers_it(editor_client, term):
    for address in (ADD, reverse("admin:catalog_program_change", args=[Program.objects.first().pk])):
        assert page(editor_client, address).has(f'input[name="focus"][value="{CODE}"]')


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx"])
def test_files_have_it(client, slug, form):
    response = client.get(f"/programs.{form}?{FILTER}")
    data = b"".join(response) if response.streaming else response.content
    if form == "xlsx":
        sheets = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        terms = {row[1]: row[2] for row in sheets["vocabulary"].iter_rows(values_only=True) if row[0] == "focus"}
        assert terms[CODE] == WORDS.label
    else:
        assert CODE in data.decode()


def test_the_api_has_it(client, slug):
    [words] = client.get("/api/v1/terms/?vocabulary=focus").json()["vocabularies"]
    assert term_of(words["terms"])["definition"] == WORDS.definition
    assert term_of(client.get("/api/v1/facets/").json()["facets"]["focus"])["count"] == 1
    assert CODE in str(client.get(f"/api/v1/programs/{slug}/").json())
    assert json.dumps(client.get("/api/v1/schema/").json()).count(f'"{CODE}"') > 0


def test_the_dictionary_has_it_on_the_page_and_in_the_file(client, slug, tmp_path):
    assert CODE in page(client, "/data/dictionary/").text
    whole, without = tmp_path / "whole.md", tmp_path / "without.md"
    call_command("data_dictionary", whole)
    call_command("data_dictionary", without, without_local=True)
    assert f"`{CODE}`" in whole.read_text(encoding="utf-8")


@pytest.mark.parametrize("query", ["artificial intelligence", "Artificial Intelligence"])
def test_a_search_for_its_label_finds_its_programs(client, slug, query):
    found = client.get("/programs/", {"q": query}, follow=True)
    assert f'data-slug="{slug}"' in found.content.decode()


@pytest.mark.parametrize("typed", [CODE, WORDS.label, WORDS.label.upper()])
def test_a_spreadsheet_may_name_it_by_code_or_label(editor_client, term, records, typed):
    def put(rows):
        place = rows[0].index("focus")
        return [rows[0], *([*row[:place], typed, *row[place + 1 :]] for row in rows[1:])]

    shown = send(editor_client, edit_csv(export(CSV, records[:1]), put))
    assert (shown.counts, shown.errors) == ((0, 1, 0, 0), [])


def test_a_file_of_records_with_it_loads_where_it_is_known(term, records):
    present_vocabularies()
    line = to_line(change(records[0], slug="a-new-program", name="A New Program", focus=[CODE]))
    assert load(line.encode()).created == ("a-new-program",)


def test_a_file_with_an_unknown_term_is_refused_by_line_and_field(db, records):
    line = to_line(change(records[0], focus=[CODE]))
    with pytest.raises(InvalidFile) as refused:
        load(line.encode())
    [problem] = refused.value.problems
    assert (problem.line, problem.problem.field) == (1, "focus")
    assert CODE in str(problem)


def test_the_export_of_records_loads_again(slug, tmp_path):
    file = tmp_path / "records.jsonl"
    call_command("export_programs", file)
    assert CODE in file.read_text(encoding="utf-8")
    loaded = load(file.read_bytes())
    assert (loaded.created, loaded.changed) == ((), ())


def test_the_log_says_what_became_of_it_but_not_why(client, term, boss):
    reword_term(term, replace(WORDS, label="AI"), REASON, boss)
    retire_term(term, "technology", REASON, boss)
    shown = page(client, "/changes/?kind=vocabulary")
    assert shown.data(".log-entry", "kind") == ["vocabulary"] * 3
    assert WORDS.label in shown.text
    assert "Technology" in shown.text
    assert not [word for word in (REASON, "boss") if word in shown.text]
    assert len(page(client, "/changes/").all('.log-entry[data-kind="vocabulary"]')) == 3


def test_without_terms_the_log_has_no_such_kind(client):
    assert not page(client, "/changes/").has('a[href*="kind=vocabulary"]')
    assert page(client, "/changes/?kind=vocabulary").has("#no-changes")


def test_spanish_pages_mark_it_as_english_without_a_spanish_label(client, slug):
    shown = page(client, f"/es/programs/?{FILTER}")
    marked = {plain_text(element) for element in shown.all('[lang="en"]')}
    assert {WORDS.label, WORDS.phrase} <= marked
    assert not page(client, f"/programs/?{FILTER}").has(".value-name[lang]")
    known = page(client, f"/es/programs/{slug}/").one('[data-know="focus"] [lang="en"]')
    assert plain_text(known) == WORDS.phrase


def test_spanish_pages_use_its_spanish_label(client, term, boss, use_term):
    slug = use_term()
    reword_term(term, replace(WORDS, spanish="Inteligencia artificial"), REASON, boss)
    shown = page(client, f"/es/programs/{slug}/").text
    assert "nteligencia artificial" in shown
    assert "inteligencia artificial" in page(client, f"/es/programs/?{FILTER}").one("title").get_text()


@pytest.mark.parametrize("name", OPEN)
@pytest.mark.parametrize("address", ["/programs/", "/find/", "/explore/?rows={}", "/methods/", "/preparation/", "/types/"])
def test_every_page_takes_a_term_of_every_open_vocabulary(client, boss, name, address):
    add_term(name, CODE, WORDS, REASON, boss)
    assert client.get(address.format(name)).status_code == 200
    assert client.get(f"/programs/?{name}={CODE}").status_code == 200


def test_a_row_of_a_table_is_the_term(client, slug):
    rows = list(csv.reader(io.StringIO(client.get("/explore.csv?rows=focus&cols=type").content.decode("utf-8-sig"))))
    assert any(CODE in row for row in rows)


@pytest.mark.parametrize("replacement", ["", "technology"])
def test_a_search_for_the_label_of_a_retired_term_has_an_answer(client, term, boss, replacement):
    retire_term(term, replacement, REASON, boss)
    assert client.get("/programs/", {"q": WORDS.label}, follow=True).status_code == 200


@pytest.mark.parametrize("name", ["focus", "-focus"])
def test_an_address_with_a_replaced_term_leads_to_the_one_in_its_place(client, slug, term, boss, name):
    retire_term(term, "technology", REASON, boss)
    assert client.get(f"/programs/?{name}={CODE}")["Location"] == f"/programs/?{name}=technology"
    found = client.get(f"/api/v1/programs/?{name}={CODE}").json()
    assert found["count"] == client.get(f"/api/v1/programs/?{name}=technology").json()["count"]


def test_an_unfinished_draft_gets_the_term_in_its_place(editor_client, term, boss):
    draft = editor_client.post(ADD, {"name": "A New Program", "_draft": "1", "focus": [CODE]})["Location"]
    retire_term(term, "technology", REASON, boss)
    assert page(editor_client, draft).form_data("#record", "_draft")["focus"] == ["technology"]


def test_the_activity_leads_reviewers_to_the_vocabularies(client, make_user, term):
    client.force_login(make_user("rev", REVIEWER))
    [link] = page(client, "/admin/activity/?kind=term").all('main a[href="/admin/vocabulary/"]')
    assert WORDS.label in link.get_text()


@pytest.mark.parametrize("replacement", ["", "technology"])
def test_nothing_offers_a_retired_term(client, editor_client, term, boss, replacement):
    retire_term(term, replacement, REASON, boss)
    book = openpyxl.load_workbook(io.BytesIO(editor_client.get(reverse("admin_program_template")).content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    notes = [str(one.prompt) for one in book["programs"].data_validations.dataValidation]
    for shown in (cells, notes, [str(editor_client.get(ADD).content)]):
        assert not any(CODE in text or WORDS.definition in text for text in shown)
    assert CODE not in editor_client.get(reverse("admin:catalog_program_changelist")).content.decode()
