"""The pages of the typology: all seven types, and one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_edition
from catalog.browse.filterset import Ignored
from catalog.browse.query import BrowseQuery, ask
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import percent
from catalog.schema.vocabulary import Term, type_of, vocabulary
from catalog.schema.vocabulary import types as words_of_types
from catalog.search.parser import Query
from catalog.site.browse.cards import build_card
from catalog.site.edition_notices import marks, switches
from catalog.site.program.presenters import type_words
from catalog.site.typology.type_profile import APART, FEWEST, STATED, attributes, length
from catalog.site.typology.venn import Venn, venn
from typology import Support, neighbors

READING_NOTE = (
    "The published article names four types that prepare (credential, fellowship, community of practice, professional "
    "advancement), but not the combination of each, and it does not name the other three. The names of the combinations "
    "are this catalog’s reading. The combination is the fact."
)
# types whose name is also a form, by their supports: their pages link to the programs that call themselves so
_NAMESAKES = {
    Support.PREPARE | Support.RECOGNIZE: ("degree", "certificate", "endorsement", "certification", "microcredential"),
    Support.PREPARE | Support.PLACE | Support.RECOGNIZE: ("fellowship",),
    Support.RECOGNIZE: ("award",),
}
FIRST_CARDS = 10
WORDS_RULE = (
    f"Shares are of the programs that state the attribute. A difference is listed only if at least {STATED:.0%} of the type’s "
    f"programs and of all others state the attribute, at least {FEWEST} of each, and the shares differ by at least "
    f"{100 * APART:.0f} points."
)


def venn_of(counts: Mapping[str, int], selection: Selection) -> Venn:
    """Return the Venn diagram of these counts by type. Each region links to its programs in the selection."""
    return venn(counts, {kind.code: selection.with_values("type", (kind.code,)).address() for kind in words_of_types()})


@from_edition
def types(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/types/`: the typology with counts, of the current catalog or a release, optionally under changed rules."""
    asked = ask_edition(request, snapshot)
    edition, selection = asked.edition, asked.selection
    counts = edition.snapshot.counts(selection)["type"]
    total = edition.snapshot.count(selection)
    context = {
        "ignored": [str(entry) for entry in asked.ignored],
        "marks": marks(asked, lambda other: other.address(reverse("types")), snapshot),
        "switches": switches(selection, lambda other: other.address(reverse("types"))),
        "page_title": "The seven types",
        "page_description": "Which of three supports a program gives makes it one of seven types.",
        "venn": venn_of(counts, selection),
        "types": [_type(program_type, counts, total, selection) for program_type in words_of_types()],
        "supports": vocabulary("support").terms,
        "reading_note": READING_NOTE,
        "revision": {"number": snapshot.revision},
    }
    return render(request, "types/index.html", context)


@from_edition
def type_page(request: HttpRequest, snapshot: Snapshot, code: str) -> HttpResponse:
    """`/types/<code>/`: one type, its neighbors and its programs; a redirect from its supports. 404 for an unknown code."""
    program_type = vocabulary("type").type_named(code)
    if program_type is None:
        raise Http404(f"There is no type “{code}”.")
    if program_type.code != code:
        query = request.GET.urlencode()
        return HttpResponseRedirect(reverse("type", args=[program_type.code]) + (f"?{query}" if query else ""))
    supports = Support.from_codes(program_type.supports)
    asked = ask_edition(request, snapshot)
    whole, edition = asked.selection, asked.edition
    counts = edition.snapshot.counts(whole)["type"]
    selection = replace(whole.with_values("type", (code,)), per_page=FIRST_CARDS)
    answer = edition.snapshot.answer(selection)
    edition_query = urlencode(whole.edition_pairs())
    context = {
        "page_title": f"{program_type.label} ({program_type.combination})",
        "page_description": type_words(program_type)["definition"],
        "ignored": [str(entry) for entry in asked.ignored],
        "marks": marks(asked, lambda other: other.address(_address(supports, other, whole, snapshot)), snapshot),
        "type": _type(program_type, counts, edition.snapshot.count(whole), whole),
        "neighbors": [_neighbor(neighbor, counts, whole) for neighbor in neighbors(supports)],
        "attributes": attributes(edition.snapshot, whole, code),
        "length": length(edition.snapshot, whole, code),
        "rest": edition.snapshot.count(whole) - counts[code],
        "words_rule": WORDS_RULE,
        "cards": [build_card(entry.record, snapshot.today, answers=edition_query) for entry in edition.published(answer.slugs)],
        "browse_url": whole.with_values("type", (code,)).address(),
        "explore_url": f"{reverse('explore')}?rows=form&{whole.with_values('type', (code,)).query()}",
        "calls_itself": _namesakes(program_type, edition.snapshot, whole),
        "reading_note": READING_NOTE,
        "switches": switches(whole, lambda other: other.address(reverse("type", args=[code]))),
        "breadcrumbs": [{"label": "Types", "url": "/types/"}],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "types/type.html", context)


def ask_edition(request: HttpRequest, snapshot: Snapshot) -> BrowseQuery:
    """Read the edition of a page of the typology. Parameters that filter programs are ignored."""
    asked = ask(request.GET, snapshot)
    selection = asked.selection.edition()
    left = [name for name in QueryDict(asked.selection.query()) if name not in ("release", "rule")]
    problem = "“{}” does not apply here: this page is about all programs"
    ignored = tuple(Ignored(name, "", problem.format(name)) for name in left)
    return BrowseQuery(selection, (*asked.ignored, *ignored), Query(), asked.edition.snapshot, asked.edition)


def _address(supports: Support, other: Selection, shown: Selection, live: Snapshot) -> str:
    """Return the address of the type of these supports, by its code in the edition of `other`."""
    kind = type_of(supports) if other.release == shown.release else live.words.type_of(supports)
    return reverse("type", args=[kind.code])


def _type(program_type: Term, counts: Mapping[str, int], total: int, whole: Selection) -> dict[str, Any]:
    count = counts[program_type.code]
    share = percent(count, total) if total else ""
    return {**_linked(program_type, whole), "count": count, "share": share}


def _linked(program_type: Term, whole: Selection) -> dict[str, Any]:
    """Return the texts of a type and its links in the edition of `whole`."""
    url = whole.address(reverse("type", args=[program_type.code]))
    return {**type_words(program_type), "url": url, "browse_url": whole.with_values("type", (program_type.code,)).address()}


def _neighbor(neighbor: Any, counts: Mapping[str, int], whole: Selection) -> dict[str, Any]:
    verb = "With" if neighbor.added else "Without"
    text = f"{verb} {neighbor.change.code}"
    if neighbor.type is None:
        return {"text": text, "type": None}
    kind = type_of(neighbor.type.supports)
    return {"text": text, "type": {**_linked(kind, whole), "count": counts[kind.code]}}


def _namesakes(program_type: Term, snapshot: Snapshot, whole: Selection) -> dict[str, Any] | None:
    """Return the number of programs that call themselves what the type is called, or None."""
    known = vocabulary("form").by_code
    forms = snapshot.codes_of("form", _NAMESAKES.get(Support.from_codes(program_type.supports), ()))
    if not forms:
        return None
    selection = whole.with_values("form", forms)
    count = snapshot.answer(selection).count
    inside = snapshot.answer(selection.with_values("type", (program_type.code,))).count
    phrases = " or ".join(known[form].phrase for form in forms)
    return {
        "text": f"{programs(count)} call themselves {phrases}; {inside} of them are of this type.",
        "url": selection.address(),
        "count": count,
    }
