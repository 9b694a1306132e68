"""The pages of programs: browse, and one program."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from catalog.browse.decorators import from_edition, wants_fragment
from catalog.browse.eligibility.answers import teacher_of
from catalog.browse.filterset import is_tidy
from catalog.browse.query import Asked, ask
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.models import FormerSlug, Program, Publication
from catalog.programs import display
from catalog.reviews.page_view_counter import counted
from catalog.reviews.summary import origin
from catalog.site.browse import presenters
from catalog.site.changes import type_changes
from catalog.site.edition_notices import marks
from catalog.site.feeds import feed_link
from catalog.site.methods.reliability import second_codings
from catalog.site.program.dead_links import dead_links_shown
from catalog.site.program.eligibility import address_of, entering
from catalog.site.program.presenters import profile
from catalog.site.program.share import share
from catalog.site.structured_data import data_block, educational_program


@from_edition
def browse(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/programs/`: any selection, as a list or a table; to htmx only the part that changes."""
    asked = ask(request.GET, snapshot)
    if not wants_fragment(request) and not asked.ignored and not is_tidy(request.GET):
        # a form sends its empty fields too: without script this is where they leave the address
        return HttpResponseRedirect(asked.selection.address())
    answer = asked.snapshot.answer(asked.selection)
    records = {entry.record.slug: entry.record for entry in asked.edition.published(answer.slugs)}
    names = asked.edition.sponsor_names(asked.selection.sponsors)
    shown = presenters.browse(asked, answer, records, names, snapshot)
    sentence = "".join(part.text for part in shown.sentence)
    context = {
        "page_title": sentence,
        "page_description": f"{sentence}: filter by state, form, support, sponsor and more.",
        "browse": shown,
        "feed": feed_link(asked.selection.present(), names),
        "htmx_fragment": wants_fragment(request),
        "revision": {"number": snapshot.revision},
    }
    if not context["htmx_fragment"]:
        return render(request, "browse/browse.html", context)
    response = render(request, "browse/_browse.html", context)
    # a form sends empty fields too; the address bar shows the selection as it would be linked
    response["HX-Push-Url"] = asked.selection.address()
    return response


@counted
@from_edition
def program(request: HttpRequest, snapshot: Snapshot, slug: str) -> HttpResponse:
    """`/programs/<slug>/`: one program; 410 for a retired one, a redirect from an address it once had.

    `state`, `experience_max`, `grade` and `focus` tell of the teacher who asks whether she can enter; `release`
    and `rule` show the record as a release has it, or as it would be under changed rules.
    """
    others = request.GET.copy()
    asked = ask(_edition_of(others), snapshot)
    entries = asked.edition.published([slug])
    if not entries:
        return _absent(request, slug, asked)
    [entry] = entries
    record, today = entry.record, snapshot.today
    # what coders coded, and what of it was changed since, is told of the record before changed rules
    as_coded = asked.edition.as_coded().published([slug])[0].record if asked.edition.rules else record
    teacher, ignored = teacher_of(others)
    whole = asked.selection
    if not ignored and not asked.ignored and not is_tidy(request.GET):
        # the form sends its empty fields too; they leave the address
        return HttpResponseRedirect(address_of(slug, teacher, whole.edition_pairs()))
    coded = None if asked.edition.release else origin(slug)
    version = {"number": entry.number, "date": display.day(timezone.localdate(entry.time))}
    shown = profile(record, today, version, coded, as_coded=as_coded)
    address = absolute(request, display.program_url(slug))  # the page's own, without what a teacher tells
    # a record as it once stood, or would stand, tells nobody whether she can enter now
    present = whole == Selection()
    context = {
        "page_title": f"{shown['name']}, {shown['sponsor']}",
        "page_description": shown["summary"],
        "program": shown,
        "marks": marks(asked, lambda other: other.address(display.program_url(slug)), snapshot, whole=False),
        "edition_ignored": [str(fault) for fault in asked.ignored],
        "cite_url": f"{reverse('cite')}?{urlencode([('program', slug), *whole.edition_pairs()])}",
        "type_changes": type_changes(slug) if present and entry.number > 1 else [],
        "second_codings": second_codings(as_coded, asked.edition.coded_again(slug)),
        "entering": entering(record, teacher, ignored, today) if present else None,
        "dead_links": dead_links_shown(record) if asked.edition.release is None else {},
        "share": share(record, address, today) if present else None,
        "structured": data_block(educational_program(record, address, today)),
        "printed": display.day(today),
        "address": address,
        "breadcrumbs": [
            {"label": "Programs", "url": whole.address()},
            {"label": shown["form"]["label"], "url": whole.choosing("form", tuple(record.form[:1])).address()},
        ],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "program/program.html", context)


def _edition_of(query: QueryDict) -> QueryDict:
    """The parameters of a query that say which edition answers, taken out of it."""
    edition = QueryDict(mutable=True)
    for name in ("release", "rule"):
        edition.setlist(name, query.pop(name, []))
    return edition


def _absent(request: HttpRequest, slug: str, asked: Asked) -> HttpResponse:
    rules = asked.edition.rules
    if rules and asked.edition.as_coded().published([slug]):
        raise Http404(f"Coded {rules.label}, the program at “{slug}” gives no support.")
    if asked.edition.release:
        raise Http404(f"There is no program at “{slug}” in release {asked.selection.release}.")
    former = FormerSlug.objects.filter(slug=slug).select_related("program").first()
    if former:
        return HttpResponsePermanentRedirect(asked.selection.address(reverse("program", args=[former.program.slug])))
    retired = Program.objects.filter(slug=slug, publication=Publication.RETIRED).select_related("sponsor", "current").first()
    if retired is None:
        raise Http404(f"There is no program at “{slug}”.")
    record = retired.record
    context = {
        "page_title": f"{retired.name} is no longer in the catalog",
        "program": {
            "name": retired.name,
            "sponsor": retired.sponsor.name,
            "similar_url": f"{reverse('browse')}?sponsor_type={record.sponsor_type}&type={record.program_type.value}",
            "date": display.day(timezone.localdate(retired.updated)),
        },
        "breadcrumbs": [{"label": "Programs", "url": reverse("browse")}],
    }
    return render(request, "program/retired.html", context, status=410)
