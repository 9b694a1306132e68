"""The desk's own addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.admin.begin import begin
from catalog.admin.links import links_again, links_page, links_progress, links_start

urlpatterns: list[URLPattern] = [
    path("programs/begin/", begin, name="desk_begin"),
    path("links/", links_page, name="desk_links"),
    path("links/progress/", links_progress, name="desk_links_progress"),
    path("links/start/", links_start, name="desk_links_start"),
    path("links/again/", links_again, name="desk_links_again"),
]
