"""An Editor and a Reviewer, each in a browser of their own: they enter, import, undo, review and publish everything."""

import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE
from tests.processes import serving_prepared
from tests.spreadsheets.libreoffice import save_again

pytestmark = pytest.mark.browser

PENDING = "/admin/pending/"
LIST = "/admin/catalog/program/"
CHANGED = {"acte-teacher-of-the-year": 1981, "nyc-big-apple-awards": 1982, "us-ed-school-ambassador-fellowship": 1983}


@pytest.fixture(scope="module")
def catalog_folder(prepared):
    """A catalog of their own."""
    return prepared("two")


@pytest.fixture(scope="module")
def site(catalog_folder):
    """The address of that catalog, in which two people publish."""
    with serving_prepared(catalog_folder, TRUSTED_PROXIES="1") as served:
        yield served.url


@pytest.fixture
def ann(open_page, catalog_folder):
    """The Editor."""
    with open_page(viewport=WIDE) as page:
        yield create_and_log_in(page, catalog_folder, "ann", "Editor")


@pytest.fixture
def rae(open_page, catalog_folder):
    """The Reviewer, on a phone."""
    with open_page(viewport=NARROW, color_scheme="dark") as page:
        yield create_and_log_in(page, catalog_folder, "rae", "Reviewer")


def open_program(page, slug):
    """Open the form of a program from the list."""
    page.goto(f"{LIST}?q={slug}")
    page.locator("#result_list tbody th a").first.click()


def change_founded(page, slug, year):
    """Propose a year in the long form."""
    open_program(page, slug)
    page.get_by_label("Founded").fill(str(year))
    page.get_by_role("button", name="Send for review").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def open_pending(page, slug):
    """Open a pending change from the program's form."""
    open_program(page, slug)
    page.locator(".where a[href*='/admin/pending/']").first.click()


def decide(page, slug, button):
    """Publish or reject a pending change, with a reason."""
    open_pending(page, slug)
    page.locator("[name=decision]").fill("I read the page.")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".messagelist")).to_be_visible()


def founded(page, slug):
    """The year that the public sees."""
    return page.request.get(f"/api/v1/programs/{slug}/").json()["program"]["founded"]


def workbook(tmp_path):
    """A sheet as people make it, saved by LibreOffice: a title, an empty row, and four columns, one of them their own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Years of founding, checked in the fall"])
    sheet.append([])
    sheet.append(["Slug", "Program", "Founded", "Checked by"])
    for slug, year in CHANGED.items():
        sheet.append([slug, None, year, "Ann"])
    sheet.delete_cols(2)
    sheet.insert_cols(3)
    sheet.cell(3, 3).value = "Status"
    for row in range(4, 7):
        sheet.cell(row, 3).value = "active"
    file = io.BytesIO()
    book.save(file)
    return save_again(tmp_path / "office", "ods", fall=save_again(tmp_path / "first", fall=file.getvalue())["fall"])["fall"]


def test_a_sheet_from_libreoffice_is_imported_undone_and_imported_again(ann, rae, tmp_path):
    data = save_again(tmp_path / "last", fall=workbook(tmp_path))["fall"]

    def bring():
        ann.goto("/admin/catalog/program/import/")
        upload = {"name": "fall.xlsx", "mimeType": "application/octet-stream", "buffer": data}
        ann.get_by_label("File").set_input_files(upload)
        ann.get_by_role("button", name="Show what would change").click()
        expect(ann.locator("[data-ignored='Checked by']")).to_be_visible()
        expect(ann.locator("[data-count=changed]")).to_contain_text("3")
        ann.get_by_label("Reason").fill("Checked in the fall.")
        ann.get_by_role("button", name="Import 3 programs").click()
        expect(ann.locator(".messagelist .success")).to_be_visible()

    before = {slug: founded(ann, slug) for slug in CHANGED}
    bring()
    ann.goto("/admin/catalog/program/import/")
    ann.locator("[aria-labelledby=recent] a").first.click()
    ann.get_by_role("button", name="Undo this import (3 programs)").click()
    expect(ann.locator(".messagelist .success")).to_be_visible()
    ann.goto(PENDING)
    expect(ann.locator("[data-program]")).to_have_count(0)
    bring()
    assert {slug: founded(ann, slug) for slug in CHANGED} == before

    # the Reviewer publishes all of them from the list, on a phone
    rae.goto(f"{LIST}?pending=yes")
    rae.locator("#result_list .action-select").first.check()
    for box in rae.locator("#result_list .action-select").all()[1:]:
        box.check()
    rae.locator("select[name=action]").select_option("publish_chosen")
    rae.get_by_role("button", name="Go").click()
    rae.get_by_role("button", name="Publish").click()
    expect(rae.locator(".messagelist .success")).to_be_visible()
    assert {slug: founded(rae, slug) for slug in CHANGED} == CHANGED


def test_each_publishes_what_the_other_wrote(ann, rae):
    slug = "acte-teacher-of-the-year"

    # rejected, proposed again, amended by the Reviewer and published
    change_founded(ann, slug, 1991)
    expect(ann.get_by_role("button", name="Publish version")).to_have_count(0)
    decide(rae, slug, "Reject version")
    ann.goto("/admin/")
    expect(ann.locator("[data-waiting=rejected]")).to_have_attribute("data-count", "1")
    change_founded(ann, slug, 1992)
    change_founded(rae, slug, 1993)
    decide(rae, slug, "Publish version")
    assert founded(rae, slug) == 1993

    # what the Reviewer alone wrote, the Editor confirms
    change_founded(rae, slug, 1994)
    open_pending(rae, slug)
    expect(rae.get_by_role("button", name="Publish version")).to_have_count(0)
    expect(rae.locator("[data-approvers]")).to_contain_text("ann")
    ann.goto("/admin/")
    expect(ann.locator("[data-waiting=approvable]")).to_have_attribute("data-count", "1")
    decide(ann, slug, "Publish version")
    assert founded(ann, slug) == 1994

    # the Reviewer sees who did what
    rae.goto("/admin/activity/")
    for name in ("ann", "rae"):
        expect(rae.locator("#content")).to_contain_text(name)
