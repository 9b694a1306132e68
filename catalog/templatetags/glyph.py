"""The glyph for the admin's templates; the public pages call catalog.common.glyph."""

from django import template

from catalog.common import glyph

register = template.Library()
register.simple_tag(glyph.glyph, name="glyph")
