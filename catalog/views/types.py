"""The pages of the typology: all seven types, and one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.asking.reading import from_snapshot
from catalog.facets.declared import FACETS
from catalog.facets.selection import Selection
from catalog.facets.sentence import programs
from catalog.facets.snapshot import Snapshot
from catalog.records.published import published_versions
from catalog.records.vocabulary import vocabulary
from catalog.views.cards import card
from catalog.views.profile import type_words
from catalog.views.venn import Venn, venn
from typology import ProgramType, neighbours

READING_NOTE = (
    "The published article names four types that prepare (credential, fellowship, community of practice, "
    "professional advancement) without tying each to a combination in the text at hand, and does not name the other "
    "three. Which name stands for which combination is this catalog's reading; the combination is the fact."
)
# types whose name is also a form: their pages point to the programs that call themselves so
_NAMESAKES = {
    ProgramType.CREDENTIAL: ("degree", "certificate", "endorsement", "certification", "microcredential"),
    ProgramType.FELLOWSHIP: ("fellowship",),
    ProgramType.AWARD: ("award",),
}
FIRST_CARDS = 10


def venn_of(counts: Mapping[str, int]) -> Venn:
    """The Venn diagram of these counts by type, each region linked to its programs."""
    return venn(counts, {program_type.value: type_words(program_type)["browse_url"] for program_type in ProgramType})


@from_snapshot
def types(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/types/`: the typology explained, with live counts."""
    counts = snapshot.counts(Selection())["type"]
    context = {
        "page_title": "The seven types",
        "page_description": "Which of three supports a program gives makes it one of seven types.",
        "venn": venn_of(counts),
        "types": [_type(program_type, counts, len(snapshot)) for program_type in ProgramType],
        "supports": vocabulary("support").terms,
        "reading_note": READING_NOTE,
        "revision": {"number": snapshot.revision},
    }
    return render(request, "types/index.html", context)


@from_snapshot
def type_page(request: HttpRequest, snapshot: Snapshot, code: str) -> HttpResponse:
    """`/types/<code>/`: one type, its neighbours and its programs. 404 for an unknown code."""
    try:
        program_type = ProgramType(code)
    except ValueError:
        raise Http404(f"There is no type “{code}”.") from None
    counts = snapshot.counts(Selection())["type"]
    selection = Selection(chosen={"type": (code,)}, per_page=FIRST_CARDS)
    answer = snapshot.answer(selection)
    forms = FACETS["form"].labels
    context = {
        "page_title": f"{program_type.label} ({program_type.supports.combination})",
        "page_description": type_words(program_type)["definition"],
        "type": _type(program_type, counts, len(snapshot)),
        "neighbours": [_neighbour(neighbour, counts) for neighbour in neighbours(program_type.supports)],
        "forms": [
            {"label": label, "count": answer.counts["form"][form], "url": selection.choosing("form", (form,)).address()}
            for form, label in forms.items()
            if answer.counts["form"][form]
        ],
        "cards": [card(version.record, snapshot.today) for version in published_versions(answer.slugs)],
        "browse_url": type_words(program_type)["browse_url"],
        "calls_itself": _namesakes(program_type, snapshot),
        "reading_note": READING_NOTE,
        "breadcrumbs": [{"label": "Types", "url": "/types/"}],
        "revision": {"number": snapshot.revision},
    }
    context["forms"].sort(key=lambda form: -form["count"])
    return render(request, "types/type.html", context)


def _type(program_type: ProgramType, counts: Mapping[str, int], total: int) -> dict[str, Any]:
    count = counts[program_type.value]
    share = f"{100 * count / total:.0f}%" if total else ""
    return {**type_words(program_type), "count": count, "share": share}


def _neighbour(neighbour: Any, counts: Mapping[str, int]) -> dict[str, Any]:
    verb = "With" if neighbour.added else "Without"
    text = f"{verb} {neighbour.change.code}"
    if neighbour.type is None:
        return {"text": text, "type": None}
    return {"text": text, "type": {**type_words(neighbour.type), "count": counts[neighbour.type.value]}}


def _namesakes(program_type: ProgramType, snapshot: Snapshot) -> dict[str, Any] | None:
    """The programs that call themselves what the type is called, most of them of other types."""
    forms = _NAMESAKES.get(program_type)
    if not forms:
        return None
    selection = Selection(chosen={"form": forms})
    count = snapshot.answer(selection).count
    inside = snapshot.answer(selection.choosing("type", (program_type.value,))).count
    phrases = " or ".join(vocabulary("form").by_code[form].phrase for form in forms)
    return {
        "text": f"{programs(count)} call themselves {phrases}; {inside} of them are of this type.",
        "url": selection.address(),
        "count": count,
    }
