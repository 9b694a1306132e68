"""The tables that link programs to each other and to the world: families.csv and organizations.csv (since layout 5).

Their texts are written here, not taken from the admin, so that no later wording changes the bytes of a release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.programs.families import FAMILY_COLUMNS, FamilyFacts
from catalog.programs.table_row import LINK
from catalog.releases.package.fields import DATE, TEXT, URL, WHOLE, Field, field_of

FAMILIES, ORGANIZATIONS = "families", "organizations"
# scheme -> title, registry, pattern of an identifier
_SCHEMES = {
    "ror": ("ROR ID", "the Research Organization Registry", r"0[0-9a-hjkmnp-tv-z]{6}\d{2}"),
    "unitid": ("UNITID", "the Integrated Postsecondary Education Data System (IPEDS)", r"\d{6}"),
    "leaid": ("LEAID", "the National Center for Education Statistics, for school districts", r"\d{7}"),
    "ein": ("EIN", "the Internal Revenue Service", r"\d{2}-\d{7}"),
    "wikidata": ("Wikidata ID", "Wikidata", r"Q\d+"),
}


def organization_columns() -> list[str]:
    """Return the columns of organizations.csv."""
    return [field["name"] for field in organization_fields()]


def family_fields(program: Field) -> list[Field]:
    """Return the fields of families.csv; `program` is the one that names the program."""
    texts = (
        ("Family", "The slug of the family. A program is in one family at most."),
        ("Name", "The name of the family."),
        ("Description", "What its programs have in common."),
    )
    named = zip(FAMILY_COLUMNS[1:], texts, strict=True)
    return [program, *(field_of(name, title, text, TEXT, required=True) for name, (title, text) in named)]


def organization_fields() -> list[Field]:
    """Return the fields of organizations.csv."""
    states = f'The USPS codes that the records of its programs state, joined by "{LINK}". Empty: none do.'
    fields = [
        field_of("name", "Name", "Its name: `sponsor` in programs.csv.", TEXT, required=True, unique=True),
        field_of("slug", "Slug", "Its name in addresses.", TEXT, required=True, unique=True),
        field_of("programs", "Programs", "How many programs of this release it sponsors.", WHOLE, required=True),
        field_of("home_states", "Home states of its programs", states, TEXT),
        field_of("website", "Website", "Its own website. Empty: not known.", URL),
        field_of(
            "home_state",
            "Home state",
            "The USPS code of its seat, where it is known without its programs. Empty: not known.",
            TEXT,
            pattern="[A-Z]{2}",
        ),
        field_of("parent", "Part of", "The name of the organization that it is part of. Empty: none is known.", TEXT),
    ]
    for name, (title, registry, pattern) in _SCHEMES.items():
        fields += [
            field_of(name, title, f"Its identifier with {registry}. Empty: none is known.", TEXT, pattern=pattern),
            field_of(f"{name}_source", f"{title}: source", "Where the identifier was read. Empty: no identifier.", TEXT),
            field_of(f"{name}_date", f"{title}: date", "When it was read. Empty: no identifier.", DATE),
        ]
    return fields


def families_in(rows: Iterable[Mapping[str, str]]) -> tuple[FamilyFacts, ...]:
    """Return the families that the rows of families.csv name, by name."""
    found = {FamilyFacts(row["family"], row["name"], row["description"]) for row in rows}
    return tuple(sorted(found, key=lambda one: one.name))


def describe_columns(tables: Iterable[Any]) -> str:
    """Return the section of data-dictionary.md about these tables (TableDescription), or "" without any."""
    return "".join(
        f"\n## {table.name}.csv\n\n{table.description}\n\n| column | label | meaning |\n| --- | --- | --- |\n"
        + "".join(f"| `{one['name']}` | {one['title']} | {one['description']} |\n" for one in table.schema["fields"])
        for table in tables
        if table.name in (FAMILIES, ORGANIZATIONS)
    )
