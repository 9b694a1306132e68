"""Workbooks that LibreOffice has saved: an unchanged export changes nothing, a filled-in template gives its programs."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.exports.template_workbook import write_template
from catalog.imports.formats import XLSX
from catalog.models import Program
from catalog.programs.published_records import Published
from catalog.programs.table_row import NUMBERS, TRUTHS, editor_row, is_text
from catalog.programs.working_records import presents
from catalog.spreadsheets.workbook import read_programs
from tests.exports.making import START, account, filed_xlsx
from tests.factories import change
from tests.spreadsheets.libreoffice import save_again
from tests.spreadsheets.workbooks import SHEET

pytestmark = pytest.mark.django_db


def export_catalog():
    keys = list(Program.objects.values_list("pk", flat=True))
    every = [Published(program.record, program.number, START) for program in presents(keys)]
    return XLSX.write(every, account(len(every)))


def fill_template(records):
    """Return the template with these programs, each value as a person would type it."""
    file = io.BytesIO()
    write_template(file)
    workbook = openpyxl.load_workbook(file)
    sheet = workbook["programs"]
    header = [cell.value for cell in sheet[1]]
    for number, record in enumerate(records, start=2):
        for column, text in editor_row(record).items():
            if column in header and text:
                cell = sheet.cell(number, header.index(column) + 1)
                cell.value = float(text) if column in NUMBERS else text == "true" if column in TRUTHS else text
                cell.number_format = "@" if is_text(column) else "General"
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_what_libreoffice_saves_is_what_was_exported_or_entered(client, editor, records, tmp_path):
    # texts that look like something else
    lookalike = change(records[0], money_note="1500", deadline_note="May 1", eligibility="TRUE")
    entered = [lookalike, *records[1:40]]
    saved = save_again(tmp_path / "once", export=export_catalog(), template=fill_template(entered))
    # LibreOffice turns truth values into formulas
    assert zipfile.ZipFile(io.BytesIO(saved["export"])).read(SHEET).count(b"</f>") == 4 * len(records)
    by_way = save_again(tmp_path / "ods", "ods", by_way=saved["export"])
    again = save_again(tmp_path / "again", **saved, **by_way)
    for template in (saved["template"], again["template"]):
        assert [entry.record for entry in filed_xlsx(template).entries] == entered
    # a second saving changes nothing, so neither does a tenth
    assert read_programs(again["export"]) == read_programs(saved["export"])
    client.force_login(editor)
    for workbook in (saved["export"], again["by_way"]):
        upload = SimpleUploadedFile("programs.xlsx", workbook)
        plan = client.post("/admin/catalog/program/import/", {"import_file": upload}).context["preview"].plan
        assert (plan.problems, plan.count, plan.unchanged) == ((), 0, len(records))
