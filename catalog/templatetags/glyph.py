"""The glyph for the admin's templates; the public pages call catalog.common.glyph."""

from django import template

from catalog.common import glyph as drawing

register = template.Library()
register.simple_tag(drawing.glyph, name="glyph")
