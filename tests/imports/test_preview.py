"""The preview of an import lists every error by row and column, and reads what people write in spreadsheets."""

import json
import re

import pytest

from catalog.imports.formats import CSV, JSONL, XLSX
from catalog.models import Program, ProgramVersion
from catalog.programs.services import publish, retire
from catalog.schema.validation import to_line
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.limits import MOST_BYTES
from tests.factories import change
from tests.helpers import ParsedPage
from tests.imports.preview_reader import (
    IMPORT,
    KINDS,
    confirm,
    confirm_again,
    edit_csv,
    edit_xlsx,
    export,
    send,
    stored,
    stored_first,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_this_process")]


def test_every_error_is_listed_by_row_and_column_and_nothing_can_be_confirmed(editor_client, some, record, records):
    some[0] = change(some[0], founded=3000)
    some[2] = change(some[2], delivery="by post", status="closed")
    shown = send(editor_client, export(CSV, [*some, record]))
    assert shown.counts == (1, 1, 0, 2)
    assert shown.errors == [(2, some[0].slug, "founded"), (4, some[2].slug, "delivery"), (4, some[2].slug, "status")]
    cells = [place.get_text() for place in shown.all("tr[data-number] th small")]
    assert all(re.fullmatch(rf"[A-Z]+{number}", cell) for cell, (number, _, _) in zip(cells, shown.errors, strict=True))
    assert "online, in_person, hybrid" in shown.text_of('tr[data-column="delivery"] .wrong')
    assert shown.has("#import-errors")
    assert not shown.has("form.confirm")
    assert ProgramVersion.objects.count() == len(records)


def test_errors_of_lines_are_listed_by_line_and_field(editor_client, some):
    without_pays = some[1].as_json()
    del without_pays["pays"]
    data = "\n".join([to_line(some[0]), json.dumps(without_pays), "", '{"slug": ', to_line(change(some[2], founded=1))])
    shown = send(editor_client, data.encode(), "programs.jsonl")
    assert shown.errors == [(2, some[1].slug, "pays"), (4, "", ""), (5, some[2].slug, "founded")]


def test_a_formula_is_an_error_of_its_cell(editor_client, some):
    some[0] = change(some[0], delivery="by post")
    cell = []

    def enter_formula(sheet):
        cell.append(next(cell for cell in sheet[2] if sheet.cell(1, cell.column).value == "founded"))
        cell[0].value = "=1900+99"

    shown = send(editor_client, edit_xlsx(export(XLSX, some), enter_formula), "programs.xlsx")
    assert shown.columns == ["founded", "delivery"]
    assert shown.text_of('tr[data-column="founded"] th small') == cell[0].coordinate


@KINDS
def test_all_errors_of_a_row_are_listed_at_once(editor_client, kind, record):
    wrong = change(record, {"supports.prepare.source": None}, scope="moon", founded=2099)
    source = "supports.prepare.source" if kind is JSONL else "prepare_source"
    assert set(send(editor_client, export(kind, [wrong]), f"x.{kind.code}").columns) == {"scope", "founded", source}


def test_changes_are_checked_as_in_the_form(editor_client, some, record):
    """A changed support needs a source and another sentence, and dates may not be in the future."""
    untied = change(record, {"supports.prepare.source": None})
    no_source = change(some[0], {"supports.place.present": True, "supports.place.source": None})
    same_sentence = change(some[1], {"supports.place.present": not some[1].supports.place.present})
    future = change(some[2], evidence_year=2099)
    assert {(2, "prepare_source"), (3, "place_source"), (4, "place_evidence"), (5, "evidence_year")} <= {
        (number, column)
        for number, _, column in send(editor_client, export(CSV, [untied, no_source, same_sentence, future])).errors
    }


def test_an_old_export_reverts_nothing_that_colleagues_published_since(editor_client, colleague, some):
    unchanged = [stored(record.slug) for record in some]
    data = export(CSV, unchanged)
    publish(Program.objects.get(slug=some[0].slug), change(unchanged[0], founded=1950, money_note="A trip"), colleague)
    assert send(editor_client, data).counts == (0, 0, 3, 0)


def test_a_field_that_both_changed_since_the_export_is_an_error(editor_client, colleague, some):
    data = export(CSV, some)
    publish(Program.objects.get(slug=some[0].slug), change(stored(some[0].slug), founded=1950), colleague)
    shown = send(editor_client, data)
    assert shown.counts == (0, 2, 0, 1)
    assert shown.errors == [(2, some[0].slug, "founded")]
    assert all(word in shown.text_of("tr[data-number] .wrong") for word in ("colleague", "1950"))
    # a new export has no conflict, and neither has an equal value
    assert send(editor_client, export(CSV, some[:1], version=2)).counts == (0, 1, 0, 0)
    assert send(editor_client, export(CSV, [change(some[0], founded=1950)])).counts == (0, 0, 1, 0)


def test_a_file_without_versions_gets_a_warning(editor_client, some):
    data = export(CSV, some)
    assert not send(editor_client, data).has("#no-versions")
    assert send(editor_client, edit_csv(data, lambda rows: [row[:-1] for row in rows])).has("#no-versions")
    assert send(editor_client, export(JSONL, some), "programs.jsonl").has("#no-versions")


@pytest.mark.parametrize("version", ["9", "1.5", "x", "0", "99999999999999999999"])
def test_an_invalid_version_is_an_error_of_its_cell(editor_client, some, version):
    data = edit_csv(export(CSV, some[:1]), lambda rows: [rows[0], [*rows[1][:-1], version]])
    assert send(editor_client, data).columns == ["version"]


def test_labels_and_yes_are_read_as_codes_and_true(editor_client, some):
    typed = {
        "serves_states": "ohio, Oregon",
        "prepare": "Yes",
        "deadline_rolling": "0",
        "sponsor_type": vocabulary("sponsor_type").terms[1].label,
    }
    data = edit_csv(
        export(CSV, some[:1]), lambda rows: [rows[0], [typed.get(*pair) for pair in zip(rows[0], rows[1], strict=True)]]
    )
    assert send(editor_client, data).counts == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("data", "named"),
    [(b"x" * (MOST_BYTES + 1), "10 MB"), (b"", "empty"), (b"\r\n\r\n", "header"), (b"color,size\r\n1,2", "header")],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_field(editor_client, data, named):
    assert named in send(editor_client, data).text_of("#file-error")


def test_a_form_without_a_file_is_refused(editor_client):
    assert ParsedPage(editor_client.post(IMPORT, {}).content.decode()).has("#file-error")


@pytest.mark.parametrize(
    "line",
    [
        '{"slug": "\\ud800\\u0000"}',
        '{"slug": "x", "\\ud800": 1, "a\\u0000b": 2}',
        '{"slug": ["x"], "supports": {"\\udfff": {"present": 1}}, "sources": [{"url": "\\ud800"}]}',
        '{"slug": "x", "name": "\\ud800\\u0000", "founded": "\\ud800"}',
        "[" * 100_000,
        '{"slug": 1e999, "founded": NaN}',
    ],
)
def test_any_line_can_be_shown_with_its_errors(editor_client, line):
    assert send(editor_client, line.encode(), "programs.jsonl").has("#import-errors")


@pytest.mark.parametrize(
    ("cells", "id"),
    [({"A2": "_xD800__x0000_", "B2": "_xDFFF_"}, "import-errors"), ({"B1": "_xD800_nam_x0000_"}, "columns-ignored")],
)
def test_broken_characters_in_a_table_can_be_shown(editor_client, some, cells, id):
    data = edit_xlsx(export(XLSX, some), lambda sheet: [sheet.__setitem__(place, text) for place, text in cells.items()])
    assert send(editor_client, data, "programs.xlsx").has(f"#{id}")


def test_rows_of_retired_and_renamed_programs_are_explained_and_left_out_on_request(editor_client, editor, some):
    retired, renamed = (Program.objects.get(slug=record.slug) for record in some[:2])
    retire(retired, editor)
    publish(renamed, change(stored(some[1].slug), slug="a-better-address"), editor)
    shown = send(editor_client, export(CSV, some))
    assert shown.counts == (0, 1, 0, 0)
    assert {row["data-outdated"]: row.a["href"] for row in shown.all("[data-outdated]")} == {
        some[0].slug: f"/admin/catalog/program/{retired.pk}/change/",
        some[1].slug: f"/admin/catalog/program/{renamed.pk}/change/",
    }
    again = confirm_again(editor_client, shown)
    assert again.has(".leave-out .errorlist")
    assert confirm(editor_client, again, leave_out="on").status_code == 302
    assert stored(some[2].slug) == some[2]
    # a file of such rows alone has nothing to import
    assert not send(editor_client, export(CSV, some[:2])).has("form.confirm")


def test_likely_duplicates_come_first_with_links_to_both(editor_client, some, record):
    similar = change(record, slug="similar", name=some[0].name + " Program", sponsor=some[0].sponsor)
    shown = send(editor_client, export(CSV, [record, similar]))
    known = Program.objects.get(slug=some[0].slug)
    assert [link["href"] for link in shown.all("#alike ~ ul.listed a")] == [
        "#row-3",
        f"/admin/catalog/program/{known.pk}/change/",
    ]
    assert [row["id"] for row in shown.all("table.new tbody tr")] == ["row-3", "row-2"]
    assert confirm(editor_client, shown).status_code == 302


def test_errors_of_one_kind_are_one_group_that_unfolds(editor_client, some):
    wrong = [change(record, founded=3000 + number) for number, record in enumerate(some)]
    wrong[0] = change(wrong[0], delivery="by post")
    groups = send(editor_client, export(CSV, wrong)).all("details.error-group")
    assert [group["data-rows"] for group in groups] == ["3", "1"]
    assert [len(group.select("tr[data-number]")) for group in groups] == [3, 1]


def test_a_thin_sheet_says_what_it_read_and_what_it_ignored(editor_client, some):
    data = f"Our fellowships,,\n\nCatalog address,Founded,Deadlin date,\n{some[0].slug},1955,soon,\n".encode()
    shown = send(editor_client, data)
    assert shown.counts == (0, 1, 0, 0)
    assert shown.data("[data-ignored]", "ignored") == ["Deadlin date"]
    assert shown.one("#columns-read")["data-header"] == "3"
    assert confirm(editor_client, shown).status_code == 302
    assert stored(some[0].slug) == change(stored_first(some[0].slug), founded=1955)
