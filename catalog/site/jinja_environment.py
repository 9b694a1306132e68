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
from markupsafe import Markup

from catalog.common import report
from catalog.common.glyph import combination, glyph
from catalog.common.language import gettext, is_english, language, ngettext
from catalog.common.preview import describe_preview
from catalog.common.text import lower_first, pluralize


def environment(**options: Any) -> Environment:
    """A Jinja2 environment with Django's static(), url() and capfirst, our text filters, the glyph, and translation."""
    made = Environment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"], **options)
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=reverse, glyph=glyph, combination=combination, describe_preview=describe_preview)
    made.globals.update(alerts_are_on=lambda: settings.ALERTS)
    made.globals.update(english=english, english_page=english_page, language=language, number=format_number)
    made.globals.update(report_url=report.URL)
    made.filters.update(pluralize=pluralize, capfirst=capfirst, lower_first=lower_first, translate=gettext)
    return made


def format_number(number: int) -> str:
    """Return a number with the comma that people in the U.S. write in both languages: ``1,200``."""
    return f"{number:,}"


def english() -> Markup:
    """Return the attribute for an element whose text is English on every page: names, quotations, notes."""
    return Markup("" if is_english() else ' lang="en"')


def english_page() -> Markup:
    """Return the attribute for a link from any page to one that is only in English."""
    return Markup("" if is_english() else ' hreflang="en"')
