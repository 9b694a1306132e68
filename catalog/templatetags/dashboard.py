"""The figures of the admin's start page, for its template."""

from django import template

from catalog.admin.dashboard import figures

register = template.Library()
register.simple_tag(figures, name="figures_for")
