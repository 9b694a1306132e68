"""Identifiers of organizations in public registries: how each is written, checked and linked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
# prefixes that the IRS assigns to no campus or office
_UNUSED_EIN = frozenset("00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97".split())


@dataclass(frozen=True)
class IdentifierScheme:
    """A registry of identifiers.

    name      of its field, also a column of files and a property of the API
    label     what people call it
    form      what an identifier looks like
    pattern   what must match
    check     whether an identifier that matches is possible: its check digits or prefix
    url       the address of an identifier, with `{}`; empty where the registry has none
    prefixes  that are left out of what is typed or pasted
    """

    name: str
    label: str
    title: str
    form: str
    pattern: str
    check: Callable[[str], bool] = lambda _value: True
    url: str = ""
    prefixes: tuple[str, ...] = ()

    def normalize(self, typed: str) -> str:
        """Return an identifier as it is stored, or raise ValueError with what is accepted."""
        value = typed.strip()
        for prefix in self.prefixes:
            value = re.sub(rf"^(https?://)?(www\.)?{re.escape(prefix)}", "", value, flags=re.IGNORECASE)
        if self.name == "ror":
            value = value.lower()
        if self.name == "wikidata":
            value = value.upper()
        if self.name == "ein" and re.fullmatch(r"\d{9}", value, re.ASCII):
            value = f"{value[:2]}-{value[2:]}"
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise ValueError(f"This is not a {self.label}: use {self.form}.")
        if not self.check(value):
            raise ValueError(f"This {self.label} does not exist: check each character.")
        return value

    def link(self, value: str) -> str:
        """Return the address of an identifier, or ""."""
        return self.url.format(value) if self.url else ""


@dataclass(frozen=True)
class ShownIdentifier:
    """An identifier of an organization, with its address, and where and when it was read."""

    scheme: str
    label: str
    value: str
    url: str
    source: str
    date: str


def list_identifiers(stored: Mapping[str, str]) -> list[ShownIdentifier]:
    """Return the identifiers of `Organization.identifiers`, in the order of SCHEMES."""
    return [
        ShownIdentifier(
            name,
            scheme.label,
            stored[name],
            scheme.link(stored[name]),
            stored.get(f"{name}_source", ""),
            stored.get(f"{name}_date", ""),
        )
        for name, scheme in SCHEMES.items()
        if stored.get(name)
    ]


def has_ror_checksum(value: str) -> bool:
    """Return whether the last two digits of a ROR ID are its checksum (ISO 7064 mod 97-10, as ror.org computes it)."""
    number = 0
    for character in value[:7]:
        number = number * 32 + _CROCKFORD.index(character)
    return 98 - (number * 100) % 97 == int(value[7:])


SCHEMES = {
    scheme.name: scheme
    for scheme in (
        IdentifierScheme(
            "ror",
            "ROR ID",
            "Research Organization Registry",
            "0 and eight characters, such as 03vek6s52",
            rf"0[{_CROCKFORD}]{{6}}\d{{2}}",
            has_ror_checksum,
            "https://ror.org/{}",
            ("ror.org/",),
        ),
        IdentifierScheme(
            "unitid",
            "UNITID",
            "Integrated Postsecondary Education Data System (IPEDS)",
            "six digits, such as 151351",
            r"[1-9]\d{5}",
            url="https://nces.ed.gov/collegenavigator/?id={}",
        ),
        IdentifierScheme(
            "leaid",
            "LEAID",
            "National Center for Education Statistics (NCES), school districts",
            "seven digits that begin with the state’s number, such as 0622710",
            r"(0[1-9]|[1-7]\d)\d{5}",
            url="https://nces.ed.gov/ccd/districtsearch/district_detail.asp?ID2={}",
        ),
        IdentifierScheme(
            "ein",
            "EIN",
            "Employer Identification Number of the Internal Revenue Service",
            "nine digits, such as 53-0196605",
            r"\d{2}-\d{7}",
            lambda value: value[:2] not in _UNUSED_EIN,
        ),
        IdentifierScheme(
            "wikidata",
            "Wikidata ID",
            "Wikidata",
            "Q and a number, such as Q13371",
            r"Q[1-9]\d{0,11}",
            url="https://www.wikidata.org/wiki/{}",
            prefixes=("wikidata.org/wiki/", "wikidata.org/entity/"),
        ),
    )
}
