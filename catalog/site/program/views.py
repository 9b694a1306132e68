"""The page of one program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.eligibility.teacher import read_teacher
from catalog.browse.query import ask
from catalog.browse.selection import is_tidy
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.programs.display import program_url
from catalog.site.program.absent import answer_absent, find_entries
from catalog.site.program.cost import PARAMETERS as COST_PARAMETERS
from catalog.site.program.eligibility import build_program_url
from catalog.site.program.page_context import build_context
from catalog.site.signposting import program_links, signpost


@from_edition
def program(request: HttpRequest, snapshot: Snapshot, slug: str) -> HttpResponse:
    """`/programs/<slug>/`: one program; 410 for a retired one, a redirect from an address it once had.

    `state`, `experience_max`, `grade` and `focus` describe the teacher who asks whether they can enter. `credits`, `rate`
    and `fees` are numbers for the cost calculator. `release` and `rule` show the record of a release, or the record under
    changed rules.
    """
    others = request.GET.copy()
    for name in COST_PARAMETERS:
        others.pop(name, None)
    tidy = is_tidy(others)
    asked = ask(_take_edition(others), snapshot)
    entries = find_entries(slug, asked.edition)
    if not entries:
        return answer_absent(request, slug, asked.edition, "program")
    [entry] = entries
    teacher, ignored = read_teacher(others)
    if not ignored and not asked.ignored and not tidy:
        # the form also sends its empty fields; this redirect removes them from the address
        return HttpResponseRedirect(build_program_url(slug, teacher, asked.selection.edition_pairs()))
    response = render(request, "program/program.html", build_context(request, snapshot, asked, entry, teacher, ignored))
    own, record = program_url(entry.record.slug), reverse("api_program", args=[entry.record.slug])
    addresses = (absolute(request, asked.selection.edition().address(path)) for path in (own, record))
    return signpost(response, program_links(*addresses))


def _take_edition(query: QueryDict) -> QueryDict:
    """Remove the parameters that choose the edition from a query and return them."""
    edition = QueryDict(mutable=True)
    for name in ("release", "rule"):
        edition.setlist(name, query.pop(name, []))
    return edition
