"""The compare page: up to eight programs side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.editions.edition import Edition
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.common.language import gettext, ngettext
from catalog.common.urls import absolute
from catalog.models import FormerSlug, Program, Publication
from catalog.programs.published_records import published_versions
from catalog.search.did_you_mean import suggest_spellings
from catalog.search.name_query import parse_beginning
from catalog.search.stemming import fold
from catalog.site.compare import presenters
from catalog.site.compare.presenters import ComparedValue, NamedProgram, State
from catalog.site.compare.rows import build_comparison
from catalog.site.program.share import build_list_share

MOST_SUGGESTED = 1000  # a larger catalog suggests no names, because the list would outweigh the page
MOST_NAMES = 20  # values that are looked up as names
# values that are searched for as parts of names; other spellings tried and programs offered for each
MOST_SEARCHED, MOST_READINGS, MOST_ALIKE = 4, 2, 6
_NAMED = ("slug", "current__name", "sponsor__name", "full")


@from_snapshot
def compare(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/compare/?p=slug&p=slug`: programs side by side, with notes on values that cannot be shown."""
    asked = presenters.read_query(request.GET)
    found = _find(asked.values, snapshot)
    tidy = [one.clean for one in found]
    if not asked.ignored and set(tidy) != set(request.GET.getlist("p")):
        # replace names and addresses that were typed into the form by slugs
        return HttpResponseRedirect(presenters.compare_address(tidy, asked.only))
    shown, _ = presenters.select_programs(found)
    records = [version.record for version in published_versions([program.slug for program in shown])]
    comparison = build_comparison(records, snapshot.today, asked.only)
    names = [f"{record.name} ({record.sponsor})" for record in records]
    link = absolute(request, comparison.address)
    subject = ngettext("%(count)s program side by side", "%(count)s programs side by side", len(names)) % {"count": len(names)}
    context = {
        "page_title": comparison.title,
        "page_description": gettext("Side by side: %(names)s") % {"names": ", ".join(names)}
        if names
        else gettext("Up to %(most)s programs side by side.") % {"most": presenters.MOST},
        "compare": comparison,
        "notes": presenters.build_notes(found, asked.ignored),
        "most": presenters.MOST,
        "link": link,
        "share": build_list_share(records, subject, link, snapshot.today),
        "suggested": _suggested(snapshot, {program.slug for program in shown}) if comparison.room else [],
        "example": _example(snapshot),
        "breadcrumbs": [{"label": gettext("Programs"), "url": reverse("browse")}],
        "revision": {"number": snapshot.revision},
    }
    return render(request, "compare/compare.html", context)


def _find(values: Sequence[str], snapshot: Snapshot) -> list[ComparedValue]:
    """Find the program of each value: a slug, the address of a page, a former slug, a name or part of one."""
    slugs = {value: presenters.find_slug(value) for value in values}
    asked = set(slugs.values()) - {""}
    public = Program.objects.exclude(publication=Publication.DRAFT)
    present = {program.slug: program for program in public.filter(slug__in=asked).select_related("current")}
    # a retired program's own address leads to the program that it is part of now
    gone = {slug for slug, program in present.items() if program.publication != Publication.PUBLISHED}
    moved = (asked - present.keys()) | gone
    former = FormerSlug.objects.filter(slug__in=moved, program__in=public).select_related("program__current")
    renamed = {one.slug: one.program for one in former}
    known = present | renamed
    names = _by_name([value for value in values if slugs[value] not in known])
    found: dict[str, ComparedValue] = {}
    for value, slug in slugs.items():
        if slug in known:
            program = known[slug]
            state = State.RENAMED if slug in renamed else State.PUBLISHED
            state = state if program.publication == Publication.PUBLISHED else State.RETIRED
            one = ComparedValue(value, slug, state, (NamedProgram(program.slug, program.name),))
        else:
            namesakes = names.get(presenters.clean_name(value).casefold(), ())
            if len(namesakes) == 1:
                one = ComparedValue(value, namesakes[0].slug, State.PUBLISHED, namesakes)
            else:
                one = ComparedValue(value, value, State.SEVERAL if namesakes else State.UNKNOWN, namesakes)
        found.setdefault(one.clean, one)
    unknown = [one for one in found.values() if one.state is State.UNKNOWN][:MOST_SEARCHED]
    alike = {one.clean: _alike(one.value, snapshot) for one in unknown}
    return [replace(one, state=State.ALIKE, programs=alike[clean]) if alike.get(clean) else one for clean, one in found.items()]


def _alike(value: str, snapshot: Snapshot) -> tuple[NamedProgram, ...]:
    """Return the programs whose names contain the words of a value or similar words, best first."""
    text, edition = presenters.clean_name(value), Edition(snapshot)
    if not fold(text):
        return ()
    slugs = edition.best(parse_beginning(text), MOST_ALIKE, part="name")
    if not slugs:
        for meant in suggest_spellings(text, edition.understand(text), edition.vocabulary())[:MOST_READINGS]:
            slugs = slugs or edition.best(parse_beginning(meant), MOST_ALIKE, part="name")
    programs = _named().filter(slug__in=slugs).values_list(*_NAMED) if slugs else []
    named = {slug: NamedProgram(slug, name, sponsor) for slug, name, sponsor, _ in programs}
    return tuple(named[slug] for slug in slugs if slug in named)


def _by_name(values: Sequence[str]) -> dict[str, tuple[NamedProgram, ...]]:
    """Return the published programs with these names or “name, sponsor”, by the value in lower case."""
    wanted = [name for value in values if (name := presenters.clean_name(value))][:MOST_NAMES]
    if not wanted:
        return {}
    typed = Q()
    for name in wanted:
        typed |= Q(current__name__iexact=name) | Q(full__iexact=name)
    programs = defaultdict(list)
    for slug, name, sponsor, full in _named().filter(typed).values_list(*_NAMED):
        for key in (name, full):
            programs[key.casefold()].append(NamedProgram(slug, name, sponsor))
    return {key: tuple(namesakes) for key, namesakes in programs.items()}


def _named() -> QuerySet[Any, Any]:
    """Return the published programs in order of names; `full` is “name, sponsor”, as the field suggests it."""
    programs = Program.objects.filter(publication=Publication.PUBLISHED).order_by("current__name", "sponsor__name")
    return programs.annotate(full=Concat("current__name", Value(", "), "sponsor__name"))


def _suggested(snapshot: Snapshot, shown: set[str]) -> list[str]:
    """Return the suggestions of the field: the programs that are not on the page, by name and sponsor."""
    if len(snapshot) > MOST_SUGGESTED:
        return []
    return [full for slug, full in _named().values_list("slug", "full") if slug not in shown]


def _example(snapshot: Snapshot) -> str:
    """Return the address of an example, the three fellowships seen last; empty if there are fewer than two."""
    selection = Selection(chosen={"form": ("fellowship",), "status": ("active",)}, sort="seen", per_page=3)
    slugs = snapshot.answer(selection).slugs
    return presenters.compare_address(slugs) if len(slugs) > 1 else ""
