"""The desk's addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
