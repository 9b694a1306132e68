"""The glyph: three small circles, filled where a support is present, and the words that go with it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from typology import Support

SIZES = ("s", "m", "l")

# centre of each support's circle: prepare top left, place top right, recognize below
_CENTRES = {Support.PREPARE: ("6.4", "6.4"), Support.PLACE: ("15.6", "6.4"), Support.RECOGNIZE: ("11", "14.4")}
_CIRCLE = '<circle class="{}" cx="{}" cy="{}" r="5.4"/>'


def glyph(supports: Iterable[str] | None, size: str = "s", title: str = "") -> SafeString:
    """The glyph of a set of support codes as SVG; decorative unless it has a `title`.

    Raises ValueError for a code that is no support.
    """
    return _drawn(tuple(supports or ()), size if size in SIZES else "s", title)


@lru_cache(maxsize=256)
def _drawn(supports: tuple[str, ...], size: str, title: str) -> SafeString:
    present = Support.from_codes(supports)
    # hollow circles first, so that a filled one is never crossed by the outline of an empty one
    circles = sorted(_CENTRES.items(), key=lambda item: item[0] in present)
    return format_html(
        '<svg class="glyph glyph-{}" viewBox="0 0 22 20.8" focusable="false" {}>{}</svg>',
        size,
        format_html('role="img" aria-label="{}"', title) if title else format_html('aria-hidden="{}"', "true"),
        format_html_join(
            "", _CIRCLE, ((f"on {support.code}" if support in present else "off", *centre) for support, centre in circles)
        ),
    )


def combination(supports: Iterable[str] | None) -> str:
    """The supports as people read them, e.g. "Prepare + Place"."""
    return Support.from_codes(supports or ()).combination
