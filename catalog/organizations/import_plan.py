"""Plan and import a table of details of organizations: what each row changes, and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import Organization, OrganizationChange, OrganizationChangeKind, OrganizationChangeState
from catalog.organizations.apply import InvalidOrganizationChange, apply_change
from catalog.organizations.details import FIELDS, Details, clean_details, details_of
from catalog.organizations.identifiers import SCHEMES
from catalog.organizations.selectors import pending_changes
from catalog.organizations.services import check_details, propose_details
from catalog.organizations.table import given_details, header_names
from catalog.programs.organization_names import known_spellings
from catalog.programs.publishing.revision import one_writer
from catalog.spreadsheets.sandbox import read_table
from catalog.spreadsheets.tables import UnreadableFile

MOST = 2_000  # rows
Cells = dict[str, str]


@dataclass(frozen=True)
class PlannedRow:
    """A row of a file: what it changes, or what is wrong with it, as (column, message)."""

    number: int
    name: str
    organization: Organization | None
    changes: tuple[tuple[str, str, str], ...] = ()  # label, old text, new text
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DetailsPlan:
    """What a file changes. `basis` names exactly this, so that a confirmation of another state is refused."""

    rows: tuple[PlannedRow, ...]

    @property
    def changed(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.changes and not row.problems]

    @property
    def invalid(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.problems]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.changed) - len(self.invalid)

    @property
    def basis(self) -> str:
        parts = [[row.number, row.name, row.changes, row.problems] for row in self.rows]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class DetailsPlanChanged(Exception):
    """Raised if a file would now do something else than its preview showed; `plan` is what it does now."""

    def __init__(self, plan: DetailsPlan):
        self.plan = plan
        super().__init__()


def read_rows(name: str, data: bytes) -> list[Cells]:
    """Return the rows of a CSV or XLSX file, by column of COLUMNS, with their number in the file as "row".

    Raises UnreadableFile if it cannot be read, or has no column of names.
    """
    table = read_table("xlsx" if data[:2] == b"PK" else "csv", data, header_names())
    if "name" not in table.columns:
        raise UnreadableFile("The file has no column “name”. Export the organizations, change that file, and import it again.")
    if not set(table.columns) & set(FIELDS):
        raise UnreadableFile("The file has no column of details, such as website or ror. Export the organizations to see all.")
    if len(table.rows) > MOST:
        raise UnreadableFile(f"The file has more than {MOST:,} rows. Import it in parts.")
    for row in table.rows:
        for problem in row.problems:
            raise UnreadableFile(f"Row {row.number}, {problem.column or 'the row'}: {problem.message}. {problem.allowed}".strip())
    return [{"row": str(row.number), **row.cells} for row in table.rows]


def plan_rows(rows: Iterable[Cells]) -> DetailsPlan:
    """Return what these rows change now. Nothing is written."""
    spelled, waiting = known_spellings(), {change.organization_id for change in pending_changes()}
    known = {one.name: one for one in Organization.objects.select_related("parent")}
    seen: set[int] = set()
    return DetailsPlan(tuple(_plan_row(cells, spelled, known, waiting, seen) for cells in rows))


@transaction.atomic
def import_rows(rows: list[Cells], user: User, reason: str, *, basis: str) -> list[OrganizationChange]:
    """Propose what these rows change, one change for each organization. Nothing is written if one of them is not valid.

    `basis` is that of the plan that the person has seen. Raises DetailsPlanChanged.
    """
    one_writer()
    plan = plan_rows(rows)
    if plan.basis != basis or plan.invalid:
        raise DetailsPlanChanged(plan)
    cells = {int(row["row"]): row for row in rows}
    return [
        propose_details(row.organization, given_details(cells[row.number]), user, reason)
        for row in plan.changed
        if row.organization
    ]


@transaction.atomic
def load_details(rows: Iterable[Cells]) -> int:
    """Fill in what organizations lack from a file that comes with the catalog; return how many organizations changed.

    What is known stays, also what a person has changed or removed. Organizations that the catalog does not have are left
    out. Raises InvalidOrganizationChange for a detail that is not valid.
    """
    one_writer()
    spelled, count = known_spellings(), 0
    for cells in rows:
        organization = Organization.objects.filter(name=spelled.get(Organization.slug_for(cells["name"]), "")).first()
        if organization is None:
            continue
        missing = _find_missing(organization, given_details(cells))
        if not missing:
            continue
        after, now = check_details(organization, missing), timezone.now()
        change = OrganizationChange(
            organization=organization,
            kind=OrganizationChangeKind.DETAILS,
            before=dict.fromkeys(after, ""),
            after=after,
            reason="Loaded from a file",
            time=now,
        )
        change.save()
        apply_change(change, None, None, "", now)
        count += 1
    return count


def _find_missing(organization: Organization, given: Details) -> Details:
    """Return those of the given details that are not known, and that no person has decided on."""
    waits_or_counts = (OrganizationChangeState.PENDING, OrganizationChangeState.PUBLISHED)
    by_people = organization.changes.filter(kind=OrganizationChangeKind.DETAILS, user__isnull=False, state__in=waits_or_counts)
    decided = {field.partition("_")[0] if field.startswith(tuple(SCHEMES)) else field for one in by_people for field in one.after}
    known = details_of(organization)
    found: Details = {}
    for field in ("website", "home_state", "parent", *SCHEMES):
        if given.get(field) and not known[field] and field not in decided:
            parts = (field, f"{field}_source", f"{field}_date") if field in SCHEMES else (field,)
            found |= {part: given[part] for part in parts if part in given}
    return found


def _plan_row(
    cells: Mapping[str, str],
    spelled: Mapping[str, str],
    known: Mapping[str, Organization],
    waiting: set[int],
    seen: set[int],
) -> PlannedRow:
    number, name = int(cells["row"]), " ".join(cells["name"].split())
    organization = known.get(spelled.get(Organization.slug_for(name), "")) if name else None
    if organization is None:
        why = f"“{name}” is not in the catalog. Programs add organizations." if name else "The name is missing."
        return PlannedRow(number, name, None, problems=(("name", why),))
    problems: list[tuple[str, str]] = []
    if organization.pk in seen:
        problems.append(("name", "An earlier row has this organization. Keep one row for each."))
    seen.add(organization.pk)
    before = details_of(organization)
    cleaned, wrong = clean_details({**before, **given_details(cells)})
    if wrong:
        problems += [(FIELDS[field], message) for field, message in wrong.items()]
        return PlannedRow(number, organization.name, organization, problems=tuple(problems))
    changes: tuple[tuple[str, str, str], ...] = ()
    if any(text != before[field] for field, text in cleaned.items()):
        try:
            after = check_details(organization, given_details(cells))
        except InvalidOrganizationChange as error:
            if error.field:
                problems.append((FIELDS[error.field], str(error)))
        else:
            changes = tuple((FIELDS[field], before[field], text) for field, text in after.items())
            if organization.pk in waiting:
                problems.append(("name", "A change of this organization waits. Publish or reject it first."))
    return PlannedRow(number, organization.name, organization, changes, tuple(problems))


def pack_rows(rows: list[Cells]) -> str:
    """Return rows as the text that a confirmation sends back."""
    return json.dumps(rows, ensure_ascii=False)


def unpack_rows(text: str) -> list[Cells]:
    """Return the rows of pack_rows(). Raises ValueError if the text is another one."""
    try:
        found: Any = json.loads(text)
    except RecursionError:  # brackets without end
        raise ValueError("not rows of organizations") from None
    if not isinstance(found, list) or len(found) > MOST or not all(map(_is_row, found)):
        raise ValueError("not rows of organizations")
    pack_rows(found).encode()  # raises ValueError for half of a character, which no page can show
    return found


def _is_row(row: Any) -> bool:
    if not isinstance(row, dict) or not {"row", "name"} <= row.keys():
        return False
    return (
        all(isinstance(text, str) for text in row.values())
        and row["row"].isascii()
        and row["row"].isdecimal()
        and len(row["row"]) < 9
    )
