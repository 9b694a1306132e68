"""Read files of one JSON object per line. Errors name the line, slug and field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record, validate_line

Progress = Callable[[Iterable[Any]], Iterable[Any]]
# limits of a line: the longest in the catalog has 5,000 bytes and 200 values
_MOST_BYTES = 500_000
_MOST_VALUES = 5_000
_MOST_DIGITS = 400  # of a whole number


_T = TypeVar("_T")


@dataclass(frozen=True)
class LineProblem:
    """An error in one line of the file, counted from 1."""

    line: int
    slug: str
    problem: RecordProblem

    def __str__(self) -> str:
        return f"line {self.line}, {self.slug or '(no slug)'}, {self.problem}"


class InvalidFile(ValueError):
    """Raised if a file cannot be loaded; `problems` has every error of every line. Nothing was written."""

    def __init__(self, problems: Sequence[LineProblem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


def read_lines(data: bytes, progress: Progress = iter) -> dict[int, tuple[Record, frozenset[str]]]:
    """Return the records of a JSONL file by line number, each with the optional fields that its line does not have.

    Blank lines are ignored. Raises InvalidFile.
    """
    records, problems = check_lines(data, validate_line, lambda found: (found[0].slug,), ("slug",), progress)
    if problems:
        raise InvalidFile(problems)
    return records


def check_lines(
    data: bytes,
    check: Callable[[Any], _T],
    key_of: Callable[[_T], tuple[Any, ...]],
    once: Sequence[str],
    progress: Progress = iter,
) -> tuple[dict[int, _T], list[LineProblem]]:
    """Return the results of `check` by line number, and every error of every line. Blank lines are ignored.

    `check` takes a decoded JSON value and raises InvalidRecord. `key_of` returns the key of a result, which consists of the
    fields `once`; a line that repeats a key is an error.
    """
    records: dict[int, _T] = {}
    problems: list[LineProblem] = []
    first_line: dict[tuple[Any, ...], int] = {}
    for number, raw in number_lines(data, progress):
        slug, record, found = check_line(raw, check)
        if record is not None:
            key = key_of(record)
            if earlier := first_line.get(key):
                words = ", ".join(map(repr, key))
                found.append(RecordProblem(once[0], f"{words} is already on line {earlier}", f"each {' and '.join(once)} once"))
            first_line.setdefault(key, number)
            records[number] = record
        problems += [LineProblem(number, slug, problem) for problem in found]
    return records, problems


def number_lines(data: bytes, progress: Progress = iter) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a JSONL file with their numbers from 1, without blank lines."""
    for number, raw in enumerate(progress(data.removeprefix(b"\xef\xbb\xbf").split(b"\n")), start=1):
        if raw.strip():
            yield number, raw


def check_line(raw: bytes, check: Callable[[Any], _T]) -> tuple[str, _T | None, list[RecordProblem]]:
    """Return the slug on a line, the result of `check` (None with errors), and the errors."""
    value: Any = None
    record = None
    found: list[RecordProblem] = []
    try:
        _check_size(raw)
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_int=_not_endless
        )
        record = check(value)
    except UnicodeDecodeError as error:
        found = [RecordProblem("", f"byte {error.start + 1} of the line is not UTF-8", "a file encoded as UTF-8")]
    except InvalidRecord as error:
        found = list(error.problems)
    except (json.JSONDecodeError, _NotJson) as error:
        found = [RecordProblem("", f"is not JSON: {error}", "one JSON object")]
    except RecursionError:
        found = [RecordProblem("", "is nested too deeply", "one JSON object shaped as the codebook says")]
    slug = value.get("slug") if isinstance(value, dict) else ""
    return (slug if isinstance(slug, str) else ""), record, found


class _NotJson(ValueError):
    """Raised for a value that Python's parser accepts and JSON does not."""


def _check_size(raw: bytes) -> None:
    """Raise InvalidRecord for a line that is too large to decode: Python values can take thirty times the bytes of JSON."""
    values = sum(map(raw.count, (b",", b"[", b"{")))
    if len(raw) > _MOST_BYTES or values > _MOST_VALUES:
        found = f"has {len(raw):,} bytes and some {values:,} values"
        raise InvalidRecord([RecordProblem("", found, f"one program, at most {_MOST_BYTES:,} bytes and {_MOST_VALUES:,} values")])


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _NotJson(f"the field {name[:60]!r} is twice in one object")
    return result


def _no_constant(name: str) -> Any:
    raise _NotJson(f"{name} is not a number")


def _not_endless(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _NotJson(f"a number has {len(digits):,} digits")
    return int(digits)
