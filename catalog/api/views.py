"""The API's views. They read through catalog.browse, as the pages do. A query with an invalid value gets a 400."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from catalog.api.answers import (
    CrosstabAnswer,
    FacetCounts,
    OrganizationList,
    ProgramAnswer,
    ProgramList,
    StateRates,
    TypeCounts,
    VocabularyList,
)
from catalog.api.operations import api_view, operation, refuse_parameters
from catalog.api.parameters import (
    CROSSTAB_PARAMETERS,
    EDITION_PARAMETERS,
    PAGE_PARAMETERS,
    SELECTION_PARAMETERS,
    SLUG,
    VOCABULARY,
)
from catalog.api.presenters import (
    find_neighbors,
    present_crosstab,
    present_edition,
    present_facets,
    present_family,
    present_organization,
    present_program,
    present_rate,
    present_reliability,
    present_types,
    present_vocabulary,
)
from catalog.api.problems import ApiError, InvalidQuery
from catalog.api.reliability_answers import ReliabilityAnswer
from catalog.browse.crosstabs.crosstab import read_crosstab
from catalog.browse.crosstabs.teacher_rates import state_rates, teacher_table, without_states
from catalog.browse.filterset import Ignored, shortened
from catalog.browse.query import BrowseQuery, ask, last_of
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.models import FormerSlug, Program, Publication
from catalog.organizations.table import list_sponsors
from catalog.programs.succession.selectors import replaced_programs
from catalog.schema.codebook import book
from catalog.serving.limits import expensive

_ABSENT = {
    301: "The program has a new slug.",
    404: "The program does not exist.",
    410: "The program is no longer in the catalog.",
}


def ask_strictly(query: QueryDict, snapshot: Snapshot) -> BrowseQuery:
    """Read a query. Raise InvalidQuery if a parameter or value is unknown."""
    asked = ask(query, snapshot)
    if asked.ignored:
        raise InvalidQuery(asked.ignored)
    return asked


@operation(ProgramList, SELECTION_PARAMETERS)
def programs(request: HttpRequest, snapshot: Snapshot) -> ProgramList:
    """The programs of a selection in pages, with all counts.

    Returns the programs that match, in the order of `sort`, with their number and the counts of every facet. Follow
    `next` until it is null. A page after the last is an error. Without parameters it returns every published program.
    """
    asked = ask_strictly(request.GET, snapshot)
    selection = asked.selection
    found = asked.snapshot.answer(selection)
    if selection.page > found.pages:
        problem = f"There is no page {shortened(str(selection.page))}: the last is {found.pages}"
        raise InvalidQuery([Ignored("page", str(selection.page), problem)])
    following, before = find_neighbors(selection, found.pages)
    path = reverse("api_programs")
    return ProgramList(
        **present_edition(asked),
        count=found.count,
        kept=found.unstated,
        next=absolute(request, following.address(path)) if following else None,
        previous=absolute(request, before.address(path)) if before else None,
        facets=present_facets(found.counts, selection),
        results=[present_program(entry.record) for entry in asked.edition.published(found.slugs)],
    )


@operation(ProgramAnswer, [SLUG, *EDITION_PARAMETERS], _ABSENT)
def program(request: HttpRequest, snapshot: Snapshot, slug: str) -> ProgramAnswer | HttpResponse:
    """One program.

    Returns the program's record with its type, and the number and time of the published version. A former slug redirects
    to the current one (301). A program that was removed from the catalog is 410.
    """
    refuse_parameters(request.GET, ("release", "rule"))
    asked = ask_strictly(request.GET, snapshot)
    entries = asked.edition.published([slug])
    if not entries:
        return _redirect_former_slug(request, slug, asked)
    [entry] = entries
    return ProgramAnswer(
        **present_edition(asked),
        version=entry.number,
        updated=entry.time.isoformat(),
        page=absolute(request, asked.selection.address(reverse("program", args=[slug]))),
        family=present_family(asked.snapshot, slug),
        replaces=[] if asked.edition.release else list(replaced_programs(slug).values_list("slug", flat=True)),
        program=present_program(entry.record),
    )


def _redirect_former_slug(request: HttpRequest, slug: str, asked: BrowseQuery) -> HttpResponse:
    """Redirect to the program's current slug. Raise Http404, or ApiError if the program was removed from the catalog."""
    rules = asked.edition.rules
    if rules and asked.edition.as_coded().published([slug]):
        raise Http404(f"Coded {rules.label}, “{shortened(slug)}” is not in the catalog.")
    if asked.selection.release:
        raise Http404(f"There is no program “{shortened(slug)}” in release {asked.selection.release}.")
    former = FormerSlug.objects.filter(slug=slug).select_related("program").first()
    if former:
        address = asked.selection.address(reverse("api_program", args=[former.program.slug]))
        return HttpResponse(status=301, headers={"Location": absolute(request, address)})
    if Program.objects.filter(slug=slug, publication=Publication.RETIRED).exists():
        raise ApiError(410, f"“{shortened(slug)}” is no longer in the catalog.")
    raise Http404(f"There is no program “{shortened(slug)}”.")


@operation(FacetCounts, SELECTION_PARAMETERS)
def facets(request: HttpRequest, snapshot: Snapshot) -> FacetCounts:
    """The counts of a selection.

    Returns how many programs have each value of each facet, without the programs. The count of a value is the number of
    programs that have it and match the choices in all other facets. In a facet joined by AND, they match its choices too.
    """
    asked = ask_strictly(request.GET, snapshot)
    return FacetCounts(
        **present_edition(asked),
        count=asked.snapshot.count(asked.selection),
        kept=asked.snapshot.count_unstated(asked.selection),
        facets=present_facets(asked.snapshot.counts(asked.selection), asked.selection),
    )


@operation(TypeCounts, SELECTION_PARAMETERS)
def types(request: HttpRequest, snapshot: Snapshot) -> TypeCounts:
    """The seven types, with the counts of a selection.

    Returns the seven types, each with its combination of supports, its definition and the number of its programs.
    """
    asked = ask_strictly(request.GET, snapshot)
    return TypeCounts(
        **present_edition(asked),
        count=asked.snapshot.count(asked.selection),
        kept=asked.snapshot.count_unstated(asked.selection),
        types=present_types(asked),
    )


@operation(VocabularyList, [VOCABULARY])
def terms(request: HttpRequest, _snapshot: Snapshot) -> VocabularyList:
    """The controlled vocabularies.

    Returns the terms of each vocabulary with code, label, definition and their equivalents in schema.org and CTDL. They
    are the same for every selection and release.
    """
    refuse_parameters(request.GET, ("vocabulary",))
    wanted = [code for code in request.GET.getlist("vocabulary") if code.strip()]
    known = book().vocabularies
    unknown = [code for code in wanted if code not in known]
    if unknown:
        problem, allowed = "“{}” is not a vocabulary", f"It takes {', '.join(known)}."
        raise InvalidQuery([Ignored("vocabulary", code, problem.format(shortened(code)), help=allowed) for code in unknown])
    return VocabularyList([present_vocabulary(known[code]) for code in known if not wanted or code in wanted])


@operation(StateRates, SELECTION_PARAMETERS)
def teachers(request: HttpRequest, snapshot: Snapshot) -> StateRates:
    """Programs per 10,000 teachers of each state.

    Returns for each state how many programs of a selection name it and are based there, and these per 10,000 of its public
    school teachers. States are the rows, so choices of states do not apply.
    """
    asked = ask_strictly(request.GET, snapshot)
    selection, table = without_states(asked.selection), teacher_table()
    return StateRates(
        **present_edition(asked),
        year=table.year,
        source=table.source,
        states=[present_rate(one) for one in state_rates(asked.snapshot, selection)],
    )


@operation(OrganizationList, PAGE_PARAMETERS)
def organizations(request: HttpRequest, snapshot: Snapshot) -> OrganizationList:
    """The sponsors with their identifiers, in pages.

    Returns the sponsors of published programs, and the organizations that they are parts of, by name: how many programs each
    sponsors, the home states that these state, and the identifiers in public registries with their sources.
    """
    refuse_parameters(request.GET, ("page", "per_page"))
    asked = ask_strictly(request.GET, snapshot)
    page, per_page = asked.selection.page, asked.selection.per_page
    listed, path = list_sponsors(), reverse("api_organizations")
    pages = max(1, -(-len(listed) // per_page))
    if page > pages:
        raise InvalidQuery([Ignored("page", str(page), f"There is no page {shortened(str(page))}: the last is {pages}")])
    following, before = find_neighbors(asked.selection, pages)
    return OrganizationList(
        count=len(listed),
        next=absolute(request, following.address(path)) if following else None,
        previous=absolute(request, before.address(path)) if before else None,
        revision=asked.edition.revision,
        date=asked.edition.date.isoformat(),
        results=[
            present_organization(one, lambda address: absolute(request, address))
            for one in listed[(page - 1) * per_page : page * per_page]
        ],
    )


@operation(CrosstabAnswer, CROSSTAB_PARAMETERS)
def crosstab(request: HttpRequest, snapshot: Snapshot) -> CrosstabAnswer:
    """A cross-table of one or two facets.

    Returns how many programs of a selection have each pair of values of two facets, or each value of one. Choices in
    these facets only select the rows and columns to show. `base` is the number of programs that match all other
    choices, `total` the number of those in a shown row and column. A program with several values counts under each of
    them, and once in `total`.
    """
    of_pages = [name for name in ("show", "interval", "figure", "by", "background") if last_of(request.GET, name)]
    if of_pages:
        problem = "“{}” is not a parameter of this address"
        raise InvalidQuery([Ignored(name, last_of(request.GET, name), problem.format(name)) for name in of_pages])
    crosstab = read_crosstab(request.GET, snapshot, usual=False)
    if crosstab.ignored:
        raise InvalidQuery(crosstab.ignored)
    with expensive:
        return present_crosstab(crosstab)


@operation(ReliabilityAnswer, [one for one in EDITION_PARAMETERS if one["name"] == "release"])
def reliability(request: HttpRequest, snapshot: Snapshot) -> ReliabilityAnswer:
    """How far coders agree.

    Returns the agreement of every pair of coders under each codebook on the supports, the type and other fields that both
    coded: for all programs and by the second coder's confidence. `confusion` holds the numbers behind it. Bootstrap
    intervals of kappa and AC1 are null for a part of the programs or codes.
    """
    refuse_parameters(request.GET, ("release",))
    asked = ask_strictly(request.GET, snapshot)
    with expensive:
        return present_reliability(asked)


@api_view
def no_such_address(request: HttpRequest, _snapshot: Snapshot) -> HttpResponse:
    """Return 404 for every other address of the API."""
    raise Http404(f"There is nothing at {shortened(request.path)}. See /api/docs/ for all addresses.")
