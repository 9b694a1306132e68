"""The glyph: three small circles, filled where a support is present, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from typology import Support

register = template.Library()

SIZES = ("s", "m", "l")

# centre of each support's circle: prepare top left, place top right, recognize below
_CENTRES = {Support.PREPARE: ("6.4", "6.4"), Support.PLACE: ("15.6", "6.4"), Support.RECOGNIZE: ("11", "14.4")}
_CIRCLE = '<circle class="{}" cx="{}" cy="{}" r="5.4"/>'


@register.simple_tag
def glyph(supports: Iterable[str] | None, size: str = "s", title: str = "") -> SafeString:
    """The glyph of a set of support codes; decorative unless it has a `title`."""
    present = Support.from_codes(supports or ())
    # hollow circles first, so that a filled one is never crossed by the outline of an empty one
    circles = sorted(_CENTRES.items(), key=lambda item: item[0] in present)
    return format_html(
        '<svg class="glyph glyph-{}" viewBox="0 0 22 20.8" focusable="false" {}>{}</svg>',
        size if size in SIZES else "s",
        format_html('role="img" aria-label="{}"', title) if title else format_html('aria-hidden="{}"', "true"),
        format_html_join(
            "", _CIRCLE, ((f"on {support.code}" if support in present else "off", *centre) for support, centre in circles)
        ),
    )


@register.simple_tag
def combination(supports: Iterable[str] | None) -> str:
    """The supports as people read them, e.g. "Prepare + Place"."""
    return Support.from_codes(supports or ()).combination


@register.filter
def each(value: Any) -> list[Any]:
    """A value as a list to go through: a text is one item, nothing is none."""
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
