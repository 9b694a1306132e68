"""Replace an address by another in the programs that use it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from catalog.links.selectors import named_links
from catalog.models import Program, ProgramVersion
from catalog.programs import services
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.revision import one_writer
from catalog.schema.errors import InvalidRecord, RecordProblem
from catalog.schema.validation import Record, canonical, validate


@dataclass(frozen=True)
class Replacement:
    """What replacing an address does to one program: its working version, the new record or the errors, and the fields.

    `fields` are the paths at which the address stands.
    """

    program: Program
    version: ProgramVersion
    record: Record | None
    fields: tuple[str, ...]
    problems: tuple[RecordProblem, ...] = ()


def find_replacements(old: str, new: str) -> list[Replacement]:
    """Return what replacing `old` by `new` does to each published or pending program that uses it. Writes nothing."""
    programs = Program.objects.filter(pk__in=named_links().get(old, ())).select_related("current").order_by("slug")
    versions = ((program, working_version(program)) for program in programs)
    found = (_plan(program, version, old, new) for program, version in versions if version)
    return [replacement for replacement in found if replacement.fields]


def replace_address(values: dict[str, Any], old: str, new: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values of a record with the new address in place of the old one, and the fields where it was.

    A source that would then be listed twice stays once.
    """
    values, fields = copy.deepcopy(values), []
    if values.get("website") == old:
        values["website"] = new
        fields.append("website")
    for code, support in values["supports"].items():
        if support.get("source") == old:
            support["source"] = new
            fields.append(f"supports.{code}.source")
    sources = values["sources"]
    if any(source["url"] == old for source in sources):
        fields.append("sources")
        is_listed = any(source["url"] == new for source in sources)
        sources = [source for source in sources if source["url"] != old or not is_listed]
        values["sources"] = [{**source, "url": new} if source["url"] == old else source for source in sources]
    return values, tuple(fields)


@transaction.atomic
def replace_everywhere(old: str, new: str, seen: Sequence[tuple[int, int]], user: User) -> list[Program]:
    """Make a pending version of each program in `seen` (primary key, number of the version shown) with the new address.

    All or none. Raises InvalidRecord if a program would be invalid, and NewerVersion if one has changed since it was shown.
    """
    one_writer()
    numbers = dict(seen)
    changed = []
    for found in find_replacements(old, new):
        if found.program.pk not in numbers:
            continue
        if found.record is None:
            raise InvalidRecord(found.problems)
        reason = f"Replaced an address that no longer opens: {old}"[:500]
        changed.append(services.save(found.program, found.record, user, reason, base=numbers[found.program.pk]))
    return changed


def _plan(program: Program, version: ProgramVersion, old: str, new: str) -> Replacement:
    values, fields = replace_address(canonical(version.record).as_json(), old, new)
    try:
        return Replacement(program, version, validate(values), fields)
    except InvalidRecord as error:
        return Replacement(program, version, None, fields, error.problems)
