"""Workbooks as people, their spreadsheets and attackers make them."""

import io
import zipfile

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def edit_sheet(data, change):
    """Return the workbook as a spreadsheet program saves it after a change of its sheet of programs."""
    file = openpyxl.load_workbook(io.BytesIO(data))
    change(file["programs"])
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def change_parts(data, change, packing=zipfile.ZIP_DEFLATED):
    """Return the workbook with changed parts; `change` takes the name and bytes of each part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", packing) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return packed.getvalue()


def replace_part(data, part, content):
    """Return the workbook with other bytes as one part."""
    return change_parts(data, lambda name, known: content if name == part else known)


def sheet_xml(rows):
    """Return the XML of a sheet with these rows."""
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def share_strings(data, strings, rows):
    """Return the workbook with its texts in one table of strings, as Excel saves them."""
    table = f'<sst xmlns="{NAMESPACE}">{"".join(f"<si><t>{text}</t></si>" for text in strings)}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'

    def change(name, part):
        if name == "[Content_Types].xml":
            return part.replace(b"</Types>", override.encode())
        return sheet_xml(rows) if name == SHEET else part

    packed = io.BytesIO(change_parts(data, change))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sharedStrings.xml", table)
    return packed.getvalue()
