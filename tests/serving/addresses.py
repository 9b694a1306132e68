"""Every address the catalog answers, collected from the URL resolver: a new one is walked by itself."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# an argument for each kind of parameter: none has to lead to anything
BY_NAME = {"version": "2026.11", "form": "csv", "app_label": "catalog", "object_id": "1", "slug": "some-program"}
BY_NAME |= {"table": "supports"}
BY_CONVERTER = {
    "IntConverter": 1,
    "SlugConverter": "award",
    "PathConverter": "1",
    "StringConverter": "1",
    "UUIDConverter": UUID(int=1),
}
FORMS = {"cite_file": "bib", "explore_figure": "svg", "whatif_figure": "svg", "teachers_figure": "svg", "curve_figure": "svg"}


def every_address() -> dict[str, str]:
    """The path of every named address, by its name."""
    found = dict(_walk(get_resolver().url_patterns, ""))
    return {
        **found,
        "no address": "/no/such/page/",
        "no address of the API": "/api/none/",
        "no address of the admin": "/admin/none/",
    }


def _walk(patterns: list[Any], space: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield space + pattern.name, _path(space + pattern.name, pattern)


def _path(name: str, pattern: URLPattern) -> str:
    converters = pattern.pattern.converters
    arguments = {key: BY_NAME.get(key, BY_CONVERTER[type(converter).__name__]) for key, converter in converters.items()}
    for key in re.findall(r"\?P<(\w+)>", str(pattern.pattern)):
        arguments[key] = FORMS.get(name, BY_NAME.get(key, "catalog"))
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch as error:
        raise AssertionError(f"Add an argument for {name} to {__file__}") from error
