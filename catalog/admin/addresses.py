"""The desk's own addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.admin.coding import coding, coding_task
from catalog.admin.disagreements import disagreement, disagreements

urlpatterns: list[URLPattern] = [
    path("coding/", coding, name="desk_coding"),
    path("coding/<int:pk>/", coding_task, name="desk_coding_task"),
    path("disagreements/", disagreements, name="desk_disagreements"),
    path("disagreements/<int:pk>/", disagreement, name="desk_disagreement"),
]
