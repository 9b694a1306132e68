"""The glyph: three small circles, one for each support, filled if the support is present."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.common.language import gettext
from typology import Support

SIZES = ("s", "m", "l")

# center of each support's circle: prepare top left, place top right, recognize below
_CENTERS = {Support.PREPARE: ("6.4", "6.4"), Support.PLACE: ("15.6", "6.4"), Support.RECOGNIZE: ("11", "14.4")}
_CIRCLE = '<circle class="{}" cx="{}" cy="{}" r="5.4"/>'


def glyph(supports: Iterable[str] | None, size: str = "s", title: str = "") -> SafeString:
    """Return the glyph of these support codes as SVG. It is decorative unless it has a `title`.

    Raises ValueError for an unknown code.
    """
    return _draw(tuple(supports or ()), size if size in SIZES else "s", title)


@lru_cache(maxsize=256)
def _draw(supports: tuple[str, ...], size: str, title: str) -> SafeString:
    present = Support.from_codes(supports)
    # hollow circles first, so that their outlines never cross a filled one
    circles = sorted(_CENTERS.items(), key=lambda item: item[0] in present)
    return format_html(
        '<svg class="glyph glyph-{}" viewBox="0 0 22 20.8" focusable="false" {}>{}</svg>',
        size,
        format_html('role="img" aria-label="{}"', title) if title else format_html('aria-hidden="{}"', "true"),
        format_html_join(
            "", _CIRCLE, ((f"on {support.code}" if support in present else "off", *center) for support, center in circles)
        ),
    )


def combination(supports: Iterable[str] | None) -> str:
    """Return the supports in words, e.g. "Prepare + Place"."""
    return " + ".join(gettext(code.capitalize()) for code in Support.from_codes(supports or ()).codes)
