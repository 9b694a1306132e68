"""The shortlist page: programs saved without an account, and lists that others share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import SplitResult, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from catalog.browse.decorators import from_snapshot, from_snapshot_privately
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import absolute
from catalog.exports import ical
from catalog.exports.csv_table import csv_chunks
from catalog.models import Program, Publication
from catalog.programs import display
from catalog.programs.published_records import Published, moved_slugs, present_slugs, published, published_versions
from catalog.serving.errors import answer_error
from catalog.site.browse.cards import build_card
from catalog.site.compare.presenters import MOST as COMPARED
from catalog.site.compare.presenters import compare_address
from catalog.site.context import FOOTNOTE
from catalog.site.deadlines.calendar_links import take_usual
from catalog.site.feeds import address_of, refused
from catalog.site.parameters import find_unknown
from catalog.site.program.share import build_list_share
from catalog.site.shortlist.cookie import MOST, add_slugs, set_cookie, shortlist, slugs
from catalog.site.shortlist.orders import ORDERS, build_order_links, find_ignored, read_place, read_sort, sort_saved


@csrf_exempt  # the pages have no CSRF token, so that they can be cached; _from_here() checks the origin instead
def shortlist_page(request: HttpRequest) -> HttpResponse:
    """`/shortlist/`: the visitor's own list, or with `?p=slug` one that was shared; POST adds and removes."""
    if request.method == "POST":
        return change(request)
    return shared_list(request) if "p" in request.GET else own_list(request)


@from_snapshot
def shared_list(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """The list in the address, the same for everybody."""
    return _page(request, snapshot, present_slugs(slugs(request.GET.getlist("p"))), shared=True)


@from_snapshot_privately
def own_list(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """The visitor's own list.

    After a change, `added` names what was added and `back` the page they came from; `removed` names what was removed
    and `at` its place, so that it can be put back.
    """
    kept = shortlist(request)
    present = present_slugs(kept)
    response = _page(request, snapshot, present, shared=False)
    if present != kept:  # the script reads the cookie too
        set_cookie(response, present)
    return response


@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Add programs (`add`), put them back (`add` with their place `at`), remove them (`remove`) or empty the list (`clear`).

    Then show the visitor's list, in the order `sort`. With JavaScript, other pages add and remove in the browser instead.
    """
    if not _from_here(request):
        return answer_error(request, 403, "Sent from another site")
    own = present_slugs(shortlist(request))
    added, place = _published(slugs(request.POST.getlist("add"))), read_place(request.POST)
    now, full = add_slugs(own, added, place)
    removed = [slug for slug in own if "clear" in request.POST or slug in request.POST.getlist("remove")]
    now = tuple(slug for slug in now if slug not in removed)
    if full:
        return _full(request, full)
    parameters = [("sort", sort) for sort in [read_sort(request.POST)] if sort != ORDERS[0]]
    parameters += [("removed", slug) for slug in removed]
    parameters += [("at", str(own.index(removed[0])))] if removed else []
    if place is None:
        parameters += [("added", slug) for slug in added] + [("back", back) for back in [_back(request)] if back and added]
    query = f"?{urlencode(parameters)}" if parameters else ""
    # the browser moves to what was put back
    anchor = f"#keep-{added[0]}" if added and place is not None else ""
    response = HttpResponseRedirect(reverse("shortlist") + query + anchor, status=303)
    set_cookie(response, now)
    return response


def shortlist_csv(request: HttpRequest) -> HttpResponse:
    """`/shortlist.csv?p=slug`: a list as a CSV table; 400 on an unknown parameter or program.

    Without `p`, the visitor's own list.
    """
    return _answer(request, _csv)


def shortlist_ics(request: HttpRequest) -> HttpResponse:
    """`/shortlist.ics?p=slug`: a list's deadlines as a calendar; `usual=1` adds usual months. Otherwise like the table."""
    return _answer(request, _ics)


def _answer(request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
    """Answer with the list in the address, the same for everybody, or with the visitor's own list."""
    answered = from_snapshot if "p" in request.GET else from_snapshot_privately
    response: HttpResponse = answered(view)(request)
    return response


def _csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    found, ignored = _export(request, request.GET)
    if ignored:
        return refused(ignored)
    response = HttpResponse(csv_chunks(entry.record for entry in found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shortlist.csv"'
    return response


def _ics(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    usual, query, unusual = take_usual(request.GET)
    found, ignored = _export(request, query)
    if ignored or unusual:
        return refused([*ignored, *unusual])
    content = ical.calendar(
        found, name="Deadlines of saved programs", note=FOOTNOTE, today=snapshot.today, usual=usual, address=address_of(request)
    )
    response = HttpResponse(content, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="shortlist.ics"'
    return response


def _export(request: HttpRequest, query: QueryDict) -> tuple[list[Published], list[Ignored]]:
    """Return the programs to export, and the parts of the address that are not known."""
    ignored = find_unknown(query, ("p",), is_page=False)
    asked = slugs(query.getlist("p")) if "p" in query else shortlist(request)
    found = published(present_slugs(asked))
    if "p" in query:
        known = {entry.record.slug for entry in found}
        known |= {former for former, slug in moved_slugs(asked).items() if slug in known}
        given = dict.fromkeys(text.strip() for text in query.getlist("p") if text.strip())
        ignored += [
            Ignored(
                "p",
                value,
                gettext("“%(value)s” is not a program in this catalog, or the list is longer than %(most)s")
                % {"value": shortened(value), "most": MOST},
            )
            for value in given
            if value not in known
        ]
    return found, ignored


def _page(request: HttpRequest, snapshot: Snapshot, asked: Sequence[str], *, shared: bool) -> HttpResponse:
    removed = () if shared else tuple(slug for slug in slugs(request.GET.getlist("removed")) if slug not in asked)
    place = read_place(request.GET) or 0
    # one removed program leaves its row, so that it can be put back; several are named above the list
    found = published_versions([*asked[:place], *removed, *asked[place:]])
    records = sort_saved([version.record for version in found], read_sort(request.GET), snapshot.today)
    saved = [record for record in records if record.slug not in removed]
    present = [record.slug for record in saved]
    query = urlencode([("p", slug) for slug in present])
    address = absolute(request, f"{reverse('shortlist')}?{query}")
    shared_title = ngettext("A list of %(count)s program", "A list of %(count)s programs", len(present))
    title = shared_title % {"count": len(present)} if shared else gettext("Saved programs")
    added = () if shared else slugs(request.GET.getlist("added"))
    back = "" if shared else request.GET.get("back", "")
    context = {
        "page_title": title,
        "page_description": gettext(
            "Save programs without an account: compare them, share the list, and add deadlines to your calendar."
        ),
        "shared": shared,
        "added": [record.name for record in saved if record.slug in added],
        "back_url": back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "",
        "rows": [build_card(record, snapshot.today) for record in records],
        "removed": [record.slug for record in records if record.slug in removed],
        "place": place,
        "orders": build_order_links(request.GET),
        "sort": read_sort(request.GET),
        "present": present,
        "former": {} if shared else _former(shortlist(request)),
        "most": MOST,
        "missing": _name_missing([slug for slug in asked if slug not in present]),
        "ignored": [str(entry) for entry in find_ignored(request.GET, shared=shared)],
        "too_many": shared and len(set(request.GET.getlist("p"))) > MOST,
        "share": build_list_share(saved, title, address, snapshot.today),
        "address": address,
        "printed": display.day(snapshot.today),
        "query": query,
        "compare_url": compare_address(present[:COMPARED]),
        "compared": min(len(present), COMPARED),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "shortlist/shortlist.html", context)


def _former(kept: Sequence[str]) -> dict[str, str]:
    """Return the slug under which a program was saved, by its present slug, for programs that moved since."""
    return {slug: former for former, slug in moved_slugs(kept).items()}


def _name_missing(missing: Sequence[str]) -> list[dict[str, str]]:
    """Return the slugs that are not published, with their names. A retired program keeps its name."""
    names = dict(Program.objects.filter(slug__in=missing, publication=Publication.RETIRED).values_list("slug", "current__name"))
    return [{"slug": slug, "name": names.get(slug, slug)} for slug in missing]


def _published(asked: Sequence[str]) -> list[str]:
    known = set(Program.objects.filter(slug__in=asked, publication=Publication.PUBLISHED).values_list("slug", flat=True))
    return [slug for slug in asked if slug in known]


def _full(request: HttpRequest, full: Sequence[str]) -> HttpResponse:
    names = Program.objects.filter(slug__in=full).order_by("current__name").values_list("current__name", flat=True)
    context = {
        "page_title": gettext("Your shortlist is full"),
        "names": list(names),
        "most": MOST,
        "back_url": _back(request),
    }
    return render(request, "shortlist/full.html", context, status=409)


def _from_here(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of this site, according to the browser."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", "")
    from_here = origin in ("", "null") or _split(origin).netloc == request.get_host()
    return site in ("same-origin", "none") and from_here


def _back(request: HttpRequest) -> str:
    """Return the page that the visitor came from, at the button they pressed; empty if unknown or if it is the list."""
    came = _split(request.headers.get("Referer", ""))
    if came.netloc != request.get_host() or came.path == reverse("shortlist") or not came.path.startswith("/"):
        return ""
    if came.path.startswith("//"):
        return ""
    pressed = slugs([*request.POST.getlist("add"), *request.POST.getlist("remove")])
    return came.path + (f"?{came.query}" if came.query else "") + (f"#keep-{pressed[0]}" if len(pressed) == 1 else "")


def _split(address: str) -> SplitResult:
    """Return the parts of an address that a browser sent, all empty if it is malformed."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
