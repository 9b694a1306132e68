"""The OpenAPI document of the API."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.shapes import components
from catalog.api.urls import urlpatterns
from catalog.api.views import CatalogView
from catalog.browse.fixed_list import fixed
from catalog.common.urls import absolute
from catalog.releases.selectors import released_slugs, releases

_LISTED = 3  # programs of the list that is an example


@lru_cache(maxsize=4)
def document(server: str, versions: tuple[str, ...] = (), slugs: tuple[str, ...] = ()) -> dict[str, Any]:
    """The document of the API at this public address, where there are releases of these versions, the newest first.

    `slugs` are those of the first programs of the newest release: its examples name them.
    """
    found = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    found["servers"] = [{"url": server}]
    found.setdefault("components", {})["schemas"] = components()
    for path in found["paths"].values():
        for parameter in path["get"].get("parameters", []):
            if parameter["name"] == "release" and versions:
                parameter["schema"] = {"type": "string", "enum": list(versions)}
                parameter["examples"] = {"Newest": {"value": versions[0], "summary": "newest"}}
            if parameter["name"] == "list" and slugs:
                example = f"the first {len(slugs)} of release {versions[0]}"
                parameter["examples"] = {"Newest": {"value": fixed(range(len(slugs))), "summary": example}}
            if parameter["name"] == "slug" and slugs:
                parameter["examples"] = {"Newest": {"value": slugs[0], "summary": f"of release {versions[0]}"}}
    return found


def present_document(request: HttpRequest | Request) -> dict[str, Any]:
    """The document as it is now, for the host that was asked."""
    versions = tuple(release.version for release in releases())
    slugs = tuple(released_slugs(versions[0], _LISTED)) if versions else ()
    return document(absolute(request, "/").rstrip("/"), versions, slugs)


class Schema(CatalogView):
    """`/api/v1/schema/`: the OpenAPI 3.1 document."""

    def get(self, request: Request) -> Response:
        """Answer; whatever else stands in the address changes nothing."""
        return Response(present_document(request), content_type="application/vnd.oai.openapi+json; charset=utf-8")
