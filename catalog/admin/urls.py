"""The desk's addresses beside those of Django's admin, below /admin/."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.accounts.logout import logout
from catalog.accounts.second_factor_views import code, second_factor
from catalog.admin.export import template_xlsx
from catalog.admin.history import version
from catalog.admin.new_from_url import begin
from catalog.admin.pending import pending, pending_program
from catalog.coding.admin import coding, coding_task
from catalog.coding.disagreement_admin import disagreement, disagreements
from catalog.duplicates.admin import duplicates
from catalog.duplicates.live_check import derived, likely
from catalog.links.admin import links_again, links_page, links_progress, links_start
from catalog.reviews.admin import take_back_answer, week, week_program

urlpatterns: list[URLPattern] = [
    path("catalog/program/template.xlsx", template_xlsx, name="desk_program_template"),
    path("code/", code, name="desk_code"),
    path("coding/", coding, name="desk_coding"),
    path("coding/<int:pk>/", coding_task, name="desk_coding_task"),
    path("disagreements/", disagreements, name="desk_disagreements"),
    path("disagreements/<int:pk>/", disagreement, name="desk_disagreement"),
    path("duplicates/", duplicates, name="desk_duplicates"),
    path("links/", links_page, name="desk_links"),
    path("links/again/", links_again, name="desk_links_again"),
    path("links/progress/", links_progress, name="desk_links_progress"),
    path("links/start/", links_start, name="desk_links_start"),
    path("logout/", logout, name="desk_logout"),
    path("pending/", pending, name="desk_pending"),
    path("pending/<int:pk>/", pending_program, name="desk_pending_program"),
    path("programs/alike/", likely, name="desk_alike"),
    path("programs/begin/", begin, name="desk_begin"),
    path("programs/derived/", derived, name="desk_derived"),
    path("programs/<int:pk>/versions/<int:number>/", version, name="desk_version"),
    path("second-factor/", second_factor, name="desk_second_factor"),
    path("week/", week, name="desk_week"),
    path("week/take-back/<int:key>/", take_back_answer, name="desk_week_take_back"),
    path("week/<slug:slug>/", week_program, name="desk_week_program"),
]
