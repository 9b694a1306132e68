"""The details of an organization besides its name: website, home state, parent and identifiers. All are text by field.

One list of fields serves the form, the files, and the stored changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from catalog.common import clock
from catalog.models import Organization
from catalog.organizations.identifiers import SCHEMES
from catalog.programs.organization_names import known_spellings
from catalog.schema.vocabulary import original_vocabulary

Details = dict[str, str]

_LONGEST = {"website": 500, "parent": 200, "source": 300}
# field -> label
FIELDS: dict[str, str] = {
    "website": "Website",
    "home_state": "Home state",
    "parent": "Part of",
    **{
        f"{scheme.name}{part}": f"{scheme.label}{label}"
        for scheme in SCHEMES.values()
        for part, label in (("", ""), ("_source", ": source"), ("_date", ": date"))
    },
}


def details_of(organization: Organization) -> Details:
    """Return every field of FIELDS; "" for what is not known."""
    known = {
        "website": organization.website,
        "home_state": organization.home_state,
        "parent": organization.parent.name if organization.parent else "",
        **organization.identifiers,
    }
    return {field: known.get(field, "") for field in FIELDS}


def clean_details(typed: Mapping[str, str]) -> tuple[Details, dict[str, str]]:
    """Return the fields that are given in their stored form, and what is wrong with others, by field.

    An identifier needs its source and the date of reading. Without an identifier, they are dropped.
    """
    found: Details = {}
    problems: dict[str, str] = {}
    for field, text in typed.items():
        try:
            found[field] = _clean(field, " ".join(text.split()))
        except ValueError as error:
            found[field], problems[field] = text, str(error)
    for name in SCHEMES:
        parts = (f"{name}_source", f"{name}_date")
        if name in found and not found[name]:
            found |= dict.fromkeys(parts, "")
            for part in parts:
                problems.pop(part, None)
        for part in parts:
            if found.get(name) and part in found and not found[part]:
                problems.setdefault(part, "Enter where the identifier was read." if part.endswith("source") else _NO_DATE)
    return found, problems


def would_circle(organization: Organization, parent: Organization | None) -> bool:
    """Return whether an organization would be a part of itself if `parent` were its parent."""
    return any(one == organization for one in with_ancestors(parent))


def with_ancestors(organization: Organization | None) -> Iterator[Organization]:
    """Yield an organization, its parent, the parent of that, and so on."""
    seen: set[int] = set()
    while organization and organization.pk not in seen:
        seen.add(organization.pk)
        yield organization
        organization = organization.parent


def find_organization(name: str, spelled: Mapping[str, str] | None = None) -> Organization | None:
    """Return the organization that has, or had, this name in any spelling."""
    spelled = known_spellings() if spelled is None else spelled
    present = spelled.get(Organization.slug_for(name))
    return Organization.objects.filter(name=present).first() if present else None


def carried_details(organization: Organization, into: Organization) -> Details:
    """Return the details that a merge takes along: those that `into` lacks. An identifier comes with source and date."""
    ours, theirs = details_of(into), details_of(organization)
    found = {field: theirs[field] for field in ("website", "home_state") if theirs[field] and not ours[field]}
    if organization.parent and not into.parent and not would_circle(into, organization.parent):
        found["parent"] = theirs["parent"]
    for name in SCHEMES:
        if theirs[name] and not ours[name]:
            found |= {field: theirs[field] for field in (name, f"{name}_source", f"{name}_date")}
    return found


def lost_identifiers(organization: Organization, into: Organization) -> Details:
    """Return the identifiers that a merge drops, because `into` has another one of the same kind."""
    ours, theirs = details_of(into), details_of(organization)
    return {name: theirs[name] for name in SCHEMES if ours[name] and theirs[name] not in ("", ours[name])}


def store_details(organization: Organization, details: Mapping[str, str], parent: Organization | None) -> None:
    """Write some fields of an organization; `parent` is the organization of the field of that name. Services call it."""
    for field in ("website", "home_state"):
        if field in details:
            setattr(organization, field, details[field])
    if "parent" in details:
        organization.parent = parent
    known = organization.identifiers | {field: text for field, text in details.items() if field.startswith(tuple(SCHEMES))}
    organization.identifiers = {field: text for field, text in known.items() if text}
    organization.save(update_fields=["website", "home_state", "parent", "identifiers"])


_NO_DATE = "Enter the day on which the identifier was read."


def _clean(field: str, text: str) -> str:
    """Return a field's text in its stored form. Raises ValueError that says what is accepted."""
    if "\x00" in text or not text.isprintable():
        raise ValueError("This contains control characters. Remove them.")
    if not text:
        return ""
    if len(text) > (most := _LONGEST.get(field.rpartition("_")[2] if "_source" in field else field, 300)):
        raise ValueError(f"Use at most {most} characters. You entered {len(text):,}.")
    if field == "website":
        return _clean_address(text)
    if field == "home_state":
        if text.upper() not in original_vocabulary("state").by_code:
            raise ValueError(f"“{text}” is not a state: use its two letters, such as OH.")
        return text.upper()
    if field in SCHEMES:
        return SCHEMES[field].normalize(text)
    if field.endswith("_date"):
        return _clean_date(text)
    return text


def _clean_address(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValueError("This is not a web address: it looks like https://www.example.org/.") from None
    return address


def _clean_date(text: str) -> str:
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date: use year, month and day, such as 2026-11-30.") from None
    if not datetime.date(1990, 1, 1) <= date <= clock.today():
        raise ValueError("The date must be a day since 1990, and not in the future.")
    return date.isoformat()
