"""Files of one JSON object per line: every line read and checked, every fault told by line, slug and field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from catalog.schema.errors import Fault, RecordFaults
from catalog.schema.validation import Record, validate_line

Progress = Callable[[Iterable[Any]], Iterable[Any]]
# of a line: the longest of the catalog has 5,000 bytes and 200 values
_MOST_BYTES = 500_000
_MOST_VALUES = 5_000
_MOST_DIGITS = 400  # of a whole number; no fact of a program has five


_T = TypeVar("_T")


@dataclass(frozen=True)
class LineFault:
    """A fault of one line of the file: which line (from 1), which program, which field, what is allowed."""

    line: int
    slug: str
    fault: Fault

    def __str__(self) -> str:
        return f"line {self.line}, {self.slug or '(no slug)'}, {self.fault}"


class LoadFaults(ValueError):
    """Raised where a file cannot be loaded; `faults` holds every fault of every line. Nothing was written."""

    def __init__(self, faults: Sequence[LineFault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


def read_lines(data: bytes, progress: Progress = iter) -> dict[int, tuple[Record, frozenset[str]]]:
    """The valid records of a JSONL file by line number, each with the fields that its line leaves out; blank lines are ignored.

    Raises LoadFaults with every fault of every line.
    """
    records, faults = checked_lines(data, validate_line, lambda found: (found[0].slug,), ("slug",), progress)
    if faults:
        raise LoadFaults(faults)
    return records


def checked_lines(
    data: bytes,
    check: Callable[[Any], _T],
    key_of: Callable[[_T], tuple[Any, ...]],
    once: Sequence[str],
    progress: Progress = iter,
) -> tuple[dict[int, _T], list[LineFault]]:
    """What `check` makes of each line of a JSONL file, by line number, and every fault of every line.

    `check` takes a decoded JSON value and raises RecordFaults. No two lines may have the same key; `key_of` gives that of
    what `check` made, `once` names its fields. The later line is the fault. Blank lines are passed over.
    """
    records: dict[int, _T] = {}
    faults: list[LineFault] = []
    first_line: dict[tuple[Any, ...], int] = {}
    for number, raw in numbered(data, progress):
        slug, record, found = checked_line(raw, check)
        if record is not None:
            key = key_of(record)
            if earlier := first_line.get(key):
                words = ", ".join(map(repr, key))
                found.append(Fault(once[0], f"{words} stands on line {earlier} already", f"each {' and '.join(once)} once"))
            first_line.setdefault(key, number)
            records[number] = record
        faults += [LineFault(number, slug, fault) for fault in found]
    return records, faults


def numbered(data: bytes, progress: Progress = iter) -> Iterator[tuple[int, bytes]]:
    """The lines of a JSONL file with their numbers, from 1; blank ones are passed over."""
    for number, raw in enumerate(progress(data.removeprefix(b"\xef\xbb\xbf").split(b"\n")), start=1):
        if raw.strip():
            yield number, raw


def checked_line(raw: bytes, check: Callable[[Any], _T]) -> tuple[str, _T | None, list[Fault]]:
    """The slug that stands on a line, what `check` makes of its JSON value, and every fault: with a fault, no record."""
    value: Any = None
    record = None
    found: list[Fault] = []
    try:
        _check_size(raw)
        value = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_no_repeats, parse_constant=_no_constant, parse_int=_not_endless
        )
        record = check(value)
    except UnicodeDecodeError as error:
        found = [Fault("", f"byte {error.start + 1} of the line is not UTF-8", "a file encoded as UTF-8")]
    except RecordFaults as error:
        found = list(error.faults)
    except (json.JSONDecodeError, _NotJson) as error:
        found = [Fault("", f"is not JSON: {error}", "one JSON object")]
    except RecursionError:
        found = [Fault("", "is nested too deeply", "one JSON object shaped as the codebook says")]
    slug = value.get("slug") if isinstance(value, dict) else ""
    return (slug if isinstance(slug, str) else ""), record, found


class _NotJson(ValueError):
    """A value that Python's reader takes for JSON and the standard does not."""


def _check_size(raw: bytes) -> None:
    """Raise RecordFaults for a line too large to decode: Python values take up to thirty times the bytes of JSON."""
    values = sum(map(raw.count, (b",", b"[", b"{")))
    if len(raw) > _MOST_BYTES or values > _MOST_VALUES:
        found = f"has {len(raw):,} bytes and some {values:,} values"
        raise RecordFaults([Fault("", found, f"one program, at most {_MOST_BYTES:,} bytes and {_MOST_VALUES:,} values")])


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        [(name, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise _NotJson(f"the field {name[:60]!r} stands twice in one object")
    return result


def _no_constant(name: str) -> Any:
    raise _NotJson(f"{name} is not a number")


def _not_endless(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _NotJson(f"a number has {len(digits):,} digits")
    return int(digits)
