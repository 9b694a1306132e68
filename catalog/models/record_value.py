"""Database expressions over a stored record: what its generated columns hold, and what queries search."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Field, Func, Q, TextField, Value, When
from django.db.models.fields import BooleanField

from typology import ProgramType


class RecordValue(Func):
    """The value at a path of a record (``supports.place.present``): SQL NULL where the record has null or no such key.

    A list comes as its JSON text. `field` is the column that holds the record.
    """

    def __init__(self, path: str, output_field: Field[Any, Any] | None = None, field: str = "record"):
        self.path = path
        super().__init__(field, output_field=output_field or TextField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        record, params = compiler.compile(self.source_expressions[0])
        return f"JSON_EXTRACT({record}, %s)", (*params, f"$.{self.path}")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        record, params = compiler.compile(self.source_expressions[0])
        path = "{" + self.path.replace(".", ",") + "}"
        return f"({record} #>> %s)::{self.output_field.cast_db_type(connection)}", (*params, path)


class RecordTexts(Func):
    """The texts of a list of a record, such as its partners, one to a line; SQL NULL for an empty list. For searches."""

    def __init__(self, name: str, field: str = "record"):
        self.name = name
        super().__init__(field, output_field=TextField())

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        record, params = compiler.compile(self.source_expressions[0])
        return f"(SELECT GROUP_CONCAT(value, CHAR(10)) FROM JSON_EACH({record}, %s))", (*params, f"$.{self.name}")

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        record, params = compiler.compile(self.source_expressions[0])
        return f"(SELECT STRING_AGG(value, CHR(10)) FROM JSONB_ARRAY_ELEMENTS_TEXT({record} -> %s))", (*params, self.name)


def type_expression() -> Case:
    """The typology's table as SQL over the three supports of a record: the code of its type, empty where it gives none."""
    largest_first = sorted(ProgramType, key=lambda program_type: -len(program_type.supports))
    return Case(
        *(
            When(
                Q(*(RecordValue(f"supports.{support.code}.present", BooleanField()) for support in program_type.supports)),
                then=Value(program_type.value),
            )
            for program_type in largest_first
        ),
        default=Value(""),
    )
