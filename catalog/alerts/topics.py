"""What an alert is about: the programs of a query string, found by the code of the page that it comes from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog.browse.editions.edition import Edition
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import ask_present, searched
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe_selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.models import FormerSlug, Program, Publication
from catalog.programs.published_records import organization_names

LIST = "p"  # the parameter of a saved list
MOST_PROGRAMS = 40  # of a saved list, as on the shortlist
LONGEST_QUERY = 4000
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,119}")


@dataclass(frozen=True)
class Topic:
    """The programs that an alert is about.

    `query` is the canonical query string, `title` names the programs, `keys` are their primary keys now. `selection` is
    None for a saved list. `safe_title` is the title without words that somebody typed.
    `lost` is True if all values of one parameter are ignored: then more programs fit than asked for.
    """

    query: str
    title: str
    safe_title: str
    page_url: str
    feed_url: str
    calendar_url: str
    keys: frozenset[int]
    selection: Selection | None = None
    ignored: tuple[Ignored, ...] = ()
    lost: bool = False

    @property
    def is_one(self) -> bool:
        """Whether it is a single saved program, whose name is the title."""
        return self.selection is None and len(self.keys) == 1

    def keys_in(self, then: Snapshot, *, any_state: bool = False) -> set[int]:
        """Return the keys of the programs in another snapshot that fit, on request whatever state they are open to.

        A search finds the programs that it finds now.
        """
        if self.selection is None:
            return set(self.keys)
        selection = self.selection.with_values("state", ()) if any_state else self.selection
        sponsors = tuple(slug for slug in selection.sponsors if slug in then.sponsors)
        if selection.sponsors and not sponsors:
            return set()
        selection = replace(selection, sponsors=sponsors)
        return set(searched(Edition(then), selection).filter(selection).keys())


def read_topic(query: QueryDict, live: Snapshot) -> Topic:
    """Return the topic of a page's query. Never raises: parts that cannot be used are in `ignored`.

    Call it in the consistent read of the live snapshot.
    """
    return _read_list(query) if LIST in query else _read_selection(query, live)


def _read_selection(query: QueryDict, live: Snapshot) -> Topic:
    found = ask_present(query, live)
    selection = found.selection.bare()
    given = QueryDict(selection.query())
    lost = any(entry.parameter in query and entry.parameter not in given for entry in found.ignored)
    names = organization_names(selection.sponsors)
    safe_title = describe_selection(selection.without_search(), names)
    return Topic(
        query=selection.query(),
        title=describe_selection(selection, names),
        safe_title=gettext("%(programs)s that match the search you typed") % {"programs": safe_title}
        if selection.q
        else safe_title,
        page_url=selection.address(reverse("browse")),
        feed_url=selection.address(reverse("programs_atom")),
        calendar_url=_with_usual(selection.address(reverse("deadlines_ics"))),
        keys=frozenset(found.snapshot.filter(selection).keys()),
        selection=selection,
        ignored=found.ignored,
        lost=lost,
    )


def _read_list(query: QueryDict) -> Topic:
    given = list(dict.fromkeys(text.strip() for text in query.getlist(LIST) if text.strip()))
    asked = [text for text in given if _SLUG.fullmatch(text)][:MOST_PROGRAMS]
    moved = dict(FormerSlug.objects.filter(slug__in=asked).values_list("slug", "program__slug"))
    wanted = {moved.get(slug, slug) for slug in asked}
    published = Program.objects.filter(publication=Publication.PUBLISHED, slug__in=wanted)
    found = list(published.order_by("slug").values_list("pk", "slug", "current__name"))
    slugs = [slug for _, slug, _ in found]
    address = urlencode([(LIST, slug) for slug in slugs])
    calendar = f"{reverse('shortlist_ics')}?{address}"
    saved = ngettext("%(count)s program that you saved", "%(count)s programs that you saved", len(found))
    title = found[0][2] if len(found) == 1 else saved % {"count": len(found)}
    return Topic(
        query=address,
        title=title,
        safe_title=title,
        page_url=f"{reverse('shortlist')}?{address}" if len(found) != 1 else reverse("program", args=slugs),
        feed_url="",
        calendar_url=_with_usual(calendar),
        keys=frozenset(pk for pk, *_ in found),
        ignored=_find_ignored(query, given, {*slugs, *(slug for slug, present in moved.items() if present in slugs)}),
        lost=not found,
    )


def _find_ignored(query: QueryDict, given: Sequence[str], known: Collection[str]) -> tuple[Ignored, ...]:
    problem = gettext("“%(name)s” does not apply to saved programs")
    others = [Ignored(name, "", problem % {"name": shortened(name)}) for name in query if name != LIST]
    if len(given) > MOST_PROGRAMS:
        problem = gettext("A list holds at most %(most)s programs: the rest was ignored") % {"most": MOST_PROGRAMS}
        return (*others, Ignored(LIST, "", problem))
    unknown = [slug for slug in given if slug not in known]
    problem = gettext("“%(value)s” is not a program in this catalog")
    return (*others, *(Ignored(LIST, slug, problem % {"value": shortened(slug)}) for slug in unknown))


def _with_usual(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}usual=1"
