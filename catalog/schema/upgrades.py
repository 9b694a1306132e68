"""Upgrades: bring stored, released and uploaded records of any schema version to the present shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from catalog.schema.fields import FIELDS, SCHEMA, SUPPORT_FIELDS, ProgramRecord
from catalog.schema.parts import RecognizeRecord, SourceRecord, SupportRecord, SupportsRecord, settle_absence
from catalog.schema.vocabulary import Field, Vocabulary, original_vocabulary

VERSION = "schema"  # the key of the schema version in stored JSON; without it, the version is 1
Json = dict[str, Any]


def upgrade(data: Mapping[str, Any]) -> Json:
    """Return a record of any schema version in the present shape with present codes. `data` may be invalid.

    Fields added later get their default. A renamed code is replaced; a split code stays, because a person must choose.
    Unknown fields stay, for validation to name.
    """
    record = _with_present_codes(upgrade_shape(data), _RECORD_CODES)
    supports = record.get("supports")
    if isinstance(supports, Mapping):
        record["supports"] = {
            code: _with_present_codes(support, _SUPPORT_CODES) if isinstance(support, Mapping) else support
            for code, support in supports.items()
        }
    return record


def upgrade_shape(data: Mapping[str, Any]) -> Json:
    """Upgrade like upgrade(), but keep the codes: a release's codes are those of its own vocabulary.

    An unknown version, such as a newer one, stays in the record under VERSION.
    """
    record = dict(data)
    if not is_known_version(record.get(VERSION, 1)):
        return record
    for later in range(record.pop(VERSION, 1) + 1, SCHEMA + 1):
        record = _STEPS.get(later, _add_fields)(record, later)
    return record


def is_known_version(version: Any) -> bool:
    """Whether this code can read a schema version."""
    return type(version) is int and 1 <= version <= SCHEMA


def load_stored(data: Mapping[str, Any], *, keep_codes: bool = False) -> ProgramRecord:
    """Return the record of stored JSON without validating it: it was valid when it was written.

    `keep_codes` keeps the codes like upgrade_shape(). Raises ValueError for an unknown schema version, stored by newer code.
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
    """Return the record as JSON to store, with its schema version."""
    return {VERSION: SCHEMA, **record.as_json()}


def _add_fields(record: Json, version: int) -> Json:
    """Add the fields of this schema version with their defaults, unless the record has them."""
    return {**{name: _default(name) for name, field in FIELDS.items() if field.since == version}, **record}


def _default(name: str) -> Any:
    """Return a new default of a field. Pydantic's get_default() inspects the factory's signature each time: too slow here."""
    field = ProgramRecord.model_fields[name]
    return cast(Callable[[], Any], field.default_factory)() if field.default_factory else field.default


def _add_absence(record: Json, version: int) -> Json:
    """Add what the pages say of each absent support (version 3), unless the record says it. `record` may be invalid.

    Absence was coded from what the pages read describe, so such a support is not described: see docs/decisions/0070.
    """
    record = _add_fields(record, version)
    supports = record.get("supports")
    if not isinstance(supports, Mapping):
        return record
    return {**record, "supports": {code: _with_absence(support) for code, support in supports.items()}}


def _with_absence(support: Any) -> Any:
    if not isinstance(support, Mapping) or not isinstance(support.get("present"), bool):
        return support
    return {**support, "absence": settle_absence(support["present"], support.get("absence"))}


# upgrades to a version that need more than added fields: (record, version) -> record
_STEPS: dict[int, Callable[[Json, int], Json]] = {3: _add_absence}


def _vocabularies_of(fields: Mapping[str, Field]) -> dict[str, str]:
    """Return the vocabulary of each field that holds codes."""
    return {code: field.vocabulary for code, field in fields.items() if field.type in ("one code", "set of codes")}


_RECORD_CODES, _SUPPORT_CODES = _vocabularies_of(FIELDS), _vocabularies_of(SUPPORT_FIELDS)


def _with_present_codes(part: Mapping[str, Any], vocabularies: Mapping[str, str]) -> Json:
    """Replace renamed codes in a record, or in a part of one whose coded fields have these vocabularies."""
    record = dict(part)
    for name, words in vocabularies.items():
        known = original_vocabulary(words)
        if known.renamed and name in record:
            record[name] = _present_codes(record[name], known)
    return record


def _present_codes(value: Any, words: Vocabulary) -> Any:
    """Replace renamed codes in a value; a set is then in the vocabulary's order. Other values stay unchanged."""
    if isinstance(value, str):
        return words.renamed.get(value, value)
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value) or words.renamed.keys().isdisjoint(value):
        return value
    present = dict.fromkeys(words.renamed.get(code, code) for code in value)
    return [*words.in_order(present), *(code for code in present if code not in words.by_code)]
