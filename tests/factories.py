"""Records for tests, made from real ones and changed field by field; users with a role."""

from typing import Any

from django.contrib.auth.models import Group, User
from pydantic import BaseModel

from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import load_stored

PASSWORD = "correct horse battery"


def change(record: ProgramRecord, changes: dict | None = None, **fields) -> ProgramRecord:
    """A copy of a record with other values, not validated."""
    return load_stored(change_json(record, changes, **fields))


def change_json(record: ProgramRecord, changes: dict | None = None, **fields) -> dict:
    """A record's JSON with other values, valid or not: `fields` by name, `changes` by path (``supports.place.present``).

    Parts of other records may be among the values.
    """
    data = record.as_json()
    for path, value in {**fields, **(changes or {})}.items():
        *way, last = path.split(".")
        part = data
        for name in way:
            part = part[name]
        part[last] = _as_json(value)
    return data


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    return [_as_json(each) for each in value] if isinstance(value, list) else value


def make_user(name: str, role: str | None = None, **columns) -> User:
    """A user of the admin with PASSWORD, in the group of this role if one is given."""
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True, **columns)
    user.groups.set(Group.objects.filter(name=role))
    return user
