"""The languages of a page: that of its address, and the same page in others (docs/decisions/0054-spanish-pages.md)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import translate_url

from catalog.common.language import ENGLISH, OTHERS, language, language_of, use_language
from catalog.common.urls import absolute


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


def find_other_language(request: HttpRequest) -> dict[str, str] | None:
    """Return a language that this page is not in, with the same page in it; None if the page is only in English."""
    here = request.get_full_path()
    for code, name in {ENGLISH: "English", **OTHERS}.items():
        if code != language() and (url := _translate(here, code)) != here:
            return {"code": code, "name": name, "url": url}
    return None


def list_alternates(request: HttpRequest, path: str) -> dict[str, str]:
    """Return the public address of a page in each language, the default as ``x-default``; {} if it is only in English."""
    found = {code: _translate(path, code) for code in (ENGLISH, *OTHERS)}
    if len(set(found.values())) == 1:
        return {}
    return {code: absolute(request, url) for code, url in {**found, "x-default": found[ENGLISH]}.items()}


def _translate(path: str, code: str) -> str:
    """Return the address of the same page in a language, or the same address if there is none."""
    return translate_url(path, settings.LANGUAGE_CODE if code == ENGLISH else code)
