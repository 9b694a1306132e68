"""The browse page of a selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst

from catalog.browse.eligibility.teacher import describe_teacher
from catalog.browse.facets import BOUNDS, FACETS
from catalog.browse.interpretation import drop_removed
from catalog.browse.query import BrowseQuery
from catalog.browse.results import SelectionAnswer
from catalog.browse.selection import COLUMNS, SORTS, VIEWS, Selection, exclusion_pair
from catalog.browse.sentence import Part, choices, describe_unstated, programs, sentence
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import can_link
from catalog.programs.dates.currency import old_until
from catalog.programs.display import join_words
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from catalog.search.highlight import Marker
from catalog.site.browse.alternatives import Suggestions, build_suggestions
from catalog.site.browse.cards import build_card
from catalog.site.browse.filter_panel import MAIN, MAIN_BOUNDS, MORE, ShownFacet, build_bound, build_facet
from catalog.site.browse.search_notes import SearchNotes, build_search_notes
from catalog.site.browse.state_map import TileMap, build_tile_map
from catalog.site.browse.table import TableRow, build_row
from catalog.site.downloads import exports_of
from catalog.site.edition_notices import Mark, marks

PER_PAGES = (10, 25, 50, 100)


@dataclass(frozen=True)
class BrowsePage:
    """Everything the browse page prints; see templates/browse/_browse.html."""

    count: int
    sentence: list[Part]
    reach: str
    chips: list[dict[str, Any]]
    clear_url: str
    applied: int
    ignored: list[str]
    search: SearchNotes
    suggestions: Suggestions
    notes: list[dict[str, Any]]
    main_facets: list[ShownFacet]
    more_facets: list[ShownFacet]
    research_facets: list[ShownFacet]
    main_bounds: list[dict[str, Any]]
    research_bounds: list[dict[str, Any]]
    hidden: list[tuple[str, str]]
    groups: list[dict[str, Any]]
    rows: list[TableRow]
    columns: list[dict[str, Any]]
    map: TileMap | None
    view: str
    views: list[dict[str, Any]]
    sort: str
    sorts: list[dict[str, Any]]
    per_page: int
    per_pages: list[dict[str, Any]]
    pages: dict[str, Any]
    deadlines_url: str
    explore_url: str
    cite_url: str
    exports: list[dict[str, str]]
    marks: list[Mark]
    fragment_announcement: str

    @property
    def empty(self) -> bool:
        """Whether no program matches."""
        return self.count == 0

    @property
    def more_open(self) -> bool:
        """Whether the filters under "More filters" are open, because one is chosen."""
        return any(facet.selected_count for facet in self.more_facets)

    @property
    def research_open(self) -> bool:
        """Whether the researchers' filters are open, because one is chosen."""
        chosen = any(facet.selected_count for facet in self.research_facets)
        return chosen or any(bound["value"] for bound in self.research_bounds)


def build_browse(
    asked: BrowseQuery,
    answer: SelectionAnswer,
    records: Mapping[str, ProgramRecord],
    names: Mapping[str, str],
    live: Snapshot,
) -> BrowsePage:
    """Return the browse page for a query; `live` is the current catalog, whichever edition answers.

    `records` holds the record of each slug on the page, `names` the name for each chosen sponsor's slug.
    """
    snapshot, selection = asked.snapshot, asked.selection
    ignored = [str(entry) for entry in asked.ignored]
    if selection.page > answer.page:
        ignored.append(gettext("There is no page %(page)s. This is the last page.") % {"page": selection.page})
        selection = replace(selection, page=answer.page)
    by_name = {name: build_facet(facet, snapshot, selection, answer) for name, facet in FACETS.items()}
    facets = list(by_name.values())
    groups, suggestions = _build_groups(asked, answer, records), build_suggestions(asked, answer.count, names)
    notes = build_search_notes(asked, answer.count)
    return BrowsePage(
        count=answer.count,
        sentence=sentence(selection, answer.count, names),
        reach=_describe_reach(selection, answer),
        chips=build_chips(selection, names, asked=asked),
        clear_url=selection.unfiltered().address(),
        applied=selection.applied,
        ignored=ignored,
        search=notes,
        suggestions=suggestions,
        notes=suggestions.notes + _build_notes(facets, selection, answer),
        main_facets=[by_name[name] for name in MAIN if name in by_name],
        more_facets=[by_name[name] for name in MORE if name in by_name],
        research_facets=[
            facet
            for facet in facets
            if facet.name not in (*MAIN, *MORE) and (FACETS[facet.name].in_panel or facet.selected_count)
        ],
        main_bounds=[build_bound(name, selection, answer) for name in MAIN_BOUNDS],
        research_bounds=[build_bound(name, selection, answer) for name in BOUNDS if name not in MAIN_BOUNDS],
        hidden=notes.hidden
        + [("sponsor", slug) for slug in selection.sponsors]
        + [exclusion_pair(name, code) for name, codes in selection.excluded.items() for code in codes]
        + ([("view", selection.view)] if selection.view != "list" else [])
        + ([("list", selection.fixed)] if selection.fixed else [])
        + selection.edition_pairs()
        + ([("column", code) for code in selection.columns] if selection.view != "table" else []),
        groups=groups,
        rows=[entry for group in groups for entry in group["rows"]],
        columns=[
            {"code": code, "label": gettext(label), "chosen": code in selection.shown_columns} for code, label in COLUMNS.items()
        ],
        map=build_tile_map(snapshot, selection, answer.counts["state"]) if selection.view == "map" else None,
        view=selection.view,
        views=[
            {
                "code": code,
                "label": gettext(label),
                "url": replace(selection, view=code).address(),
                "current": code == selection.view,
            }
            for code, label in VIEWS.items()
        ],
        sort=selection.sort,
        sorts=[
            # the default is sent empty, so that a first search is sorted by best match
            {"code": "" if code == selection.usual_sort else code, "label": gettext(label), "selected": code == selection.sort}
            for code, label in SORTS.items()
            if code == selection.sort or _can_sort(code, selection)
        ],
        per_page=selection.per_page,
        per_pages=[
            {"code": number, "label": str(number), "selected": number == selection.per_page}
            for number in sorted({*PER_PAGES, selection.per_page})
        ],
        pages=_build_pages(selection, answer),
        deadlines_url=selection.bare().present().address(reverse("deadlines")),
        explore_url=selection.bare().address(reverse("explore")),
        cite_url=selection.bare().address(reverse("cite")),
        exports=exports_of(selection),
        marks=marks(asked, Selection.address, live),
        fragment_announcement=programs(answer.count),
    )


def _can_sort(code: str, selection: Selection) -> bool:
    """Whether an order says something: a match needs a search, and a fit a teacher."""
    return {"relevance": bool(selection.q), "fit": bool(describe_teacher(selection).parameters)}.get(code, True)


def build_chips(
    selection: Selection, sponsor_names: Mapping[str, str], path: str = "", asked: BrowseQuery | None = None
) -> list[dict[str, Any]]:
    """Return every choice as a link under `path` that removes it; `url` is empty where so many links would be too long.

    With `asked`, the links also remove the words of the search that the choice was read from.
    """
    chosen = choices(selection, sponsor_names)
    linked = can_link(selection.address(path), len(chosen))
    left = [choice.without for choice in chosen]
    left = drop_removed(left, asked) if asked else left
    return [
        {
            "facet": choice.heading,
            "label": choice.alone,
            "quoted": choice.quoted,
            "supports": choice.supports,
            "url": without.address(path) if linked else "",
            "remove_label": gettext("Remove filter: %(heading)s: %(label)s") % {"heading": choice.heading, "label": choice.label},
        }
        for choice, without in zip(chosen, left, strict=True)
    ]


def _build_notes(facets: Sequence[ShownFacet], selection: Selection, answer: SelectionAnswer) -> list[dict[str, Any]]:
    notes = [
        {
            "text": ngettext(
                "%(count)s more does not state this (%(facet)s):",
                "%(count)s more do not state this (%(facet)s):",
                facet.include["count"],
            )
            % {"count": facet.include["count"], "facet": facet.label.lower()},
            "name": facet.name,
            "links": [{"url": facet.include["url"], "text": gettext("include them")}],
        }
        for facet in facets
        if facet.include
    ]
    unstated = {describe_unstated({name: count}): name for name, count in answer.unstated.items() if count}
    return notes + [{"text": text, "links": [], "name": name} for text, name in unstated.items()]


def _describe_reach(selection: Selection, answer: SelectionAnswer) -> str:
    """Return how many results are only probably open, or open to one place in the chosen states; empty for none."""
    counts = {group.name: group.count for group in answer.groups}
    local, assumed, older = (counts.get(name, 0) for name in ("local", "assumed", "older"))
    if not local and not assumed:
        return ""
    where, sure = _name_states(selection), answer.count - local - assumed - older
    counted = []
    if sure:
        counted.append(
            (ngettext("%(count)s open to teachers in %(where)s", "%(count)s open to teachers in %(where)s", sure), sure)
        )
    if assumed and sure:
        text = ngettext(
            "%(count)s probably open (no residence rule stated)", "%(count)s probably open (no residence rule stated)", assumed
        )
        counted.append((text, assumed))
    elif assumed:
        text = ngettext(
            "%(count)s probably open to teachers in %(where)s (no residence rule stated)",
            "%(count)s probably open to teachers in %(where)s (no residence rule stated)",
            assumed,
        )
        counted.append((text, assumed))
    if local and counted:
        text = ngettext(
            "%(count)s more only to teachers in one place there", "%(count)s more only to teachers in one place there", local
        )
        counted.append((text, local))
    elif local:
        text = ngettext(
            "%(count)s open only to teachers in one place in %(where)s",
            "%(count)s open only to teachers in one place in %(where)s",
            local,
        )
        counted.append((text, local))
    if older:
        counted.append((ngettext("%(count)s older", "%(count)s older", older), older))
    return f"{', '.join(text % {'count': f'{count:,}', 'where': where} for text, count in counted)}."


def _name_states(selection: Selection) -> str:
    return join_words([vocabulary("state").by_code[code].phrase for code in selection.chosen.get("state", ())], "or")


def _build_groups(asked: BrowseQuery, answer: SelectionAnswer, records: Mapping[str, ProgramRecord]) -> list[dict[str, Any]]:
    selection, today = asked.selection, asked.edition.snapshot.today
    columns = selection.shown_columns
    answers = urlencode([*describe_teacher(selection).parameters.items(), *selection.edition_pairs()])
    marker = Marker(asked.query) if asked.query else None
    states = _name_states(selection)
    groups, first = [], 0
    for group in answer.groups:
        if not group.count:
            continue
        title, note = _describe_group(group.name, group.count, states)
        words = {"programs": programs(group.count), "states": states, "year": old_until(today)}
        note = note % words
        page_url = ""
        if not group.slugs:
            note = gettext("%(group)s, on another page") % {"group": note}
            page_url = replace(selection, page=first // selection.per_page + 1).address()
        first += group.count
        cards = [build_card(records[slug], today, title, marker, answers, selection) for slug in group.slugs if slug in records]
        groups.append(
            {
                "name": group.name,
                "title": capfirst(title),
                "note": note if title else "",
                "page_url": page_url,
                "open": group.slugs == answer.slugs,
                "count": group.count,
                "cards": cards if selection.view == "list" else [],
                "rows": [build_row(records[one.slug], one, columns) for one in cards if selection.view == "table"],
            }
        )
    return groups


def _describe_group(name: str, count: int, states: str) -> tuple[str, str]:
    """Return the heading of a group of results, and the sentence below it with placeholders; both empty for the only one."""
    if name == "state":
        return states, gettext("%(programs)s for teachers in %(states)s")
    if name == "nationwide":
        return gettext("Nationwide"), gettext("%(programs)s open to teachers in every state")
    if name == "assumed":
        text = gettext("%(programs)s that state no residence rule. Ask the program if teachers in %(states)s may take part")
        return gettext("Probably open to you: no residence rule stated"), text
    if name == "local":
        return gettext("Single districts"), gettext("%(programs)s each only for teachers in one place in %(states)s")
    if name == "older":
        text = ngettext(
            "%(programs)s that ended, are not offered now, or were last seen running in %(year)s or before",
            "%(programs)s that ended, are not offered now, or were last seen running in %(year)s or before",
            count,
        )
        return gettext("Older programs"), text
    return "", ""


def _build_pages(selection: Selection, answer: SelectionAnswer) -> dict[str, Any]:
    page, pages = answer.page, answer.pages

    def url(number: int) -> str:
        return replace(selection, page=number).address()

    shown = sorted({1, 2, page - 1, page, page + 1, pages - 1, pages} & set(range(1, pages + 1)))
    links: list[dict[str, Any]] = []
    for number in shown:
        if links and number > links[-1]["number"] + 1:
            links.append({"number": 0, "url": "", "current": False, "gap": True})
        links.append({"number": number, "url": url(number), "current": number == page, "gap": False})
    first = (page - 1) * selection.per_page + 1 if answer.count else 0
    return {
        "number": page,
        "count": pages,
        "previous_url": url(page - 1) if page > 1 else None,
        "next_url": url(page + 1) if page < pages else None,
        "first": first,
        "last": min(page * selection.per_page, answer.count),
        "links": links,
    }
