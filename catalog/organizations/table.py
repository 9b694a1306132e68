"""Organizations as a table: the columns of organizations.csv, for exports, imports and the file that comes with the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from catalog.exports.csv_table import write_cells
from catalog.models import Organization, ProgramVersion, Publication, VersionState
from catalog.organizations.details import FIELDS, details_of
from catalog.programs.table_row import LINK
from catalog.spreadsheets.tables import fold_header

COLUMNS = ("name", "slug", "programs", "home_states", *FIELDS)


@dataclass(frozen=True)
class ListedOrganization:
    """An organization in lists: how many published programs it sponsors, and the home states that they state."""

    organization: Organization
    programs: int
    home_states: tuple[str, ...]

    @property
    def cells(self) -> dict[str, str]:
        """Its row, by column of COLUMNS."""
        return {
            "name": self.organization.name,
            "slug": self.organization.slug,
            "programs": str(self.programs),
            "home_states": LINK.join(self.home_states),
            **details_of(self.organization),
        }


def list_organizations() -> list[ListedOrganization]:
    """Return every organization, also those that are only partners, by name. Two queries."""
    is_public = Q(programs__publication=Publication.PUBLISHED)
    counted = Organization.objects.select_related("parent").annotate(count=Count("programs", filter=is_public))
    states: dict[int, set[str]] = {}
    published = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by()
    for sponsor, state in published.values_list("program__sponsor", "record__home_state"):
        if state:
            states.setdefault(sponsor, set()).add(state)
    listed = [ListedOrganization(one, one.count, tuple(sorted(states.get(one.pk, ())))) for one in counted]
    return sorted(listed, key=lambda one: one.organization.name.casefold())


def list_sponsors() -> list[ListedOrganization]:
    """Return the sponsors of published programs, and the organizations that they are parts of, by name."""
    listed = list_organizations()
    parents = {one.organization.pk: one.organization.parent_id for one in listed}
    shown: set[int] = set()
    for one in listed:
        key: int | None = one.organization.pk if one.programs else None
        while key is not None and key not in shown:
            shown.add(key)
            key = parents[key]
    return [one for one in listed if one.organization.pk in shown]


def csv_of(listed: Iterable[ListedOrganization]) -> Iterator[bytes]:
    """Yield organizations as CSV with COLUMNS."""
    return write_cells(COLUMNS, (list(one.cells.values()) for one in listed))


def header_names() -> dict[str, str]:
    """Return the column for each way to write a header, folded: the column's name, or the label of its field."""
    labels = {fold_header(label): field for field, label in FIELDS.items()}
    return {**labels, **{fold_header(column): column for column in COLUMNS}}


def given_details(cells: Mapping[str, str]) -> dict[str, str]:
    """Return the details that a row of a table has."""
    return {field: cells[field] for field in FIELDS if field in cells}
