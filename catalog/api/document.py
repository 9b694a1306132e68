"""The OpenAPI document of the API."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from drf_spectacular.generators import SchemaGenerator

from catalog.api.addresses import urlpatterns
from catalog.api.shapes import components
from catalog.asking.addresses import absolute


@lru_cache(maxsize=4)
def document(server: str) -> dict[str, Any]:
    """The document of the API at this public address."""
    found = SchemaGenerator(patterns=urlpatterns).get_schema(request=None, public=True)
    found["servers"] = [{"url": server}]
    found.setdefault("components", {})["schemas"] = components()
    return found


def schema(request: HttpRequest) -> JsonResponse:
    """`/api/v1/schema/`: the OpenAPI 3.1 document."""
    found = document(absolute(request, "/").rstrip("/"))
    response = JsonResponse(found, content_type="application/vnd.oai.openapi+json; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response
