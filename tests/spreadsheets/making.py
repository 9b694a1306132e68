"""Workbooks as people, their spreadsheets and attackers make them."""

import io
import zipfile

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def edited(data, change):
    """The workbook as someone's spreadsheet would save it after a change of its sheet of programs."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    change(file["programs"])
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def repacked(data, change, packing=zipfile.ZIP_DEFLATED):
    """The workbook with its parts changed: a function of a part's name and bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", packing) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return packed.getvalue()


def replaced(data, part, content):
    """The workbook with other bytes as one part."""
    return repacked(data, lambda name, known: content if name == part else known)


def sheet_of(rows):
    """A sheet in XML that holds these rows, as text."""
    return f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def with_shared_strings(data, strings, rows):
    """The workbook with its cells' texts in one table of strings, as Excel saves them."""
    table = f'<sst xmlns="{SPACE}">{"".join(f"<si><t>{text}</t></si>" for text in strings)}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'

    def change(name, part):
        if name == "[Content_Types].xml":
            return part.replace(b"</Types>", override.encode())
        return sheet_of(rows) if name == SHEET else part

    packed = io.BytesIO(repacked(data, change))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", table)
    return packed.getvalue()
