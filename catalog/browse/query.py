"""A query asked of the catalog: the selection understood, its search made, the edition that answers it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict

from catalog.browse.editions import Edition
from catalog.browse.editions import edition as edition_of
from catalog.browse.filterset import Ignored, filterset_of, parse, shortened
from catalog.browse.fixed_list import numbers_of
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.releases.selectors import releases
from catalog.schema.vocabulary import using
from catalog.search.parser import Query
from catalog.search.tokens import MOST_WORDS


@dataclass(frozen=True)
class BrowseQuery:
    """A query understood. `snapshot` answers `selection`; `edition` is what was asked, with nothing searched for."""

    selection: Selection
    ignored: tuple[Ignored, ...]
    query: Query
    snapshot: Snapshot
    edition: Edition


def ask(given: QueryDict, live: Snapshot) -> BrowseQuery:
    """What a query string asks of the catalog as it is now or of a release, under the codebook's rules or changed ones.

    Never raises: what it cannot use it names in `ignored`. Call it within the consistent read that the
    live snapshot was taken in.
    """
    version = last_of(given, "release")
    versions = [release.version for release in releases()] if version else []
    edition = edition_of(live, version if version in versions else "")
    with using(edition.words):
        return _ask(given, edition, versions)


def _ask(given: QueryDict, edition: Edition, versions: list[str]) -> BrowseQuery:
    parsed = parse(given, edition.snapshot, versions)
    selection, ignored = parsed.selection, list(parsed.ignored)
    if edition.release and selection.fixed and numbers_of(selection.fixed)[-1] >= edition.release.programs:
        problem = f"“list” names programs that release {selection.release} does not have"
        ignored.append(Ignored("list", selection.fixed, problem, ": these were ignored."))
    edition = edition.under(selection.rules)
    query = edition.understand(selection.q)
    if selection.q and not query:
        what = "only words too common to search for" if query.dropped else "no word to search for"
        ignored.append(Ignored("q", selection.q, f"“{shortened(selection.q)}” holds {what}", " and was ignored."))
        selection = selection.without_search()
    if query.cut:
        problem = f"A search reads {MOST_WORDS} words, and this has more"
        ignored.append(Ignored("q", selection.q, problem, ": the rest was ignored."))
    snapshot = searched(edition, selection)
    if query and selection.sort == "relevance":
        snapshot = snapshot.ranked(edition.rank(query, parsed.filterset.filter_queryset(edition.snapshot).keys()))
    return BrowseQuery(selection, tuple(ignored), query, snapshot, edition)


def ask_present(given: QueryDict, live: Snapshot) -> BrowseQuery:
    """As ask(), for what only the catalog as it is now can answer: what asks for another edition is ignored by name."""
    others, ignored = given.copy(), of_other_editions(given)
    for one in ignored:
        del others[one.parameter]
    found = ask(others, live)
    return replace(found, ignored=(*found.ignored, *ignored))


def of_other_editions(given: QueryDict) -> tuple[Ignored, ...]:
    """What of a query asks for another edition, for pages that know only the catalog as it is now."""
    problem = "“{}” does not apply here: this answers from the catalog as it is now"
    return tuple(
        Ignored(name, last_of(given, name), problem.format(name)) for name in ("release", "rule", "list") if last_of(given, name)
    )


def last_of(given: QueryDict, name: str) -> str:
    """The value of a parameter that takes one, as parse() takes it: the last that is not empty."""
    return next((value.strip() for value in reversed(given.getlist(name)) if value.strip()), "")


def searched(edition: Edition, selection: Selection) -> Snapshot:
    """Return the programs of an edition that match the selection's search and are on its fixed list."""
    return filterset_of(edition.words).apply(edition.snapshot, {"list": selection.fixed, "q": selection.q})
