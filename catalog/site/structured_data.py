"""Linked data under schema.org's names: a program (EducationalOccupationalProgram, stated facts only), the data, its releases."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from markupsafe import Markup

from catalog.browse.facets import AnyRecord
from catalog.exports.citation import AUTHOR, PUBLISHER
from catalog.models import Organization
from catalog.organizations.identifiers import list_identifiers
from catalog.programs import display
from catalog.programs.dates.deadlines import deadline_of, is_offered
from catalog.programs.supports import supports_of
from catalog.schema.vocabulary import type_of, vocabulary

KEYWORDS = ("teacher leadership", "professional learning", "program typology")
_MODES = {"online": "online", "in_person": "onsite", "hybrid": "blended"}  # the words schema.org gives as examples
# what attests fitness for an occupation; the other credentials attest an education
_OCCUPATIONAL = frozenset({"license_endorsement", "national_certification"})
_SAME_AS = ("ror", "wikidata")  # whose addresses stand for the organization itself
_IN_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def educational_program(record: AnyRecord, url: str, today: datetime.date, sponsor: Organization | None = None) -> dict[str, Any]:
    """The record under schema.org's names, as of `today`; what it does not state is absent.

    `url` is the absolute address of its page, `sponsor` its organization with what editors know of it.
    """
    deadline = deadline_of(record, today)
    coming = deadline.date if deadline.coming and is_offered(record) else None
    stated = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalProgram",
        "@id": url,
        "url": url,
        "name": record.name,
        "description": record.summary,
        "identifier": record.slug,
        "sameAs": record.website,
        "provider": describe_organization(record.sponsor, record.sponsor_type, record.home_state or "", sponsor),
        "programType": [*display.labels("form", record.form), *_typology(record, url)],
        "educationalProgramMode": _MODES.get(record.delivery or ""),
        "timeToComplete": _duration(record.duration_months),
        "applicationDeadline": coming.isoformat() if coming else None,
        "programPrerequisites": record.eligibility,
        "educationalCredentialAwarded": _credentials(record, occupational=False),
        "occupationalCredentialAwarded": _credentials(record, occupational=True),
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "USD"} if record.pays == "nothing" else None,
        "subjectOf": [
            {"@type": "WebPage", "url": source.url, "name": source.title} for source in record.sources
        ],
    }  # fmt: skip
    return {name: value for name, value in stated.items() if value}


def dataset(name: str, description: str, url: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A state of the catalog's data as schema.org's Dataset; `facts` are further properties of it."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": AUTHOR},
        "keywords": list(KEYWORDS),
        "spatialCoverage": {"@type": "Country", "name": "United States"},
        "measurementTechnique": "Coding of public web pages by a language model following a codebook",
        **facts,
    }


def download(url: str, name: str, media_type: str, **facts: Any) -> dict[str, Any]:
    """A file in which a dataset can be had."""
    return {"@type": "DataDownload", "contentUrl": url, "name": name, "encodingFormat": media_type, **facts}


def data_catalog(url: str, datasets: Sequence[dict[str, Any]], doi_url: str = "") -> dict[str, Any]:
    """The page of all releases as schema.org's DataCatalog; `doi_url` is the address of the DOI of the series."""
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "@id": url,
        "url": url,
        **({"identifier": doi_url, "sameAs": doi_url} if doi_url else {}),
        "name": PUBLISHER,
        "description": "U.S. programs that support teachers to lead. Describes this catalog, not all programs.",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "dataset": [{name: value for name, value in one.items() if name != "@context"} for one in datasets],
    }


def collection_page(
    name: str, url: str, items: Sequence[tuple[str, str]], *, count: int | None = None, about: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A page that lists programs or pages as schema.org's CollectionPage; `items` are names and absolute addresses.

    `count` is how many there are where the page shows only the first; `about` is what the page is about.
    """
    page = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": name,
        "about": about,
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(items) if count is None else count,
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": title, "url": address}
                for position, (title, address) in enumerate(items, 1)
            ],
        },
    }
    return {key: value for key, value in page.items() if value}


def describe_organization(name: str, kind: str, state: str, known: Organization | None = None) -> dict[str, Any]:
    """A sponsor under schema.org's names; `kind` is a code of `sponsor_type`. What is empty is absent.

    `known` is its row, with what editors know of it.
    """
    identifiers = list_identifiers(known.identifiers) if known else []
    state = state or (known.home_state if known else "")
    found = {
        "@type": _organization_kind(kind),
        "name": name,
        "address": {"@type": "PostalAddress", "addressRegion": state} if state else None,
        "url": known.website if known else "",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": one.label, "value": one.value, **({"url": one.url} if one.url else {})}
            for one in identifiers
        ],
        "sameAs": [one.url for one in identifiers if one.scheme in _SAME_AS],
        "parentOrganization": {"@type": "Organization", "name": known.parent.name} if known and known.parent else None,
    }
    return {key: value for key, value in found.items() if value}


def data_block(data: dict[str, Any]) -> Markup:
    """The data as the text of a script element: nothing in it can end the element or begin another."""
    return Markup(json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT))


def _typology(record: AnyRecord, url: str) -> list[dict[str, str]]:
    """Return the program type and the supports as terms. schema.org has no additionalProperty for programs."""
    supports = supports_of(record)
    kind, given = type_of(supports), [term for term in vocabulary("support").terms if term.code in supports.codes]
    sets = {"type": reverse("types"), "support": f"{reverse('dictionary')}#vocabulary-support"}
    terms = [("type", kind.code, kind.label), *(("support", term.code, term.label) for term in given)]
    return [
        {"@type": "DefinedTerm", "termCode": code, "name": label, "inDefinedTermSet": urljoin(url, sets[name])}
        for name, code, label in terms
    ]


def _organization_kind(code: str) -> str:
    """The schema.org class of a kind of sponsor; Organization where it is not known."""
    term = vocabulary("sponsor_type").by_code.get(code)
    return (term.schema_org.removeprefix("schema:") if term else "") or "Organization"


def _duration(months: list[float] | None) -> str | None:
    """An ISO 8601 duration where a single length is stated: ``P12M``, ``P2.5M``."""
    return f"P{months[0]:g}M" if months and months[0] == months[1] else None


def _credentials(record: AnyRecord, *, occupational: bool) -> list[dict[str, str]]:
    return [
        {"@type": "EducationalOccupationalCredential", "credentialCategory": vocabulary("credential").label_of(code)}
        for code in record.credentials
        if (code in _OCCUPATIONAL) is occupational
    ]
