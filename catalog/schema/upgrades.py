"""From any older record to the present shape: what stored, released and uploaded JSON goes through when it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from catalog.schema.fields import FIELDS, SCHEMA, SUPPORT_FIELDS, ProgramRecord
from catalog.schema.parts import RecognizeRecord, SourceRecord, SupportRecord, SupportsRecord
from catalog.schema.vocabulary import Field, vocabulary

VERSION = "schema"  # the key under which stored JSON carries the version of its shape; a record without it is of version 1
Json = dict[str, Any]


def upgrade(data: Mapping[str, Any]) -> Json:
    """A record of any schema version in the present shape and with present codes; `data` stays as it is.

    Fields that were added later get their default. A code that was renamed is replaced by the one that took its place; a
    code that was split stays, because only a person can choose. What is no field of any version is kept: validation names
    it. `data` need not be valid.
    """
    record = _with_present_codes(upgrade_shape(data), FIELDS)
    supports = record.get("supports")
    if isinstance(supports, Mapping):  # those of each support are codes of its own fields
        record["supports"] = {
            code: _with_present_codes(support, SUPPORT_FIELDS) if isinstance(support, Mapping) else support
            for code, support in supports.items()
        }
    return record


def upgrade_shape(data: Mapping[str, Any]) -> Json:
    """As upgrade(), with the codes as they are: for a release, whose codes are those of its own vocabulary.

    A version that this code does not know, such as a newer one, stays in the record under VERSION.
    """
    record = dict(data)
    if not is_known_version(record.get(VERSION, 1)):
        return record
    for later in range(record.pop(VERSION, 1) + 1, SCHEMA + 1):
        record = _STEPS.get(later, _add_fields)(record, later)
    return record


def is_known_version(version: Any) -> bool:
    """Whether a value under VERSION is a schema version that this code can read."""
    return type(version) is int and 1 <= version <= SCHEMA


def load_stored(data: Mapping[str, Any], *, keep_codes: bool = False) -> ProgramRecord:
    """The record in stored JSON (a version's, a release's), which was valid when it was written: it is not validated again.

    `keep_codes` leaves its codes as they are, as upgrade_shape() does. Raises ValueError for a schema version that this
    code does not know: the record was stored by newer code.
    """
    record = upgrade_shape(data) if keep_codes else upgrade(data)
    if VERSION in record:
        raise ValueError(
            f"The record {record.get('slug')!r} has schema version {record[VERSION]!r}; this code reads 1 to {SCHEMA}."
        )
    supports = record["supports"]
    record["supports"] = SupportsRecord.model_construct(
        prepare=SupportRecord.model_construct(**supports["prepare"]),
        place=SupportRecord.model_construct(**supports["place"]),
        recognize=RecognizeRecord.model_construct(**supports["recognize"]),
    )
    record["sources"] = [SourceRecord.model_construct(**source) for source in record["sources"]]
    return ProgramRecord.model_construct(**record)


def to_stored(record: ProgramRecord) -> Json:
    """The record as JSON to store, with the version of its shape."""
    return {VERSION: SCHEMA, **record.as_json()}


def _add_fields(record: Json, version: int) -> Json:
    """The record with the fields that this schema version added, at their defaults where it does not have them."""
    added = {
        name: ProgramRecord.model_fields[name].get_default(call_default_factory=True)
        for name, field in FIELDS.items()
        if field.since == version
    }
    return {**added, **record}


# what leads to a version from the one before, where that is more than added fields: (record, version) -> record
_STEPS: dict[int, Callable[[Json, int], Json]] = {}


def _with_present_codes(part: Mapping[str, Any], fields: Mapping[str, Field]) -> Json:
    """A record or a part of one, which has these fields, with renamed codes replaced."""
    coded = {code: field.vocabulary for code, field in fields.items() if field.type in ("one code", "set of codes")}
    return {name: _present_codes(value, coded[name]) if name in coded else value for name, value in part.items()}


def _present_codes(value: Any, name: str) -> Any:
    """The value with renamed codes replaced; a value that is no code or list of codes stays."""
    known = vocabulary(name).renamed
    if not known:
        return value
    if isinstance(value, list):
        return list(dict.fromkeys(known.get(code, code) if isinstance(code, str) else code for code in value))
    return known.get(value, value) if isinstance(value, str) else value
