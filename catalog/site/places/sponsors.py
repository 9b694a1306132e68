"""The page of a sponsor: who it is, and its programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop

from catalog.browse.decorators import from_snapshot
from catalog.browse.query import ask_present
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import absolute
from catalog.models import Organization
from catalog.organizations.identifiers import list_identifiers
from catalog.organizations.selectors import public_organization
from catalog.programs.dates.currency import currency_of
from catalog.programs.display import join_words, labels
from catalog.programs.published_records import published_versions
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from catalog.site.deadlines.soon import list_due_soon
from catalog.site.feeds import feed_link
from catalog.site.places.program_groups import build_group
from catalog.site.places.states import state_url
from catalog.site.structured_data import collection_page, data_block, describe_organization

# hosts on which many organizations have pages: their address is not a sponsor's website
_SHARED_HOSTS = ("sites.google.com", "secure-platform.com", "blogspot.com", "wordpress.com", "formsite.com", "smapply.io")
_MOST_CARDS = 20
_OLDER = gettext_noop("Ended, paused, or not seen running for eight years.")


@from_snapshot
def sponsor(request: HttpRequest, snapshot: Snapshot, slug: str) -> HttpResponse:
    """`/sponsors/<slug>/`: a sponsor with its programs; 404 for one without published programs.

    The slug of a former name redirects.
    """
    if slug != slug.lower():
        return HttpResponsePermanentRedirect(reverse("sponsor", args=[slug.lower()]))
    if (present := snapshot.present_sponsor(slug)) != slug and present in snapshot.sponsors:
        return HttpResponsePermanentRedirect(reverse("sponsor", args=[present]))
    if slug not in snapshot.sponsors:
        raise Http404(f"There is no sponsor at “{slug}”.")
    selection = Selection(sponsors=(slug,), sort="seen")
    slugs = snapshot.select(selection)
    records = {version.record.slug: version.record for version in published_versions(slugs)}
    shown = [records[slug] for slug in slugs if slug in records]
    older = [record.slug for record in shown if currency_of(record, snapshot.today).is_older]
    now = [record.slug for record in shown if record.slug not in older]
    name = shown[0].sponsor
    organization = public_organization(slug)
    own_website = organization.website if organization else ""
    website = own_website or find_website(shown)
    [*states] = {record.home_state for record in shown if record.home_state}
    if not states and organization and organization.home_state:
        states = [organization.home_state]
    kinds = [kind for kind, _ in Counter(record.sponsor_type for record in shown).most_common()]
    context = {
        "page_title": gettext("%(name)s: programs for teacher leaders") % {"name": name},
        "page_description": _describe_page(name, shown),
        "sponsor": {
            "slug": slug,
            "name": name,
            "count": len(shown),
            "website": website,
            "has_own_website": bool(own_website),
            "host": urlsplit(website).netloc,
            "kind": join_words(labels("sponsor_type", kinds), gettext("or")),
            "parent": _link(organization.parent, snapshot) if organization and organization.parent else None,
            "parts": [_link(part, snapshot) for part in organization.parts.all()] if organization else [],
            "identifiers": list_identifiers(organization.identifiers) if organization else [],
            "states": [{"name": vocabulary("state").label_of(code), "url": state_url(code)} for code in sorted(states)],
        },
        "groups": [
            build_group(group, title, note, part, records, snapshot.today, selection.address(), most)
            for group, title, note, part, most in (
                ("now", gettext("Programs"), "", now, _MOST_CARDS),
                (
                    "older",
                    gettext("Older programs"),
                    gettext("Ended, paused, or not seen running for eight years."),
                    older,
                    _MOST_CARDS,
                ),
            )
            if part
        ],
        "due": list_due_soon((records[slug] for slug in now), snapshot.today),
        "browse_url": selection.address(),
        "deadlines_url": selection.bare().address(reverse("deadlines")),
        "feed": feed_link(selection.bare(), {slug: name}),
        "ignored": [str(entry) for entry in ask_present(request.GET, snapshot).ignored],
        "breadcrumbs": [{"label": gettext("Programs"), "url": reverse("browse")}],
        "structured": data_block(
            collection_page(
                gettext("Programs of %(name)s") % {"name": name},
                absolute(request, reverse("sponsor", args=[slug])),
                [(record.name, absolute(request, reverse("program", args=[record.slug]))) for record in shown[:_MOST_CARDS]],
                count=len(shown),
                about=describe_organization(name, kinds[0], states[0] if len(states) == 1 else "", organization),
            )
        ),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "places/sponsor.html", context)


def find_website(records: Iterable[ProgramRecord]) -> str:
    """Return a sponsor's website: the host on which all pages of its programs are. Empty where they differ or none is known."""
    hosts: dict[str, str] = {}
    for record in records:
        if record.website:
            parts = urlsplit(record.website)
            hosts[parts.netloc.removeprefix("www.")] = f"{parts.scheme}://{parts.netloc}/"
    [*found] = hosts
    return hosts[found[0]] if len(found) == 1 and not found[0].endswith(_SHARED_HOSTS) else ""


def _link(organization: Organization, snapshot: Snapshot) -> dict[str, str]:
    """Return an organization's name, with the address of its page if it has one."""
    url = reverse("sponsor", args=[organization.slug]) if organization.slug in snapshot.sponsors else ""
    return {"name": organization.name, "url": url}


def _describe_page(name: str, records: Sequence[ProgramRecord]) -> str:
    names = join_words([record.name for record in records[:3]])
    words = ngettext(
        "%(shown)s program of %(name)s that helps teachers lead: %(names)s.",
        "%(shown)s programs of %(name)s that help teachers lead: %(names)s.",
        len(records),
    )
    return words % {"shown": f"{len(records):,}", "name": name, "names": names}
