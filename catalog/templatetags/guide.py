"""The link from an admin page to the chapter of the guide that explains it."""

from typing import Any

from django import template

from catalog.guide.help import find_help as find_address

register = template.Library()


@register.simple_tag(takes_context=True)
def find_help(context: dict[str, Any]) -> str:
    """Return the address of the help for the page of this request."""
    match = getattr(context.get("request"), "resolver_match", None)
    return find_address(match.view_name if match else "")
