"""The desk's addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.admin.exporting import template_xlsx

urlpatterns: list[URLPattern] = [
    path("catalog/program/template.xlsx", template_xlsx, name="desk_program_template"),
]
