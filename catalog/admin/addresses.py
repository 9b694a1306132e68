"""The desk's addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.admin.alike import derived, likely

urlpatterns: list[URLPattern] = [
    path("programs/derived/", derived, name="desk_derived"),
    path("programs/alike/", likely, name="desk_alike"),
]
