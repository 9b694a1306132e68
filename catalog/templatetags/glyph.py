"""The glyph for the admin's templates; the public pages call catalog.views.glyph."""

from django import template

from catalog.views import glyph as drawing

register = template.Library()
register.simple_tag(drawing.glyph, name="glyph")
