"""Workbooks that are made to take a server's time or memory: each is refused by a count, before it is opened."""

import io
import zipfile

import pytest

from catalog.spreadsheets.archive import check_archive
from catalog.spreadsheets.limits import MOST_CELLS, MOST_MARKUP
from catalog.spreadsheets.tables import Unreadable
from tests.spreadsheets.making import SHEET, SPACE, replaced, sheet_of

MEGABYTE = 1_000_000
LONG = "x" * 14 * MEGABYTE


def sheet_with(text):
    """A sheet with this text before its data."""
    return f'<worksheet xmlns="{SPACE}">{text}<sheetData/></worksheet>'.encode()


def rows_of_cells(cell):
    return sheet_of(f"<row>{cell * (14 * MEGABYTE // len(cell))}</row>")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(sheet_with(f'<a b="{LONG}"/>'), "has markup longer than 65,536 bytes", id="attribute"),
        pytest.param(sheet_with(f"<a b='{'>' * 14 * MEGABYTE}'/>"), "has markup longer", id="attribute of >"),
        pytest.param(sheet_with(f"<a{' b' * 7 * MEGABYTE}/>"), "has markup longer", id="attributes without values"),
        pytest.param(sheet_with(f"<{LONG}/>"), "has markup longer", id="name"),
        pytest.param(sheet_with(f"<!--{LONG}-->"), "has markup longer", id="comment"),
        pytest.param(sheet_with(f"<!--{'<a>' * 4 * MEGABYTE}-->"), "has markup longer", id="comment of tags"),
        pytest.param(sheet_with(f"<!--{'<!--' * 3 * MEGABYTE}-->"), "has markup longer", id="comment of comments"),
        pytest.param(sheet_with(f"<?a {'>' * 14 * MEGABYTE}?>"), "has markup longer", id="instruction"),
        pytest.param(sheet_with(f"<![CDATA[{'<' * 14 * MEGABYTE}]]>"), "has markup longer", id="section"),
        pytest.param(LONG.encode().join([b"<?xml ", b"?><a/>"]), "has markup longer", id="declaration"),
        pytest.param(b"<" + LONG.encode(), "has markup longer", id="a tag without an end"),
        pytest.param(rows_of_cells("<c/>"), "more than 16,384 cells", id="a row of 3.5 million cells"),
        pytest.param(rows_of_cells("<x:c><v>1</v></x:c>"), "more than 16,384 cells", id="cells with a prefix"),
        pytest.param(sheet_of("<row/>" * 2 * MEGABYTE), "goes on below row 20,000", id="two million empty rows"),
        pytest.param(b" " * 16 * MEGABYTE, "would unpack to 16", id="blanks"),
    ],
)
def test_a_bomb_is_refused_in_words(workbook, content, says):
    bomb = replaced(workbook, SHEET, content)
    assert len(bomb) < MEGABYTE
    with pytest.raises(Unreadable, match=says) as caught:
        check_archive(bomb)
    assert len(str(caught.value)) < 300


def test_what_a_spreadsheet_may_write_is_let_through(workbook):
    text = "é" * 2 * MOST_MARKUP
    check_archive(replaced(workbook, SHEET, sheet_with(f'<!-- " -->{text}<a b=">">{text}</a>')))
    check_archive(replaced(workbook, SHEET, sheet_with(f'<a b="{"x" * (MOST_MARKUP - 100)}"/>')))
    check_archive(replaced(workbook, SHEET, sheet_of(f"<row>{'<c/>' * MOST_CELLS}</row>" * 2)))


@pytest.mark.parametrize("count", [1_001, 20_000])
def test_an_archive_of_very_many_parts_is_refused(workbook, count):
    packed = io.BytesIO(workbook)
    with zipfile.ZipFile(packed, "a") as file:
        for number in range(count):
            file.writestr(f"x{number}", b"")
    with pytest.raises(Unreadable, match="parts; at most 1,000 are read"):
        check_archive(packed.getvalue())


def test_overlapping_parts_are_refused(workbook):
    """Parts that share their bytes: each adds to what is unpacked, though not to the file."""
    packed = io.BytesIO(replaced(workbook, SHEET, b" " * 4 * MEGABYTE))
    with zipfile.ZipFile(packed, "a") as file:
        sheet = file.getinfo(SHEET)
        for number in range(50):
            other = zipfile.ZipInfo(f"xl/{number}.xml")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type", "flag_bits"):
                setattr(other, name, getattr(sheet, name))
            file.filelist.append(other)
            file.NameToInfo[other.filename] = other
        file._didModify = True
    with pytest.raises(Unreadable, match="would unpack to 2"):
        check_archive(packed.getvalue())
