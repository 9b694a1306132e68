"""Every format comes back as it was exported, and files that cannot be read are refused with a short message."""

import io
import zipfile

import pytest

from catalog.imports import formats
from catalog.imports.formats import FORMATS, detect_format, read_file
from catalog.imports.presenters import describe_problem
from catalog.schema.errors import RecordProblem
from catalog.schema.vocabulary import vocabulary
from catalog.spreadsheets.child import READERS
from catalog.spreadsheets.limits import MOST_ROWS
from catalog.spreadsheets.tables import UnreadableFile
from tests.exports.making import account, published


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    monkeypatch.setattr(formats, "read_table", lambda kind, data, names: READERS[kind](data, names))


@pytest.mark.parametrize("file_format", FORMATS.values(), ids=FORMATS)
def test_an_export_comes_back_whole_and_its_format_is_detected(file_format, records):
    data = file_format.write(published(records[:9]), account(9))
    assert detect_format("a.file", data) == detect_format(f"a.{file_format.code}", data) == file_format
    assert [entry.record for entry in read_file(file_format.code, data).parse({}).entries] == records[:9]


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "named"),
    [
        ("empty.jsonl", b"\n\n", "no programs"),
        ("long.jsonl", b"{}\n" * (MOST_ROWS + 1), f"{MOST_ROWS:,} lines"),
        ("blank.csv", b"\r\n\r\n", "header"),
        ("windows.csv", "slug,name\r\nx,Café\r\n".encode("cp1252"), "line 2"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), ".xls"),
        ("paper.pdf", b"%PDF-1.7", "PDF"),
        ("programs.xlsx", b"PK\x03\x04", "XLSX"),
        ("programs.xlsx", b"slug,name", "XLSX"),
        ("programs.xlsx", archive(workbook=b" " * 20_000_000), "20.0 MB"),
        ("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00", "CSV"),
        ("page.csv", b"<!DOCTYPE html><html>", "web page"),
        ("lists.jsonl", b"[" * 10_000_000, "500,000 lists and objects"),
        ("objects.jsonl", b'{"a":' * 1_900_000, "500,000 lists and objects"),
        ("lines.jsonl", b"{}\n" + b"\n" * 9_000_000, "5,000 lines"),
        ("errors.jsonl", b'{"models": [' + b'"x",' * 4_900 + b"1]}\n" + b'{"a": [1]}\n' * 4_000, "10,000 errors"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused(name, data, named):
    with pytest.raises(UnreadableFile) as refused:
        read_file(detect_format(name, data).code, data)
    assert named in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    "line",
    [
        b'{"slug": "' + b"x" * 9_000_000 + b'"}',
        b'{"slug": ' + b"9" * 400_000 + b"}",
        b'{"slug": "x", "founded": ' + b"9" * 5000 + b"}",
        b'{"models": [' + b"1," * 6_000 + b"1]}",
        b"{" + b",".join(b'"%d":1' % n for n in range(4_900)) + b',"7":1}',
        b'{"slug": ',
    ],
    ids=["a long text", "a long number", "an endless number", "many values", "a repeated name", "not JSON"],
)
def test_a_hostile_line_is_a_problem_of_the_whole_line(line):
    [entry] = read_file("jsonl", line).entries
    [problem] = entry.problems
    assert (problem.field, entry.record) == ("", None)
    assert len(describe_problem(problem)) < 500


def test_an_unexpected_error_is_logged_and_gives_a_message(monkeypatch, caplog):
    monkeypatch.setattr(formats, "read_table", lambda kind, data, names: 1 / 0)
    with pytest.raises(UnreadableFile):
        read_file("csv", b"slug")
    assert [record.name for record in caplog.records] == ["catalog.imports.formats"]


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (RecordProblem("locality", "must be null", "null"), "Must be empty. Allowed: an empty cell."),
        (RecordProblem("models", "must be empty", "[]"), "Must be empty. Allowed: an empty cell."),
        (RecordProblem("delivery", "is unknown", "online hybrid"), "Is unknown. Allowed: online, hybrid."),
        (
            RecordProblem("home_state", "is unknown", " ".join(vocabulary("state").by_code)),
            "Is unknown. Allowed: one of 56 codes or their labels, such as AK or Alaska.",
        ),
        (RecordProblem("slug", "x\ud800\x00y"), None),
        (RecordProblem("note", "x" * 5000), f"X{'x' * 399}…."),
    ],
    ids=["null", "list", "codes", "many codes", "broken characters", "long"],
)
def test_problems_are_described_for_spreadsheet_users(problem, text):
    described = describe_problem(problem)
    assert described.encode()
    assert text in (described, None)
