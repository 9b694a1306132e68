"""The texts of a declared field, and how they become the Field that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from catalog.schema.values import Coded, Kind
from catalog.schema.vocabulary import NEVER_EMPTY, Field


@dataclass(frozen=True)
class Info:
    """A field's label, help, meaning of an empty value, and equivalents in schema.org and CTDL.

    `public` is False for fields that only coders see. `since` is the schema version that added the field. `vocabulary` is
    only needed if the value's type is not Coded.
    """

    label: str
    help: str
    empty: str = NEVER_EMPTY
    vocabulary: str = ""
    schema_org: str = ""
    ctdl: str = ""
    public: bool = True
    since: int = 1

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Use the help as the field's description in the JSON Schema."""
        return {**handler(schema), "description": self.help}


def _markers(annotation: Any, kind: type) -> Iterator[Any]:
    """Yield the markers of one kind in an annotation, also inside ``X | None``."""
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        yield from (marker for marker in metadata if isinstance(marker, kind))
        yield from _markers(inner, kind)
    elif get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _markers(part, kind)


def _values_of(annotation: Any) -> Any:
    """Return the type of a field's value, without markers and None."""
    if get_origin(annotation) is Annotated:
        return _values_of(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _values_of(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


def _is_nullable(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_nullable(get_args(annotation)[0])
    return get_origin(annotation) in (Union, UnionType) and type(None) in get_args(annotation)


def fields_of(model: type[BaseModel]) -> Mapping[str, Field]:
    """Return the fields of a model that have Info, by code, in order."""
    found = {}
    for code, declared in model.model_fields.items():
        # pydantic takes the outer Annotated apart
        whole = Annotated[(declared.annotation, *declared.metadata)] if declared.metadata else declared.annotation
        info = next(_markers(whole, Info), None)
        if info is None:
            continue
        coded, kind = next(_markers(whole, Coded), None), next(_markers(whole, Kind), Kind("object"))
        is_set = get_origin(_values_of(whole)) is list
        name = ("set of codes" if is_set else "one code") if coded else kind.name
        found[code] = Field(
            code=code,
            label=info.label,
            definition=info.help,
            type=name,
            empty=info.empty,
            public=info.public,
            vocabulary=coded.vocabulary if coded else info.vocabulary,
            schema_org=info.schema_org,
            ctdl=info.ctdl,
            since=info.since,
            nullable=_is_nullable(whole),
        )
    return MappingProxyType(found)
