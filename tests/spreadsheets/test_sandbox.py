"""Files are read in a process that cannot harm the one that serves pages."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from catalog.spreadsheets import sandbox
from catalog.spreadsheets.child import READERS
from catalog.spreadsheets.csv_table import read_csv
from catalog.spreadsheets.sandbox import read_table
from catalog.spreadsheets.tables import UnreadableFile
from catalog.spreadsheets.workbook import read_programs
from tests.spreadsheets.workbooks import NAMESPACE, SHEET, replace_part, sheet_xml

MEGABYTE = 1_000_000


@pytest.fixture
def run_instead(monkeypatch):
    """Return a function that replaces the child with this Python code, or with another command."""
    return lambda code, *program: monkeypatch.setattr(
        sandbox, "_command", lambda kind, names: [*(program or (sys.executable, "-S", "-c")), code]
    )


def refusal(kind, data):
    with pytest.raises(UnreadableFile) as refused:
        read_table(kind, data)
    return str(refused.value)


def used_memory():
    """Return the bytes of memory that this process uses."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    "data", [b"slug,name\r\n1,\xc3\xa9 \xf0\x9f\x8f\xab\r\n2,=1\r\n", b'a,b\n"x\ny\x0b","\x1c\xc2\x85"\n1\n', b"slug\n"]
)
def test_a_table_comes_back_whole(data):
    assert read_table("csv", data) == read_csv(data)


def test_a_workbook_comes_back_whole(workbook):
    found = read_table("xlsx", workbook)
    assert found == read_programs(workbook)
    assert found.rows[0].kinds["prepare"] == "boolean"


@pytest.mark.parametrize("kind", READERS)
def test_a_refusal_keeps_its_message(kind):
    with pytest.raises(UnreadableFile) as refused:
        READERS[kind](b"")
    assert refusal(kind, b"") == str(refused.value)


LONG = "x" * 14 * MEGABYTE
BOMBS = {
    "a long attribute": f'<worksheet xmlns="{NAMESPACE}"><a b="{LONG}"/><sheetData/></worksheet>'.encode(),
    "a long comment": f'<!--{LONG}--><worksheet xmlns="{NAMESPACE}"><sheetData/></worksheet>'.encode(),
    "a tag without an end": b"<" + LONG.encode(),
    "two million empty rows": sheet_xml("<row/>" * 2 * MEGABYTE),
    "a tree that is never closed": f'<worksheet xmlns="{NAMESPACE}">{"<a>" * 4 * MEGABYTE}'.encode(),
    "a cell of many runs": sheet_xml(f'<row><c t="inlineStr"><is>{"<r><t>x</t></r>" * 800_000}</is></c></row>'),
}


@pytest.mark.parametrize("sheet", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_with_a_message(workbook, monkeypatch, sheet):
    """Each needs more than this second."""
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 1)
    bomb = replace_part(workbook, SHEET, sheet)
    assert len(bomb) < MEGABYTE
    assert refusal("xlsx", bomb) in (sandbox._SLOW, sandbox._LARGE)


def test_a_file_that_needs_much_memory_is_refused_and_this_process_keeps_its_own(workbook, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_MEMORY", 64 << 20)
    bomb = replace_part(workbook, SHEET, sheet_xml(f"<row>{'<c/>' * 2_000_000}</row>"))
    before = used_memory()
    assert refusal("xlsx", bomb) == sandbox._LARGE
    assert used_memory() - before < 30 * MEGABYTE


def test_a_child_that_waits_is_killed_with_all_its_processes(run_instead, monkeypatch, tmp_path):
    pid = tmp_path / "pid"
    run_instead(f"sleep 600 & echo $! > {pid}; sleep 600", "/bin/sh", "-c")
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 1)
    assert refusal("csv", b"slug") == sandbox._SLOW
    process = Path("/proc", pid.read_text().strip(), "stat")
    # killed: gone, or a zombie
    while process.exists() and process.read_text().split(")")[1].split()[0] != "Z":
        time.sleep(0.01)


@pytest.mark.parametrize("code", ["import os; os.abort()", "raise SystemExit(7)", "print(1 / 0)"])
def test_a_child_that_fails_gives_a_message_and_is_logged(code, run_instead, caplog):
    run_instead(code)
    assert refusal("csv", b"slug") == sandbox._FAILED
    assert [record.name for record in caplog.records] == ["catalog.spreadsheets.sandbox"]


def test_pages_are_served_while_a_file_is_read_and_a_second_file_is_refused(client, run_instead, monkeypatch, tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    run_instead(f"""open({str(gate)!r}).read(); print('{{"refused": "read at last"}}')""")
    monkeypatch.setattr(sandbox, "_WAIT", 0)
    refused = []
    thread = threading.Thread(target=lambda: refused.append(refusal("csv", b"slug")))
    thread.start()
    with gate.open("w"):  # the child reads now
        assert client.get("/robots.txt").status_code == 200
        assert refusal("csv", b"slug") == sandbox._BUSY
    thread.join()
    assert refused == ["read at last"]


def test_the_child_gets_no_settings(run_instead, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    run_instead("""import json, os; print(json.dumps({"refused": " ".join(os.environ)}))""")
    names = set(refusal("csv", b"slug").split())
    assert "PATH" in names
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & names
