"""The database field that holds a program's record."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform

from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import load_stored, to_stored


class RecordField(models.JSONField):
    """A ProgramRecord, stored as JSON that carries its schema version; older JSON is upgraded when it is read.

    Lookups of its keys (``record__name``) give JSON values, as those of a JSONField do.
    """

    _pyi_private_set_type: ProgramRecord
    _pyi_private_get_type: ProgramRecord

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The record in a column; the JSON value of a key of it."""
        found = super().from_db_value(value, expression, connection)
        return found if found is None or isinstance(expression, KeyTransform) else load_stored(found)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The JSON of a record. Raises TypeError for anything else."""
        if isinstance(value, ProgramRecord):
            value = to_stored(value)
        return super().get_db_prep_value(value, connection, prepared)
