"""Errors of the API as problem details (RFC 9457). Each names the parameters that are wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from pydantic_core import to_json

from catalog.browse.filterset import Ignored
from catalog.serving.errors import PROBLEM, describe_problem
from catalog.serving.limits import BUSY, LimitReached
from catalog.serving.unavailable import RETRY_AFTER

METHODS = "GET, HEAD, OPTIONS"


class ApiError(Exception):
    """An error that the API answers with this status; `faults` are the parameters that cause it."""

    def __init__(self, status: int, detail: str, faults: Iterable[Ignored] = ()):
        super().__init__(detail)
        self.status = status
        self.faults = tuple(faults)


class InvalidQuery(ApiError):
    """400: the query has parameters or values that the address does not know."""

    def __init__(self, faults: Iterable[Ignored]):
        faults = tuple(faults)
        super().__init__(400, " ".join(fault.refusal for fault in faults), faults)


def to_problem(error: Exception) -> HttpResponse:
    """Return the answer to an error of a view. An error that is not expected is raised again, which leads to a 500."""
    match error:
        case ApiError():
            return _problem(error.status, str(error), error.faults)
        case Http404():
            return _problem(404, str(error))
        case SuspiciousOperation():  # too many parameters, for example
            return _problem(400, "The query is too large to be read.")
        case LimitReached():
            return _problem(503, BUSY)
    raise error


def _problem(status: int, detail: str, faults: Iterable[Ignored] = ()) -> HttpResponse:
    content = describe_problem(status, detail)
    errors = [{"parameter": fault.parameter, "value": fault.value, "detail": fault.refusal} for fault in faults]
    if errors:
        content["errors"] = errors
    response = HttpResponse(to_json(content), status=status, content_type=PROBLEM)
    if status == 405:
        response["Allow"] = METHODS
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
