"""The desk's addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.admin.duplicates import duplicates
from catalog.admin.week import take_back_answer, week, week_program

urlpatterns: list[URLPattern] = [
    path("week/", week, name="desk_week"),
    path("week/take-back/<int:key>/", take_back_answer, name="desk_week_take_back"),
    path("week/<slug:slug>/", week_program, name="desk_week_program"),
    path("duplicates/", duplicates, name="desk_duplicates"),
]
