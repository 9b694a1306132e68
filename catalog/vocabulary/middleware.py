"""Requests that use no snapshot know the local terms, too."""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from catalog.programs.publishing.revision import present_vocabularies
from catalog.schema.vocabulary import use_vocabulary
from catalog.serving.database import is_trouble
from catalog.serving.errors import is_in_admin

_SAFE = ("GET", "HEAD", "OPTIONS")


class PresentVocabularyMiddleware:
    """Lets the admin and every form that is sent use the vocabularies that the database has now.

    It costs one read of the stamp. Public pages read the stamp with their snapshot (catalog.browse.live_snapshot).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in _SAFE and not is_in_admin(request):
            return self.get_response(request)
        try:
            words = present_vocabularies()
        except Error as error:
            if not is_trouble(error):
                raise
            return self.get_response(request)  # a page that needs the database says that it is out of reach
        with use_vocabulary(words):
            return self.get_response(request)
