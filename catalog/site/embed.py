"""A selection as a small list, to show inside a page of another site."""

from __future__ import annotations

from dataclasses import replace

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from catalog.browse.decorators import from_snapshot
from catalog.browse.query import ask_present
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import absolute
from catalog.programs.dates.currency import currency_of
from catalog.programs.display import program_url
from catalog.programs.published_records import organization_names, published
from catalog.site.browse.cards import describe_reach

MOST = 20

# only this page may be framed, by any site; it loads one style sheet and nothing else
_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}
_REMOVED = dict.fromkeys(("script-src", "img-src", "font-src", "connect-src"))


@xframe_options_exempt
@csp_replace({**_POLICY, **_REMOVED})
@from_snapshot
def embed(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/embed/?…`: the first programs of any selection, without older ones, as a page to show in a frame.

    Links open in the whole window. Unknown parameters are named and ignored, as on the browse page.
    """
    asked = ask_present(request.GET, snapshot)
    selection = replace(asked.selection.bare(), sort=asked.selection.sort)
    entries = published(asked.snapshot.current().first(selection, MOST))
    states = selection.chosen.get("state", ())
    count = asked.snapshot.count(selection)
    all_text = ngettext("See all %(shown)s program", "See all %(shown)s programs", count) % {"shown": f"{count:,}"}
    context = {
        "title": describe_selection(selection, organization_names(selection.sponsors)),
        "ignored": [str(entry) for entry in asked.ignored],
        "count": count,
        "rows": [
            {
                "slug": entry.record.slug,
                "name": entry.record.name,
                "sponsor": entry.record.sponsor,
                "url": absolute(request, program_url(entry.record.slug)),
                "badge": currency_of(entry.record, snapshot.today),
                "reach": describe_reach(entry.record, states),
            }
            for entry in entries
        ],
        "all_url": absolute(request, selection.address(reverse("browse"))),
        "all_text": all_text,
    }
    return render(request, "embed/embed.html", context)


def write_frame(address: str) -> str:
    """Return the HTML that shows a page of this site at `address` inside another page."""
    title = gettext("Teacher leadership programs")
    return f'<iframe src="{address}" title="{title}" width="100%" height="600" loading="lazy"></iframe>'
