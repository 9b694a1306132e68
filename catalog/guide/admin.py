"""The help pages, for everybody who can sign in to the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import page
from catalog.guide.markdown import Chapter
from catalog.guide.selectors import find_chapter, read_codebook, read_dictionary, read_guide


@require_safe
def _guide(request: HttpRequest) -> HttpResponseBase:
    """`/admin/guide/`: the introduction of the editors' guide and its chapters."""
    introduction, *chapters = read_guide()
    return _page(request, introduction, "Help", is_start=True, chapters=chapters, current="")


@require_safe
def _chapter(request: HttpRequest, chapter: str) -> HttpResponseBase:
    """`/admin/guide/<chapter>/`: one chapter, by the anchor of its heading."""
    _, *chapters = read_guide()
    found = find_chapter(chapter)
    if found is None:
        raise Http404("The guide has no such chapter.")
    number = chapters.index(found)
    return _page(
        request,
        found,
        found.title,
        chapters=chapters,
        before=chapters[number - 1] if number else None,
        after=chapters[number + 1] if number + 1 < len(chapters) else None,
    )


@require_safe
def _codebook(request: HttpRequest) -> HttpResponseBase:
    """`/admin/guide/codebook/`."""
    found = read_codebook()
    return _page(request, found, found.title, chapters=read_guide()[1:], current="codebook")


@require_safe
def _dictionary(request: HttpRequest) -> HttpResponseBase:
    """`/admin/guide/data-dictionary/`: of the vocabularies in use."""
    found = read_dictionary()
    return _page(request, found, found.title, chapters=read_guide()[1:], current="dictionary")


def _page(request: HttpRequest, shown: Chapter, title: str, **context: Any) -> HttpResponseBase:
    context = {"current": shown.anchor, **context}
    return page(request, "admin/guide/guide.html", title, shown=shown, is_nav_sidebar_enabled=False, **context)


guide = admin.site.admin_view(_guide)
guide_chapter = admin.site.admin_view(_chapter)
guide_codebook = admin.site.admin_view(_codebook)
guide_dictionary = admin.site.admin_view(_dictionary)
