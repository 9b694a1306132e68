"""Records as JSON lines: what load_programs reads."""

import json

import pytest

from catalog.exports.jsonl import jsonl_chunks
from catalog.installation.load import InvalidFile, read_lines
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import validate_line
from tests.exports.making import Watched
from tests.factories import change


def to_jsonl(records, **keywords):
    return b"".join(jsonl_chunks(records, **keywords))


def without_note(record):
    return {name: value for name, value in record.as_json().items() if name != "note"}


def test_records_come_back_from_jsonl_without_the_coders_remark(records):
    some = records[::5]
    assert any(record.note for record in some)
    assert list(read_lines(to_jsonl(some)).values()) == [(change(record, note=""), {"note"}) for record in some]


def test_a_line_is_the_load_format_itself(records):
    shuffled = [load_stored(dict(reversed(record.as_json().items()))) for record in records]
    lines = to_jsonl(shuffled).decode().split("\n")
    assert lines == [*(json.dumps(without_note(record), ensure_ascii=False) for record in records), ""]
    assert validate_line(json.loads(lines[0])) == (change(records[0], note=""), {"note"})
    assert validate_line(records[0].as_json()) == (records[0], set())


def test_no_record_is_nothing():
    assert to_jsonl([]) == b""


def test_what_stands_under_another_rule_is_marked_and_not_to_be_loaded(records):
    data = to_jsonl(records[:2], extra={"rule": "no-credential"})
    assert [json.loads(line)["rule"] for line in data.splitlines()] == ["no-credential"] * 2
    with pytest.raises(InvalidFile) as caught:
        read_lines(data)
    assert [(problem.line, problem.problem.field) for problem in caught.value.problems] == [(1, "rule"), (2, "rule")]


def test_the_records_are_taken_some_hundreds_at_a_time(records):
    watched = Watched(records * 10)
    next(jsonl_chunks(watched))
    assert watched.taken <= 500
