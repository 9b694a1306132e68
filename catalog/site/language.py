"""The language of a request: that of its address, and nothing else (docs/decisions/0054-spanish-pages.md)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from catalog.common.language import ENGLISH, language_of, use_language


class LanguageMiddleware:
    """Answers addresses under /es/ in Spanish.

    Django's LocaleMiddleware also looks at Accept-Language and a cookie, and varies every answer by them; caches would
    then keep each page once per browser's wishes (docs/decisions/0035-public-pages-are-the-same-for-everybody.md).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code = language_of(request.path_info)
        if code == ENGLISH:
            return self.get_response(request)
        with use_language(code):
            return self.get_response(request)
