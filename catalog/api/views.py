"""The API's addresses. Each asks through catalog.browse, as the pages do, and refuses what it does not understand whole."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api import presenters
from catalog.api.parameters import (
    crosstab_parameters,
    documented,
    edition_parameters,
    selection_parameters,
    slug_parameter,
    vocabulary_parameters,
)
from catalog.api.problems import Busy, Gone, Refused, handled
from catalog.browse.crosstab import cross
from catalog.browse.decorators import answer_edition
from catalog.browse.filterset import TRACKING, Ignored, shortened
from catalog.browse.query import Asked, ask, last_of
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.models import FormerSlug, Program, Publication
from catalog.schema.codebook import book
from catalog.serving.limits import BUSY, LimitReached, expensive

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, Accept",
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
}


_ABSENT = {
    301: "The program has another slug now.",
    404: "There is no such program.",
    410: "The program is no longer in the catalog.",
}


class Json(JSONRenderer):
    """JSON in UTF-8, as it is."""

    charset = "utf-8"


class AlwaysJson(BaseContentNegotiation):
    """There is one form of answer, whatever is asked for."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """None is needed: nothing is sent here."""
        return parsers[0] if parsers else None

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[BaseRenderer, str]:
        """JSON."""
        return renderers[0], renderers[0].media_type


class CatalogView(APIView):
    """An address that answers from one consistent read, with an ETag, to any site (CORS); GET, HEAD and OPTIONS alone."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = ()
    renderer_classes = (Json,)
    content_negotiation_class = AlwaysJson
    http_method_names = ["get", "head", "options"]
    snapshot: Snapshot

    def get_exception_handler(self) -> Any:
        """Errors are problem details."""
        return handled

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer; HEAD, If-None-Match and the headers that all answers share are seen to here."""
        response = answer_edition(request, lambda snapshot: self._answered(request, snapshot, kwargs))
        for name, value in _CORS.items():
            response[name] = value
        return response

    def _answered(self, request: HttpRequest, snapshot: Snapshot, kwargs: dict[str, Any]) -> Response:
        self.snapshot = snapshot
        response = super().dispatch(request, **kwargs)
        assert isinstance(response, Response)
        return response.render()  # within the read

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before it asks across sites."""
        return Response(status=204)


def asked_of(request: Request, snapshot: Snapshot) -> Asked:
    """What a request asks. Raises Refused where it is not understood whole."""
    asked = ask(request.query_params, snapshot)
    if asked.ignored:
        raise Refused(asked.ignored)
    return asked


def without_parameters(query: QueryDict, but: tuple[str, ...] = ()) -> None:
    """Raise Refused for every parameter except `but`."""
    others = [name for name in query if name not in but and not TRACKING.fullmatch(name)]
    if others:
        fault = "“{}” is not a parameter of this address"
        raise Refused([Ignored(name, last_of(query, name), fault.format(shortened(name))) for name in others])


class Programs(CatalogView):
    """`/api/v1/programs/`: a page of the programs of any selection, with all counts."""

    @documented("programs", "Programs of a selection, a page at a time, with every count.", "ProgramList", selection_parameters())
    def get(self, request: Request) -> Response:
        """Answer; raises Refused for a page that there is not."""
        asked = asked_of(request, self.snapshot)
        selection = asked.selection
        found = asked.snapshot.answer(selection)
        if selection.page > found.pages:
            fault = f"There is no page {shortened(str(selection.page))}: the last is {found.pages}"
            raise Refused([Ignored("page", str(selection.page), fault)])
        following, before = presenters.pages(asked, found.pages)
        path = reverse("api_programs")
        return Response(
            {
                "count": found.count,
                "kept": found.unstated,
                "next": absolute(request, following.address(path)) if following else None,
                "previous": absolute(request, before.address(path)) if before else None,
                **presenters.edition(asked),
                "facets": presenters.facets(found.counts, selection),
                "results": [presenters.result(entry.record) for entry in asked.edition.published(found.slugs)],
            }
        )


class OneProgram(CatalogView):
    """`/api/v1/programs/<slug>/`: one program, with the number and time of its version and the address of its page."""

    @documented("program", "One program.", "ProgramAnswer", [slug_parameter(), *edition_parameters()], _ABSENT)
    def get(self, request: Request, slug: str) -> Response:
        """Answer; 404 for a slug that there is not, 410 for a retired program, 301 from a slug it once had."""
        without_parameters(request.query_params, ("release", "rule"))
        asked = asked_of(request, self.snapshot)
        entries = asked.edition.published([slug])
        if not entries:
            return self._absent(request, slug, asked)
        [entry] = entries
        page = asked.selection.address(reverse("program", args=[slug]))
        return Response(
            {
                **presenters.edition(asked),
                "version": entry.number,
                "updated": entry.time.isoformat(),
                "page": absolute(request, page),
                "program": presenters.result(entry.record),
            }
        )

    def _absent(self, request: Request, slug: str, asked: Asked) -> Response:
        rules = asked.edition.rules
        if rules and asked.edition.as_coded().published([slug]):
            raise Http404(f"Coded {rules.label}, “{shortened(slug)}” gives no support.")
        if asked.selection.release:
            raise Http404(f"There is no program “{shortened(slug)}” in release {asked.selection.release}.")
        former = FormerSlug.objects.filter(slug=slug).select_related("program").first()
        if former:
            address = asked.selection.address(reverse("api_program", args=[former.program.slug]))
            return Response(status=301, headers={"Location": absolute(request, address)})
        if Program.objects.filter(slug=slug, publication=Publication.RETIRED).exists():
            raise Gone(f"“{shortened(slug)}” is no longer in the catalog.")
        raise Http404(f"There is no program “{shortened(slug)}”.")


class Facets(CatalogView):
    """`/api/v1/facets/`: the counts of any selection alone."""

    @documented("facets", "The counts of a selection.", "FacetCounts", selection_parameters())
    def get(self, request: Request) -> Response:
        """Answer."""
        asked = asked_of(request, self.snapshot)
        found = asked.snapshot.counts(asked.selection)
        count = asked.snapshot.count(asked.selection)
        kept = asked.snapshot.kept(asked.selection)
        return Response(
            {"count": count, "kept": kept, **presenters.edition(asked), "facets": presenters.facets(found, asked.selection)}
        )


class Types(CatalogView):
    """`/api/v1/types/`: the seven types, with the counts of any selection."""

    @documented("types", "The seven types, with the counts of a selection.", "Types", selection_parameters())
    def get(self, request: Request) -> Response:
        """Answer."""
        asked = asked_of(request, self.snapshot)
        count = asked.snapshot.count(asked.selection)
        kept = asked.snapshot.kept(asked.selection)
        return Response({"count": count, "kept": kept, **presenters.edition(asked), "types": presenters.types(asked)})


class Terms(CatalogView):
    """`/api/v1/terms/`: the controlled vocabularies with the definition of every value."""

    @documented("terms", "The controlled vocabularies.", "Vocabularies", vocabulary_parameters())
    def get(self, request: Request) -> Response:
        """Answer; `vocabulary` picks some."""
        without_parameters(request.query_params, ("vocabulary",))
        wanted = [code for code in request.query_params.getlist("vocabulary") if code.strip()]
        known = book().vocabularies
        unknown = [code for code in wanted if code not in known]
        if unknown:
            fault, allowed = "“{}” is not a vocabulary", f"It takes {', '.join(known)}."
            raise Refused([Ignored("vocabulary", code, fault.format(shortened(code)), help=allowed) for code in unknown])
        return Response({"vocabularies": [presenters.vocabulary(known[code]) for code in known if not wanted or code in wanted]})


class Crosstab(CatalogView):
    """`/api/v1/crosstab/`: the counts of any facet, or of two against each other, under any selection."""

    @documented("crosstab", "The counts of a facet, or of two against each other.", "Crosstab", crosstab_parameters())
    def get(self, request: Request) -> Response:
        """Answer."""
        show = last_of(request.query_params, "show")
        if show:
            raise Refused([Ignored("show", show, "“show” is not a parameter of this address")])
        crossing = cross(request.query_params, self.snapshot, usual=False)
        if crossing.ignored:
            raise Refused(crossing.ignored)
        try:
            with expensive:
                return Response({**presenters.edition(crossing.asked), **presenters.crosstab(crossing)})
        except LimitReached:
            raise Busy(BUSY) from None


class NoSuchAddress(CatalogView):
    """Every other address under `/api/`."""

    def get(self, request: Request) -> Response:
        """Answer 404."""
        raise Http404(f"There is nothing at {shortened(request.path)}. The addresses are told in /api/docs/.")
