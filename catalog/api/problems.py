"""Errors as problem details (RFC 9457), each naming the parameters that are at fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from catalog.browse.filterset import Ignored
from catalog.serving.errors import PROBLEM as CONTENT_TYPE
from catalog.serving.errors import describe_problem
from catalog.serving.unavailable import RETRY_AFTER


class Refused(APIException):
    """A query that is not understood whole: 400, with every parameter that is at fault."""

    status_code = 400

    def __init__(self, faults: Iterable[Ignored]):
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.refusal for fault in self.faults))


class Gone(APIException):
    """A program that was taken out of the catalog."""

    status_code = 410


class Busy(APIException):
    """Too much is asked at once, for now."""

    status_code = 503


def problem(status: int, detail: str, faults: Iterable[Ignored] = ()) -> dict[str, Any]:
    """The problem details of an error: `errors` holds parameter, value and detail of each fault."""
    found = describe_problem(status, detail)
    errors = [{"parameter": fault.parameter, "value": fault.value, "detail": fault.refusal} for fault in faults]
    return {**found, "errors": errors} if errors else found


def handled(error: Exception, context: Any) -> Response | None:
    """What the API answers to an error of its views: None (a 500) for one that nobody foresaw."""
    if isinstance(error, Http404):
        return Response(problem(404, str(error)), status=404, content_type=CONTENT_TYPE)
    if isinstance(error, SuspiciousOperation):  # more parameters than anybody has use for, say
        return Response(problem(400, "The query is too large to be read."), status=400, content_type=CONTENT_TYPE)
    if not isinstance(error, APIException):
        return None
    faults = error.faults if isinstance(error, Refused) else ()
    response = Response(problem(error.status_code, str(error.detail), faults), error.status_code, content_type=CONTENT_TYPE)
    if error.status_code == 405:
        response["Allow"] = "GET, HEAD, OPTIONS"
    if error.status_code == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    return response
