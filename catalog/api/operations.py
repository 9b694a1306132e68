"""The decorators of the API's views: common behavior, and their descriptions for the OpenAPI document."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from pydantic_core import to_json

from catalog.api.problems import ApiError, InvalidQuery, to_problem
from catalog.browse.decorators import answer_edition
from catalog.browse.filterset import TRACKING, Ignored, shortened
from catalog.browse.query import last_of
from catalog.browse.snapshot import Snapshot
from catalog.serving.headers import open_to_all_sites

View = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """The description of a view for the OpenAPI document. `answer` is the class of its answers."""

    name: str
    summary: str
    description: str
    answer: type
    parameters: Sequence[dict[str, Any]] = ()
    errors: Mapping[int, str] = field(default_factory=dict)


_operations: dict[View, Operation] = {}


def operation(answer: type, parameters: Sequence[dict[str, Any]] = (), errors: Mapping[int, str] | None = None) -> View:
    """Decorate an API view. Its docstring is its summary and description in the OpenAPI document."""

    def decorate(view: View) -> View:
        summary, _, description = (inspect.getdoc(view) or "").partition("\n\n")
        described = Operation(view.__name__, summary, " ".join(description.split()), answer, parameters, errors or {})
        decorated = api_view(view)
        _operations[decorated] = described
        return decorated

    return decorate


def operation_of(view: View) -> Operation:
    """Return the description of a view that @operation decorates. Raise KeyError for any other."""
    return _operations[view]


def api_view(view: View) -> View:
    """Decorate a view that returns a response, or an answer to send as JSON.

    It gets the request and the live snapshot. GET, HEAD and OPTIONS are allowed. Answers carry an ETag, and any site
    may read them (CORS). Errors become problem details.
    """

    @open_to_all_sites
    @csrf_exempt  # POST gets 405, not an expired form
    @wraps(view)
    def answer_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return answer_edition(request, lambda snapshot: _respond(view, request, snapshot, kwargs))

    return answer_request


def _respond(view: View, request: HttpRequest, snapshot: Snapshot, kwargs: dict[str, Any]) -> HttpResponseBase:
    try:
        if request.method not in ("GET", "HEAD"):
            raise ApiError(405, f"Method “{shortened(request.method or '')}” not allowed.")
        answer = view(request, snapshot, **kwargs)
    except Exception as error:
        return to_problem(error)
    return answer if isinstance(answer, HttpResponseBase) else respond_json(answer)


def respond_json(answer: Any, content_type: str = "application/json; charset=utf-8") -> HttpResponse:
    """Return an answer (dataclasses, records, plain values) as JSON."""
    return HttpResponse(to_json(answer), content_type=content_type)


def refuse_parameters(query: QueryDict, allowed: Sequence[str] = ()) -> None:
    """Raise InvalidQuery for every parameter that is not allowed."""
    unknown = [name for name in query if name not in allowed and not TRACKING.fullmatch(name)]
    if unknown:
        problem = "“{}” is not a parameter of this address"
        raise InvalidQuery([Ignored(name, last_of(query, name), problem.format(shortened(name))) for name in unknown])
