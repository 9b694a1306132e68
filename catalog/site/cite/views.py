"""How to cite a selection, a cross-table, a program or a release: with release, date, count and address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.crosstabs.crosstab import SHOWS, CrosstabQuery, read_crosstab
from catalog.browse.decorators import from_edition
from catalog.browse.filterset import Ignored
from catalog.browse.query import BrowseQuery, ask, last_of, listed
from catalog.browse.sentence import describe, describe_unstated, programs
from catalog.browse.snapshot import Snapshot
from catalog.coding.reliability import reproducibility
from catalog.common.text import one_line
from catalog.common.urls import absolute
from catalog.exports.citation import Reference, apa, bibtex, ris
from catalog.programs.display import day, program_url
from catalog.releases.selectors import release_words, releases
from catalog.schema.vocabulary import use_vocabulary
from catalog.serving.limits import limit_concurrency
from catalog.site.cite.methods_paragraph import paragraph
from catalog.site.cite.references import reference_of, release_key
from catalog.site.explore.whatif.query import WHATIF, WhatIfQuery, read_whatif
from catalog.site.explore.wording import describe_counts, describe_figure, describe_kept
from catalog.site.feeds import refused


@dataclass(frozen=True)
class Cited:
    """Something to cite: what it is, in which edition, under which address of the catalog, with how many programs.

    `kept` says how many of these are included only because they do not state a limited value.
    """

    what: str
    asked: BrowseQuery
    path: str
    count: int
    kept: str = ""
    crosstab: CrosstabQuery | None = None
    key: str = "selection"
    kind: Literal["dataset", "page"] = "dataset"
    whatif: WhatIfQuery | None = None


@from_edition
@limit_concurrency
def cite(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/cite/?…`: how to cite what the query asks for, in the release it names, else in the newest and as it is now."""
    asked_for, ignored = _asked_for(request.GET, snapshot)
    if asked_for is None:
        raise Http404("Nothing to cite")
    choices = _choices(asked_for, snapshot)
    context = {
        "page_title": f"Cite: {choices[0].what}",
        "page_description": "APA, BibTeX and RIS, and a methods paragraph ready to paste.",
        "ignored": [str(entry) for entry in ignored],
        "cited": [_in_its_words(request, one, snapshot) for one in choices],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "cite/cite.html", context)


@from_edition
@limit_concurrency
def cite_file(request: HttpRequest, snapshot: Snapshot, form: str) -> HttpResponse:
    """`/cite.bib?…`, `/cite.ris?…`: the same reference for a reference manager; 400 where it is not understood whole."""
    asked_for, ignored = _asked_for(request.GET, snapshot)
    if ignored or asked_for is None:
        missing = Ignored("program", last_of(request.GET, "program"), "There is no such program")
        return refused(ignored or [missing])
    reference = _reference(request, asked_for)
    content, kind = (bibtex(reference), "x-bibtex") if form == "bib" else (ris(reference), "x-research-info-systems")
    response = HttpResponse(content, content_type=f"application/{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{reference.key}.{form}"'
    return response


def cite_url(query: str) -> str:
    """The address of the page that cites what this query string asks for."""
    return f"{reverse('cite')}?{query}" if query else reverse("cite")


def _asked_for(given: QueryDict, live: Snapshot) -> tuple[Cited | None, tuple[Ignored, ...]]:
    """What is to be cited, in the edition that the query names; None for a program that there is not."""
    others = given.copy()
    slug = last_of(given, "program")
    others.pop("program", None)
    if slug:
        asked = ask(others, live)
        left = [name for name in QueryDict(asked.selection.query()) if name not in ("release", "rule")]
        error = "“{}” does not apply where one program is cited"
        ignored = (*asked.ignored, *(Ignored(name, "", error.format(name), " and was ignored.") for name in left))
        return _program(slug, asked), ignored
    if others.pop(WHATIF, []):
        whatif = read_whatif(others, live)
        return _what_if(whatif), whatif.ignored
    if last_of(given, "rows"):
        crosstab = read_crosstab(others, live)
        return _table(crosstab), crosstab.ignored
    asked = ask(others, live)
    return _selection(asked), asked.ignored


def _program(slug: str, asked: BrowseQuery) -> Cited | None:
    entries = asked.edition.published([slug]) if slug == one_line(slug) else []  # a database takes no null bytes
    if not entries:
        return None
    return Cited(entries[0].record.name, asked, asked.selection.edition().address(program_url(slug)), 1, key=slug, kind="page")


def _table(crosstab: CrosstabQuery) -> Cited:
    names = crosstab.asked.edition.sponsor_names(crosstab.selection.sponsors)
    key = "-".join(crosstab.facets)
    count = crosstab.count().base
    shown = "" if crosstab.show == "count" else f", {SHOWS[crosstab.show].lower()}"
    shown += " with 95% Wilson intervals" if crosstab.has_intervals else ""
    what = f"{describe_figure(crosstab)}{shown}: {describe_counts(crosstab, names, release=False)}"
    path = crosstab.address(selection=listed(crosstab.asked, crosstab.axes))
    return Cited(what, crosstab.asked, path, count, describe_kept(crosstab), crosstab, key)


def _what_if(query: WhatIfQuery) -> Cited:
    """Cite the what-if page: its choices select programs as coded."""
    fixed = replace(query, asked=replace(query.asked, selection=listed(query.asked)))
    changed = f"Types, coded {query.rules.label}" if query.rules else "Types under every combination of rules"
    shown = " with 95% Wilson intervals" if query.has_intervals else ""
    count = query.asked.snapshot.count(query.asked.selection)
    return Cited(f"{changed}{shown}: {query.describe()}", query.asked, fixed.address(), count, whatif=query, key="what-if")


def _selection(asked: BrowseQuery) -> Cited:
    selection = asked.selection.bare()
    names = asked.edition.sponsor_names(selection.sponsors)
    whole = not selection.applied and not selection.rules
    count = asked.snapshot.count(selection)
    if whole and asked.edition.release:
        path = reverse("release", args=[selection.release])
        return Cited(programs(count), asked, path, count, key=release_key(selection.release))
    what = describe(replace(selection, release=""), count, names)
    silent = describe_unstated(asked.snapshot.count_unstated(selection))
    return Cited(what, asked, listed(asked).bare().address(), count, silent, key="all-programs" if whole else "selection")


def _choices(asked_for: Cited, live: Snapshot) -> list[Cited]:
    """What a reader can choose from: the newest release first, which stays true, then the catalog as it is now."""
    if asked_for.asked.edition.release:
        return [asked_for]
    frozen = _in_newest(asked_for, live)
    return [frozen, asked_for] if frozen else [asked_for]


def _in_newest(cited: Cited, live: Snapshot) -> Cited | None:
    """Return the same citation in the newest release; None without a release, or if the release cannot answer the query."""
    newest = next(iter(releases()), None)
    if newest is None:
        return None
    asks = cited.whatif.cited_query() if cited.whatif else cited.asked.selection.query()
    query = QueryDict(asks, mutable=True)
    query["release"] = newest.version
    if cited.crosstab:
        query.update(dict(cited.crosstab.pairs()))
    if cited.kind == "page":
        query["program"] = cited.key
    with use_vocabulary(release_words(newest)):
        found, ignored = _asked_for(query, live)
    return None if ignored else found


def _reference(request: HttpRequest, cited: Cited) -> Reference:
    url = absolute(request, cited.path)
    edition = cited.asked.edition
    return reference_of(cited.what, url, edition, key=cited.key, count=cited.count, kept=cited.kept, kind=cited.kind)


def _in_its_words(request: HttpRequest, cited: Cited, live: Snapshot) -> dict[str, Any]:
    with use_vocabulary(cited.asked.edition.words):
        return _citation(request, cited, live)


def _citation(request: HttpRequest, cited: Cited, live: Snapshot) -> dict[str, Any]:
    reference = _reference(request, cited)
    release = cited.asked.edition.release
    path, _, query = cited.path.partition("?")
    if cited.kind == "page":
        query = "&".join(filter(None, [urlencode({"program": cited.key}), query]))
    elif release and path == reverse("release", args=[release.version]):
        query = urlencode({"release": release.version})
    elif cited.whatif:
        query = "&".join(filter(None, [f"{WHATIF}=1", query]))
    edition = cited.asked.edition
    agreed = {
        comparison: measured
        for comparison, pairs in edition.comparisons().items()
        if comparison.is_of_machines and (measured := reproducibility(pairs))
    }
    names = cited.asked.edition.sponsor_names(cited.asked.selection.sponsors)
    return {
        "what": cited.what,
        "count": cited.count,
        "release": release.version if release else "",
        "date": day(cited.asked.edition.date),
        "address": reference.url,
        "url": cited.path,
        "listed": "list=" in cited.path,
        "apa": apa(reference),
        "bibtex": bibtex(reference),
        "ris": ris(reference),
        "bib_url": f"{reverse('cite_file', args=['bib'])}?{query}",
        "ris_url": f"{reverse('cite_file', args=['ris'])}?{query}",
        "paragraph": ""
        if cited.kind == "page" or cited.whatif
        else paragraph(
            cited.asked, names, agreed, edition.coders(), cited.crosstab, reference.url, absolute(request, reverse("methods"))
        ),
    }
