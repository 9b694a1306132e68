"""The figures of the admin's start page, for its template."""

from django import template

from catalog.admin.dashboard import figures, find_missing_publisher

register = template.Library()
register.simple_tag(figures, name="figures_for")
register.simple_tag(find_missing_publisher)
