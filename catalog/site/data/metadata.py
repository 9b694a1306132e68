"""What harvesters read about the releases: schema.org's Dataset in each page, and DCAT at `/data.json`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common import report
from catalog.common.doi import doi_url
from catalog.common.urls import absolute
from catalog.exports.citation import PUBLISHER
from catalog.releases.selectors import ReleaseInfo, release_files, release_reading_days, release_words, releases, series_doi
from catalog.site.context import FOOTNOTE
from catalog.site.downloads import FORMATS
from catalog.site.signposting import LICENSE, file_url
from catalog.site.structured_data import KEYWORDS, dataset, download

DESCRIPTION = (
    "U.S. programs that support K-12 teachers to lead beyond their own classroom, "
    "each coded from public pages for three supports."
)
_REPORT = {
    "@type": "Report",
    "name": report.TITLE,
    "author": [
        {"@type": "Person", "name": f"{given} {family}", "familyName": family, "givenName": given}
        for family, given in report.AUTHORS
    ],
    "datePublished": str(report.YEAR),
    "reportNumber": report.NUMBER,
    "url": report.URL,
}
_DCAT = "https://project-open-data.cio.gov/v1.1/schema"


def release_dataset(request: HttpRequest, one: ReleaseInfo) -> dict[str, Any]:
    """Return a release as schema.org's Dataset."""
    first, last = release_reading_days(one)
    doi, series = doi_url(one.doi), doi_url(series_doi())
    page = absolute(request, reverse("release", args=[one.version]))
    return dataset(
        f"{PUBLISHER}, release {one.version}",
        f"{DESCRIPTION} {programs(one.programs)}. {FOOTNOTE}",
        page,
        {
            "identifier": [doi, page] if doi else page,
            **({"sameAs": doi} if doi else {}),
            **({"isPartOf": series} if series else {}),
            "version": one.version,
            "datePublished": one.date.isoformat(),
            "temporalCoverage": f"{first}/{last}",
            "isBasedOn": {
                "@type": "CreativeWork",
                "name": "Public web pages of programs, each with its address and the day of reading",
                "url": file_url(request, one, "sources.csv"),
            },
            "citation": _REPORT,
            "distribution": [
                download(
                    absolute(request, reverse("release_zip", args=[one.version])),
                    "Data package (Frictionless v2)",
                    "application/zip",
                    sha256=one.sha256,
                ),
                *(download(file_url(request, one, name), name, "text/csv") for name in _tables(one)),
            ],
        },
    )


def variables_of(one: ReleaseInfo) -> list[dict[str, str]]:
    """Return the fields of a release's records as schema.org's PropertyValue."""
    return [
        {"@type": "PropertyValue", "propertyID": field.code, "name": field.label, "description": field.definition}
        for field in release_words(one).fields.values()
        if field.code != "note"
    ]


def present_dataset(request: HttpRequest, count: int) -> dict[str, Any]:
    """Return the catalog as it is now, with `count` programs, as schema.org's Dataset."""
    return dataset(
        f"{PUBLISHER}, as it is now",
        f"{DESCRIPTION} {programs(count)}. {FOOTNOTE}",
        absolute(request, reverse("browse")),
        {
            "distribution": [
                download(absolute(request, reverse("export", args=[form])), entry.label, entry.content_type.split(";")[0])
                for form, entry in FORMATS.items()
            ]
        },
    )


@from_snapshot
def dcat(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/data.json`: the releases and the present data in DCAT-US 1.1 (https://resources.data.gov/resources/dcat-us/)."""
    own = absolute(request, reverse("dcat"))
    content = {
        "@context": f"{_DCAT}/catalog.jsonld",
        "@id": own,
        "@type": "dcat:Catalog",
        "conformsTo": _DCAT,
        "describedBy": f"{_DCAT}/catalog.json",
        "dataset": [*(_dcat_release(request, one) for one in releases()), _dcat_present(request, snapshot)],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _dcat_release(request: HttpRequest, one: ReleaseInfo) -> dict[str, Any]:
    page = absolute(request, reverse("release", args=[one.version]))
    first, last = release_reading_days(one)
    descriptor = file_url(request, one, "datapackage.json")
    files = [(absolute(request, reverse("release_zip", args=[one.version])), "Data package", "application/zip")]
    files += [(file_url(request, one, name), name, "text/csv") for name in _tables(one)]
    return {
        **_dcat_dataset(request, f"{PUBLISHER}, release {one.version}", one.programs, page),
        "identifier": doi_url(one.doi) or page,
        "modified": one.date.isoformat(),
        "issued": one.date.isoformat(),
        "temporal": f"{first}/{last}",
        "describedBy": descriptor,
        "describedByType": "application/json",
        "references": [report.URL],
        "distribution": [_distribution(url, title, kind) for url, title, kind in files],
    }


def _dcat_present(request: HttpRequest, snapshot: Snapshot) -> dict[str, Any]:
    page = absolute(request, reverse("browse"))
    return {
        **_dcat_dataset(request, f"{PUBLISHER}, as it is now", len(snapshot), page),
        "identifier": page,
        "modified": snapshot.today.isoformat(),
        "accrualPeriodicity": "irregular",
        "references": [report.URL],
        "distribution": [
            *(
                _distribution(absolute(request, reverse("export", args=[form])), entry.title, entry.content_type.split(";")[0])
                for form, entry in FORMATS.items()
            ),
            {
                "@type": "dcat:Distribution",
                "accessURL": absolute(request, reverse("api_docs")),
                "title": "JSON API",
                "format": "API",
                "conformsTo": absolute(request, reverse("api_schema")),
            },
        ],
    }


def _dcat_dataset(request: HttpRequest, title: str, count: int, page: str) -> dict[str, Any]:
    # a catalog without an e-mail address names its form
    email = settings.CONTACT_EMAIL
    contact = {"hasEmail": f"mailto:{email}"} if email else {"hasURL": absolute(request, reverse("suggest"))}
    return {
        "@type": "dcat:Dataset",
        "title": title,
        "description": f"{DESCRIPTION} {programs(count)}. {FOOTNOTE}",
        "keyword": list(KEYWORDS),
        "publisher": {"@type": "org:Organization", "name": settings.OPERATOR_NAME or PUBLISHER},
        "contactPoint": {"@type": "vcard:Contact", "fn": settings.OPERATOR_NAME or PUBLISHER, **contact},
        "accessLevel": "public",
        "license": LICENSE,
        "landingPage": page,
        "language": ["en"],
        "spatial": "United States",
    }


def _distribution(url: str, title: str, media_type: str) -> dict[str, str]:
    return {"@type": "dcat:Distribution", "downloadURL": url, "title": title, "mediaType": media_type}


def _tables(one: ReleaseInfo) -> list[str]:
    return [name for name in release_files(one) if name.endswith(".csv")]
