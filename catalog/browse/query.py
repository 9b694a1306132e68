"""Queries: from a query string to the selection, the edition that answers it, and its search."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.http import QueryDict

from catalog.browse.editions.edition import Edition
from catalog.browse.editions.edition import edition as edition_of
from catalog.browse.filterset import Ignored, filterset_of, parse, shortened
from catalog.browse.fixed_list import LONGEST, fixed, numbers_of
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext
from catalog.releases.selectors import releases
from catalog.schema.vocabulary import use_vocabulary
from catalog.search.parser import Query
from catalog.search.tokens import MOST_WORDS


@dataclass(frozen=True)
class BrowseQuery:
    """A query that was read: its selection, what of it is ignored, and its search.

    `snapshot` answers `selection`: it holds the programs that the search finds. `edition` holds all programs.
    """

    selection: Selection
    ignored: tuple[Ignored, ...]
    query: Query
    snapshot: Snapshot
    edition: Edition


def ask(given: QueryDict, live: Snapshot) -> BrowseQuery:
    """Read a query string, for the current catalog or the release that it names. Never raises.

    Parameters and values that cannot be used are in `ignored`. Call it in the consistent read of the live snapshot.
    """
    version = last_of(given, "release")
    versions = [release.version for release in releases()] if version else []
    edition = edition_of(live, version if version in versions else "")
    with use_vocabulary(edition.words):
        return _ask(given, edition, versions)


def _ask(given: QueryDict, edition: Edition, versions: list[str]) -> BrowseQuery:
    parsed = parse(given, edition.snapshot, versions)
    selection, ignored = parsed.selection, list(parsed.ignored)
    if edition.release and selection.fixed and numbers_of(selection.fixed)[-1] >= edition.release.programs:
        problem = gettext("“list” names programs that release %(version)s does not have") % {"version": selection.release}
        ignored.append(Ignored("list", selection.fixed, problem, gettext(": these were ignored.")))
    edition = edition.under(selection.rules)
    query = edition.understand(selection.q)
    if selection.q and not query:
        problem = (
            gettext("“%(value)s” holds only words too common to search for")
            if query.dropped
            else gettext("“%(value)s” holds no word to search for")
        )
        ignored.append(Ignored("q", selection.q, problem % {"value": shortened(selection.q)}, gettext(" and was ignored.")))
        selection = selection.without_search()
    if query.cut:
        problem = gettext("A search reads %(most)s words, and this has more") % {"most": MOST_WORDS}
        ignored.append(Ignored("q", selection.q, problem, gettext(": the rest was ignored.")))
    snapshot = searched(edition, selection)
    if query and selection.sort == "relevance":
        scores = edition.rank(query, parsed.filterset.filter_queryset(edition.snapshot).keys())
        snapshot = snapshot.ranked(scores, edition.index.find_named(query))
    return BrowseQuery(selection, tuple(ignored), query, snapshot, edition)


def ask_present(given: QueryDict, live: Snapshot) -> BrowseQuery:
    """Read a query string as ask() does, for the current catalog only: parameters of other editions are ignored."""
    others, ignored = given.copy(), of_other_editions(given)
    for one in ignored:
        del others[one.parameter]
    found = ask(others, live)
    return replace(found, ignored=(*found.ignored, *ignored))


def of_other_editions(given: QueryDict) -> tuple[Ignored, ...]:
    """Return the parameters of a query that ask for another edition than the current catalog."""
    problem = gettext("“%(name)s” does not apply here: this answers from the catalog as it is now")
    return tuple(
        Ignored(name, last_of(given, name), problem % {"name": name})
        for name in ("release", "rule", "list")
        if last_of(given, name)
    )


def last_of(given: QueryDict, name: str) -> str:
    """Return the value of a parameter that takes one, as parse() does: the last that is not empty."""
    return next((value.strip() for value in reversed(given.getlist(name)) if value.strip()), "")


def searched(edition: Edition, selection: Selection) -> Snapshot:
    """Return the programs of an edition that match the selection's search and are on its fixed list."""
    return filterset_of(edition.words).apply(edition.snapshot, {"list": selection.fixed, "q": selection.q})


def listed(asked: BrowseQuery, axes: Collection[str] = ()) -> Selection:
    """Return a selection that finds the same programs forever, for citations.

    A later version of the search may find other programs, so a search in a release becomes a fixed list. Any other
    selection stays, and so does a search whose list is too long for an address. `axes` are the facets of a cross-table:
    choices in them only select which values are shown, so they are kept.
    """
    selection = asked.selection
    if not selection.q or asked.edition.release is None:
        return selection
    text = fixed(asked.snapshot.filter(selection, leaving_out=axes).keys())
    if not text or len(text) > LONGEST:
        return selection
    chosen = {name: codes for name, codes in selection.chosen.items() if name in axes}
    return Selection(chosen=chosen, release=selection.release, rules=selection.rules, fixed=text)
