"""The template engine of the public pages: Jinja2, and what its templates may call.

Django's own engine renders the admin alone: the browse page has thousands of small pieces, which
Jinja2 puts together in a tenth of the time (docs/decisions/0006-jinja2-for-public-pages.md).
"""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from jinja2 import Environment

from catalog.common.glyph import combination, glyph
from catalog.common.preview import describe_preview
from catalog.common.text import lower_first, pluralize


def environment(**options: Any) -> Environment:
    """A Jinja2 environment with Django's static(), url() and capfirst, our text filters, and what else templates call."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    made.globals.update(static=static, url=reverse, glyph=glyph, combination=combination, describe_preview=describe_preview)
    made.globals.update(alerts_are_on=lambda: settings.ALERTS)
    made.filters.update(pluralize=pluralize, capfirst=capfirst, lower_first=lower_first)
    return made
