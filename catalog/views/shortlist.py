"""The shortlist page: what a visitor keeps without an account, and lists that others share."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from catalog.asking.addresses import absolute
from catalog.asking.reading import from_snapshot
from catalog.exports import Published, calendar
from catalog.exports.csv import csv_chunks
from catalog.facets.filterset import TRACKING, Ignored, shortened
from catalog.facets.sentence import programs
from catalog.facets.snapshot import Snapshot
from catalog.models import Program, Publication
from catalog.records.published import published, published_versions
from catalog.views import words
from catalog.views.cards import card
from catalog.views.comparing import MOST as COMPARED
from catalog.views.comparing import address as compare_address
from catalog.views.deadlines import usual_asked
from catalog.views.feeds import address_of, refused
from catalog.views.shortlisting import MOST, keep, shortlist, slugs, with_added
from catalog.views.site import FOOTNOTE


@csrf_exempt  # selection pages carry no CSRF form; another site's form is told by its origin instead
def shortlist_page(request: HttpRequest) -> HttpResponse:
    """`/shortlist/`: the visitor's own list, or with `?p=slug` one that was shared; POST adds and removes."""
    return change(request) if request.method == "POST" else show(request)


@from_snapshot
def show(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """The list of the address, else the visitor's own."""
    return _page(request, snapshot)


@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Add (`add`), take off (`remove`) or forget all (`clear`); then back to where the visitor was."""
    if not _from_here(request):
        return render(request, "403.html", status=403)
    own = shortlist(request)
    now, full = with_added(own, _published(slugs(request.POST.getlist("add"))))
    removed = set(request.POST.getlist("remove"))
    now = () if "clear" in request.POST else tuple(slug for slug in now if slug not in removed)
    if full:
        return _full(request, full)
    response = HttpResponseRedirect(_back(request), status=303)
    keep(response, now)
    return response


@from_snapshot
def shortlist_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/shortlist.csv?p=slug`: a list as a table, in the flat columns; 400 where the address is not understood whole."""
    found, ignored = _export(request.GET, shortlist(request))
    if ignored:
        return refused(ignored)
    response = HttpResponse(csv_chunks(entry.record for entry in found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shortlist.csv"'
    return response


@from_snapshot
def shortlist_ics(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/shortlist.ics?p=slug`: a list's deadlines as a calendar; `usual=1` adds usual months. 400 as for the table."""
    usual, query, unusual = usual_asked(request.GET)
    found, ignored = _export(query, shortlist(request))
    if ignored or unusual:
        return refused([*ignored, *unusual])
    content = calendar.calendar(
        found, name="Deadlines of a shortlist", note=FOOTNOTE, today=snapshot.today, usual=usual, address=address_of(request)
    )
    response = HttpResponse(content, content_type=calendar.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="shortlist.ics"'
    return response


def _export(query: QueryDict, own: Sequence[str]) -> tuple[list[Published], list[Ignored]]:
    """The programs of an export's address, else the visitor's own, and what of the address is not known."""
    ignored = [
        Ignored(name, "", f"“{shortened(name)}” is not a parameter of this address")
        for name in query
        if name != "p" and not TRACKING.fullmatch(name)
    ]
    asked = slugs(query.getlist("p")) if "p" in query else own
    found = published(asked)
    if "p" in query:
        known = {entry.record["slug"] for entry in found}
        given = dict.fromkeys(text.strip() for text in query.getlist("p") if text.strip())
        ignored += [
            Ignored("p", value, f"“{shortened(value)}” is not a program of this catalog, or beyond the {MOST} of a list")
            for value in given
            if value not in known
        ]
    return found, ignored


def _asked(request: HttpRequest) -> tuple[str, ...]:
    """The slugs of the address, else the visitor's own."""
    return slugs(request.GET.getlist("p")) if "p" in request.GET else shortlist(request)


def _page(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    shared, asked = "p" in request.GET, _asked(request)
    found = published_versions(asked)
    present = [version.record["slug"] for version in found]
    query = urlencode([("p", slug) for slug in present])
    unknown = [name for name in request.GET if name != "p" and not TRACKING.fullmatch(name)]
    context = {
        "page_title": f"A shortlist of {programs(len(present))}" if shared else "Your shortlist",
        "page_description": "Programs kept to compare, to share and to be reminded of, without an account.",
        "shared": shared,
        "own": set(present) <= set(shortlist(request)),
        "cards": [card(version.record, snapshot.today) for version in found],
        "present": present,
        "count": programs(len(present)),
        "most": MOST,
        "gone": _gone([slug for slug in asked if slug not in present]),
        "ignored": [f"“{shortened(name)}” is not a parameter of this page." for name in unknown],
        "too_many": shared and len(set(request.GET.getlist("p"))) > MOST,
        "address": absolute(request, f"{reverse('shortlist')}?{query}"),
        "printed": words.day(snapshot.today),
        "query": query,
        "compare_url": compare_address(present[:COMPARED]),
        "compared": min(len(present), COMPARED),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "shortlist.html", context)


def _gone(missing: Sequence[str]) -> list[dict[str, str]]:
    """What is known of slugs that are not published: a retired program keeps its name."""
    names = dict(Program.objects.filter(slug__in=missing, publication=Publication.RETIRED).values_list("slug", "name"))
    return [{"slug": slug, "name": names.get(slug, slug)} for slug in missing]


def _published(asked: Sequence[str]) -> list[str]:
    known = set(Program.objects.filter(slug__in=asked, publication=Publication.PUBLISHED).values_list("slug", flat=True))
    return [slug for slug in asked if slug in known]


def _full(request: HttpRequest, full: Sequence[str]) -> HttpResponse:
    names = Program.objects.filter(slug__in=full).order_by("name").values_list("name", flat=True)
    back = _back(request)
    context = {
        "page_title": "Your shortlist is full",
        "names": list(names),
        "most": MOST,
        "back_url": back if back != reverse("shortlist") else "",
    }
    return render(request, "shortlist_full.html", context, status=409)


def _from_here(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of this site, as far as the browser says."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    return site in ("same-origin", "none") and (origin in ("", "null") or urlsplit(origin).netloc == request.get_host())


def _back(request: HttpRequest) -> str:
    """The page the visitor came from, at the button that was pressed; the shortlist if that is not known."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or not came.path.startswith("/") or came.path.startswith("//"):
        return reverse("shortlist")
    pressed = slugs([*request.POST.getlist("add"), *request.POST.getlist("remove")])
    place = f"#keep-{pressed[0]}" if len(pressed) == 1 and came.path != reverse("shortlist") else ""
    return came.path + (f"?{came.query}" if came.query else "") + place
