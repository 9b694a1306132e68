"""Signposting: `Link` headers that lead programs from a page to its identifier, metadata, license and files.

See https://signposting.org/FAIR/.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from catalog.common.doi import doi_url
from catalog.common.urls import absolute
from catalog.releases.selectors import ReleaseInfo, release_files

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_ABOUT_PAGE = "https://schema.org/AboutPage"
_LICENSED = ("license", LICENSE)
_METADATA = ("datapackage.json", "datacite.json", "codemeta.json")


class TypedLink(NamedTuple):
    """A link of a relation to an absolute address, with the media type of what is there, if it is known."""

    relation: str
    url: str
    media_type: str = ""

    def __str__(self) -> str:
        media_type = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.url}>; rel="{self.relation}"{media_type}'


def signpost(response: HttpResponse, links: Iterable[TypedLink]) -> HttpResponse:
    """Add the links to the header of a response."""
    response["Link"] = ", ".join(map(str, links))
    return response


def release_links(request: HttpRequest, release: ReleaseInfo) -> list[TypedLink]:
    """Return the links of a release's page: its DOI, metadata, license and files."""
    own = absolute(request, reverse("release", args=[release.version]))
    files = release_files(release)
    return [
        TypedLink("cite-as", doi_url(release.doi) or own),
        TypedLink("type", _ABOUT_PAGE),
        TypedLink("type", "https://schema.org/Dataset"),
        TypedLink(*_LICENSED),
        *(TypedLink("describedby", file_url(request, release, name), "application/json") for name in _METADATA if name in files),
        TypedLink("item", absolute(request, reverse("release_zip", args=[release.version])), "application/zip"),
        *(TypedLink("item", file_url(request, release, name), "text/csv") for name in files if name.endswith(".csv")),
    ]


def series_links(request: HttpRequest, releases: Iterable[ReleaseInfo], doi: str) -> list[TypedLink]:
    """Return the links of the page of all releases."""
    return [
        TypedLink("cite-as", doi_url(doi) or absolute(request, reverse("data"))),
        TypedLink("type", _ABOUT_PAGE),
        TypedLink("type", "https://schema.org/DataCatalog"),
        TypedLink(*_LICENSED),
        TypedLink("describedby", absolute(request, reverse("dcat")), "application/json"),
        *(TypedLink("item", absolute(request, reverse("release", args=[one.version])), "text/html") for one in releases),
    ]


def file_links(request: HttpRequest, release: ReleaseInfo) -> list[TypedLink]:
    """Return the links of one file of a release, or of its archive."""
    page = absolute(request, reverse("release", args=[release.version]))
    return [TypedLink("collection", page, "text/html"), TypedLink(*_LICENSED)]


def program_links(url: str, data_url: str) -> list[TypedLink]:
    """Return the links of a program's page at `url`, whose record is at `data_url`."""
    return [
        TypedLink("cite-as", url),
        TypedLink("type", _ABOUT_PAGE),
        TypedLink("type", "https://schema.org/EducationalOccupationalProgram"),
        TypedLink(*_LICENSED),
        TypedLink("describedby", data_url, "application/json"),
    ]


def file_url(request: HttpRequest, release: ReleaseInfo, name: str) -> str:
    """Return the absolute address of one file of a release."""
    return absolute(request, reverse("release_file", args=[release.version, name]))
