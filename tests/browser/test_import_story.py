"""An editor imports a spreadsheet: they see three errors, correct them, see what would change, and import."""

import io
import json

import openpyxl
import pytest
from playwright.sync_api import expect

from catalog.programs.table_row import editor_row
from tests.browser.accessibility import expect_accessible, find_violations
from tests.browser.admin import create_and_log_in

pytestmark = pytest.mark.browser

IMPORT = "/admin/catalog/program/import/"
EVIDENCE = {
    "prepare": "A year of seminars teaches fellows to lead other adults.",
    "place": "Each fellow serves as a paid mentor in a partner school.",
    "recognize": "No award, title or credential is described.",
}
PAGE = "https://academy.example.org/about"


@pytest.fixture
def page(wide, catalog_folder):
    """The admin for an editor who is logged in."""
    return create_and_log_in(wide, catalog_folder)


def template(page):
    """The empty template, downloaded."""
    page.goto("/admin/catalog/program/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Empty template").click()
    assert download.value.suggested_filename == "programs-template.xlsx"
    return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def filled(workbook, *rows):
    """The template with these rows entered, saved."""
    sheet = workbook["programs"]
    header = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(header, start=1):
            sheet.cell(number, column).value = row.get(name) or None
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def send(page, data, name="fall.xlsx"):
    page.goto(IMPORT)
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Show what would change").click()


def test_a_spreadsheet_with_three_errors_is_corrected_and_imported(page, records):
    workbook = template(page)
    known = editor_row(next(record for record in records if record.slug == "bread-loaf-teacher-network"))
    known |= {"money_note": "A trip to the annual meeting", "founded": "1950"}
    entered = {
        "name": "Spreadsheet Academy",
        "sponsor": "Spreadsheet Trust",
        "sponsor_type": "nonprofit",
        "scope": "national",
        "serves_basis": "stated",
        "summary": "An academy that prepares experienced teachers to mentor newer colleagues.",
        "prepare": True,
        "place": True,
        "recognize": False,
        **{f"{support}_evidence": sentence for support, sentence in EVIDENCE.items()},
        **{f"{support}_source": PAGE for support in EVIDENCE},
        "form": "institute",
        "form_basis": "name",
        "deadline_rolling": False,
        "status": "active",
        "confidence": "high",
        "source_urls": PAGE,
        "source_titles": "About the academy",
        "source_read": "2026-11-20",
    }
    falses = {"recognize": "false", "deadline_rolling": "false"}

    # three errors, each with its row and column; nothing can be confirmed
    faulty = {**entered, **falses, "sponsor_type": "charity", "place_source": ""}
    send(page, filled(workbook, faulty, {**known, "founded": "=Z9+10"}))
    expect(page.locator("#import-errors")).to_be_visible()
    expect(page.locator(".import-errors tbody tr")).to_have_count(3)
    expect(page.locator(".import-errors tbody tr").first).to_contain_text(
        "'charity' is not a known code. Allowed: district, state_agency,"
    )
    expect(page.locator(".import-errors tbody tr").nth(1)).to_contain_text("Place: source")
    expect(page.locator(".import-errors tbody tr").nth(1)).to_contain_text("Is empty, though the program is new.")
    expect(page.locator(".import-errors tbody tr").last).to_contain_text("Founded")
    expect(page.locator(".import-errors tbody tr").last).to_contain_text("=Z9+10")
    expect(page.get_by_role("button", name="Import")).to_have_count(0)
    assert find_violations(page) == []

    # all corrected: the preview shows what would change, and the confirmation writes it
    corrected = filled(workbook, {**entered, **falses}, known)
    send(page, corrected)
    expect(page.locator(".counts")).to_have_text("1 new 1 changed 0 unchanged 0 with errors")
    expect(page.locator("table.new tbody tr")).to_contain_text("Professional advancement (Prepare + Place)")
    expect(page.locator("details.change tbody tr", has_text="Amounts")).to_contain_text("A trip to the annual meeting")
    expect_accessible(page)
    assert page.request.get("/programs/spreadsheet-academy/").status == 404
    page.get_by_label("Publish all now").check()
    page.get_by_label("Reason").fill("Read again in the fall.")
    page.get_by_role("button", name="Import 2 programs").click()
    expect(page.locator(".messagelist")).to_contain_text(
        "Imported “fall.xlsx”: 1 new (published) and 1 changed (published); 0 unchanged."
    )
    page.goto("/programs/spreadsheet-academy/")
    expect(page.locator("h1")).to_have_text("Spreadsheet Academy")

    # the same file again writes nothing: the program without a slug is shown the slug it got
    send(page, corrected)
    expect(page.locator(".import-errors tbody tr")).to_have_count(1)
    expect(page.locator(".import-errors tbody tr")).to_contain_text("Allowed: “spreadsheet-academy” to change that program")
    send(page, filled(workbook, {**entered, **falses, "slug": "spreadsheet-academy"}, known))
    expect(page.locator("#no-changes")).to_be_visible()


def test_the_list_is_exported_as_it_is_filtered(page):
    page.goto("/admin/catalog/program/?status=ended")
    page.get_by_role("link", name="Export").click()
    count = int(page.locator(".lead").get_attribute("data-count"))
    assert find_violations(page) == []
    page.get_by_label("JSONL").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == count > 0
    assert {json.loads(line)["status"] for line in lines} == {"ended"}


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen(page):
    send(page, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.xls")
    expect(page.locator("#file-error")).to_contain_text("old Excel workbook (.xls)")
    assert find_violations(page) == []
