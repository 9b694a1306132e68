"""The process that reads one file: the file comes on standard input, the table goes to standard output as JSON.

It limits its own memory, time and priority. `sandbox` starts it: `python -m catalog.spreadsheets.child KIND BYTES SECONDS NAMES`;
NAMES is JSON (see catalog.spreadsheets.tables.Names).
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, BinaryIO

from catalog.spreadsheets.tables import Names, Row, Table, TableProblem, UnreadableFile

OUT_OF_MEMORY = 3  # the exit status
_NICE = 10


def read_csv(data: bytes, names: Names | None = None) -> Table:
    from catalog.spreadsheets import csv_table

    return csv_table.read_csv(data, names)


def read_xlsx(data: bytes, names: Names | None = None) -> Table:
    from catalog.spreadsheets import workbook

    return workbook.read_programs(data, names)


READERS: dict[str, Callable[..., Table]] = {"csv": read_csv, "xlsx": read_xlsx}


def main() -> int:
    """Read the file on standard input; return the exit status."""
    kind, memory, seconds, names = sys.argv[1:]
    # openpyxl imports numpy where it is installed, and that alone takes more memory than a file
    sys.modules["numpy"] = None  # type: ignore[assignment]
    _limit_resources(int(memory), int(seconds))
    try:
        write_answer(partial(READERS[kind], names=json.loads(names)), sys.stdin.buffer.read(), sys.stdout.buffer)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit_resources(memory: int, seconds: int) -> None:
    os.nice(_NICE)
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        try:
            # the soft limit of CPU time sends SIGXCPU, the hard one SIGKILL
            resource.setrlimit(kind, (most, most + 1))
        except (OSError, ValueError):  # not every system has every limit
            continue


def write_answer(read: Callable[[bytes], Table], data: bytes, out: BinaryIO) -> None:
    """Write the table, or why the file was refused, for parse_answer(). Raises MemoryError."""
    try:
        table = read(data)
    except UnreadableFile as refusal:
        out.write(_line({"refused": str(refusal)}))
        return
    out.write(_line({"columns": table.columns, "header": table.header, "ignored": table.ignored}))
    for row in table.rows:
        problems = [[problem.column, problem.message, problem.allowed] for problem in row.problems]
        out.write(_line([row.number, list(row.cells.values()), row.kinds, problems]))


def parse_answer(answer: bytes) -> Table:
    """Return the table that write_answer() wrote. Raises UnreadableFile for a refusal, ValueError for any other text."""
    lines = iter(answer.splitlines())
    head = json.loads(next(lines, b""))
    if "refused" in head:
        raise UnreadableFile(head["refused"])
    columns = tuple(head["columns"])
    named = tuple(column for column in columns if column)
    return Table(columns, tuple(_parse_rows(lines, named)), head["header"], tuple(head["ignored"]))


def _parse_rows(lines: Iterator[bytes], columns: tuple[str, ...]) -> Iterator[Row]:
    for line in lines:
        number, texts, kinds, problems = json.loads(line)
        yield Row(number, dict(zip(columns, texts, strict=False)), kinds, tuple(TableProblem(*problem) for problem in problems))


def _line(value: Any) -> bytes:
    return json.dumps(value).encode() + b"\n"


if __name__ == "__main__":
    sys.exit(main())
