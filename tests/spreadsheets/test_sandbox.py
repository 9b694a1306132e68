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
from catalog.spreadsheets.tables import Unreadable
from catalog.spreadsheets.workbook import read_programs
from tests.spreadsheets.making import SHEET, SPACE, replaced, sheet_of

MEGABYTE = 1_000_000


def python(code):
    """A child that runs this code instead."""
    return lambda kind: [sys.executable, "-c", code]


def memory():
    """The bytes of memory that this process holds."""
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


def test_a_refusal_keeps_its_words():
    for kind, reader in READERS.items():
        with pytest.raises(Unreadable) as alone:
            reader(b"")
        with pytest.raises(Unreadable) as said:
            read_table(kind, b"")
        assert str(said.value) == str(alone.value)


LONG = "x" * 14 * MEGABYTE
BOMBS = {
    "a long attribute": f'<worksheet xmlns="{SPACE}"><a b="{LONG}"/><sheetData/></worksheet>'.encode(),
    "a long comment": f'<!--{LONG}--><worksheet xmlns="{SPACE}"><sheetData/></worksheet>'.encode(),
    "a tag without an end": b"<" + LONG.encode(),
    "a row of 3.5 million cells": sheet_of(f"<row>{'<c/>' * 3_500_000}</row>"),
    "two million empty rows": sheet_of("<row/>" * 2 * MEGABYTE),
    "a tree that is never closed": f'<worksheet xmlns="{SPACE}">{"<a>" * 4 * MEGABYTE}'.encode(),
}


@pytest.mark.parametrize("sheet", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_with_a_message(workbook, monkeypatch, sheet):
    """By its content, or by the limit of time or memory, which are lower here."""
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 2)
    monkeypatch.setattr(sandbox, "MOST_MEMORY", 128 << 20)
    bomb = replaced(workbook, SHEET, sheet)
    assert len(bomb) < MEGABYTE
    with pytest.raises(Unreadable) as refusal:
        read_table("xlsx", bomb)
    assert 20 < len(str(refusal.value)) < 300


def test_a_file_that_needs_much_memory_is_refused_and_this_process_keeps_its_own(workbook, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_MEMORY", 64 << 20)
    bomb = replaced(workbook, SHEET, BOMBS["a row of 3.5 million cells"])
    before = memory()
    with pytest.raises(Unreadable, match="needs too much memory"):
        read_table("xlsx", bomb)
    assert memory() - before < 30 * MEGABYTE


def test_a_file_that_takes_long_is_refused(workbook, monkeypatch):
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 1)
    runs = sheet_of(f'<row><c t="inlineStr"><is>{"<r><t>x</t></r>" * 800_000}</is></c></row>')
    with pytest.raises(Unreadable, match="takes more than 20 seconds"):
        read_table("xlsx", replaced(workbook, SHEET, runs))


def test_a_child_that_waits_is_killed_with_all_that_it_started(monkeypatch, tmp_path):
    started = tmp_path / "pid"
    code = f"""import subprocess, time
started = subprocess.Popen(["sleep", "600"])
open({str(started)!r}, "w").write(str(started.pid))
time.sleep(600)"""
    monkeypatch.setattr(sandbox, "_command", python(code))
    monkeypatch.setattr(sandbox, "MOST_SECONDS", 2)
    with pytest.raises(Unreadable, match="takes more than 20 seconds"):
        read_table("csv", b"slug")
    process = Path("/proc", started.read_text(), "stat")
    # killed: gone, or waiting for its parent to notice
    while process.exists() and process.read_text().split(")")[1].split()[0] != "Z":
        time.sleep(0.01)


@pytest.mark.parametrize("code", ["import os; os.abort()", "raise SystemExit(7)", "print(1 / 0)"])
def test_a_child_that_fails_says_what_to_do_and_leaves_its_words_in_the_log(code, monkeypatch, caplog):
    monkeypatch.setattr(sandbox, "_command", python(code))
    with pytest.raises(Unreadable, match="could not be read"):
        read_table("csv", b"slug")
    assert [record.name for record in caplog.records] == ["catalog.spreadsheets.sandbox"]


def test_pages_are_answered_while_a_file_is_read_and_a_second_file_is_refused(client, monkeypatch, tmp_path):
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    code = f"""open({str(gate)!r}).read(); print('{{"refused": "read at last"}}')"""
    monkeypatch.setattr(sandbox, "_command", python(code))
    monkeypatch.setattr(sandbox, "_WAIT", 0)
    refused = []

    def read():
        try:
            read_table("csv", b"slug")
        except Unreadable as error:
            refused.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    with gate.open("w"):  # the child has begun to read
        assert client.get("/robots.txt").status_code == 200
        with pytest.raises(Unreadable, match="Another file is being read"):
            read_table("csv", b"slug")
    thread.join()
    assert refused == ["read at last"]


def test_the_child_knows_none_of_our_settings(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    code = """import json, os; print(json.dumps({"refused": " ".join(os.environ)}))"""
    monkeypatch.setattr(sandbox, "_command", python(code))
    with pytest.raises(Unreadable) as caught:
        read_table("csv", b"slug")
    assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(str(caught.value).split())
    assert "PATH" in str(caught.value)
