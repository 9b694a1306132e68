"""Errors of the API as problem details (RFC 9457). Each names the parameters that are wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from pydantic_core import to_json

from catalog.browse.filterset import Ignored
from catalog.serving.errors import PROBLEM, describe_problem
from catalog.serving.headers import METHODS
from catalog.serving.limits import BUSY, LimitReached
from catalog.serving.unavailable import RETRY_AFTER


class ApiError(Exception):
    """An error with its status. `ignored` are the parameters that cause it."""

    def __init__(self, status: int, detail: str, ignored: Iterable[Ignored] = ()):
        super().__init__(detail)
        self.status = status
        self.ignored = tuple(ignored)


class InvalidQuery(ApiError):
    """400: the query has parameters or values that the address does not know."""

    def __init__(self, ignored: Iterable[Ignored]):
        ignored = tuple(ignored)
        super().__init__(400, " ".join(one.refusal for one in ignored), ignored)


def to_problem(error: Exception) -> HttpResponse:
    """Return the answer to an error of a view. Unexpected errors are raised again and become a 500."""
    match error:
        case ApiError():
            return _problem(error.status, str(error), error.ignored)
        case Http404():
            return _problem(404, str(error))
        case SuspiciousOperation():  # too many parameters, for example
            return _problem(400, "The query is too large to be read.")
        case LimitReached():
            return _problem(503, BUSY)
    raise error


def _problem(status: int, detail: str, ignored: Iterable[Ignored] = ()) -> HttpResponse:
    content = describe_problem(status, detail)
    errors = [{"parameter": one.parameter, "value": one.value, "detail": one.refusal} for one in ignored]
    if errors:
        content["errors"] = errors
    response = HttpResponse(to_json(content), status=status, content_type=PROBLEM)
    if status == 405:
        response["Allow"] = METHODS
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
