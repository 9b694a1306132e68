"""URLs below /admin/ in addition to those of Django's admin."""

from __future__ import annotations

from django.urls import URLPattern, path

from catalog.accounts.logout import logout
from catalog.accounts.password_views import NewPasswordView, forgotten
from catalog.accounts.second_factor_views import code, second_factor
from catalog.activity.admin import activity, activity_csv
from catalog.admin.export import template_xlsx
from catalog.admin.history import version
from catalog.admin.new_from_url import begin
from catalog.admin.pending import pending, pending_program
from catalog.admin.withdrawals import discard_draft, discard_program, imported_file, withdraw_change
from catalog.bulk_edit.admin import bulk_edit, bulk_edit_result
from catalog.coding.admin import coding, coding_task
from catalog.coding.disagreement_admin import disagreement, disagreements
from catalog.confirmations.admin import confirmation, revoke_confirmation
from catalog.duplicates.admin import duplicates
from catalog.duplicates.live_check import derived, likely
from catalog.duplicates.merge.admin import choose_partner, merge_programs
from catalog.duplicates.retirement import retire_program
from catalog.families.admin import families, family_page, remove
from catalog.guide.admin import guide, guide_chapter, guide_codebook, guide_dictionary
from catalog.links.admin import links_again, links_page, links_progress, links_start
from catalog.links.replacement_admin import replace_link
from catalog.notices.admin import notices
from catalog.organizations.change_views import merge_organization, organization_change, rename_organization, unused_organizations
from catalog.organizations.import_views import export_organizations, import_organizations
from catalog.organizations.waiting_views import waiting_details
from catalog.releases.admin import dois
from catalog.reviews.admin import undo_answer, week, week_program
from catalog.reviews.quick_edit_admin import quick_edit
from catalog.reviews.yearly_round_admin import yearly_round_page
from catalog.vocabulary.admin import add, bring_back, retire, term_page, vocabularies

urlpatterns: list[URLPattern] = [
    path("activity/", activity, name="admin_activity"),
    path("activity.csv", activity_csv, name="admin_activity_csv"),
    path("catalog/program/template.xlsx", template_xlsx, name="admin_program_template"),
    path("bulk-edit/", bulk_edit, name="admin_bulk_edit"),
    path("bulk-edit/<int:pk>/", bulk_edit_result, name="admin_bulk_edit_result"),
    path("code/", code, name="admin_code"),
    path("coding/", coding, name="admin_coding"),
    path("coding/<int:pk>/", coding_task, name="admin_coding_task"),
    path("confirmations/", yearly_round_page, name="admin_confirmations"),
    path("confirmations/revoke/<int:key>/", revoke_confirmation, name="admin_confirmation_revoke"),
    path("confirmations/<slug:slug>/", confirmation, name="admin_confirmation"),
    path("disagreements/", disagreements, name="admin_disagreements"),
    path("disagreements/<int:pk>/", disagreement, name="admin_disagreement"),
    path("drafts/<int:pk>/discard/", discard_draft, name="admin_discard_draft"),
    path("duplicates/", duplicates, name="admin_duplicates"),
    path("duplicates/merge/<int:pk>/", choose_partner, name="admin_merge_choose"),
    path("duplicates/merge/<int:first>/<int:second>/", merge_programs, name="admin_merge"),
    path("families/", families, name="admin_families"),
    path("families/<int:pk>/", family_page, name="admin_family"),
    path("families/<int:pk>/remove/", remove, name="admin_family_remove"),
    path("guide/", guide, name="admin_guide"),
    path("guide/codebook/", guide_codebook, name="admin_guide_codebook"),
    path("guide/data-dictionary/", guide_dictionary, name="admin_guide_dictionary"),
    path("guide/<str:chapter>/", guide_chapter, name="admin_guide_chapter"),
    path("imports/<int:pk>/", imported_file, name="admin_imported_file"),
    path("links/", links_page, name="admin_links"),
    path("links/again/", links_again, name="admin_links_again"),
    path("links/progress/", links_progress, name="admin_links_progress"),
    path("links/replace/", replace_link, name="admin_links_replace"),
    path("links/start/", links_start, name="admin_links_start"),
    path("logout/", logout, name="admin_logout"),
    path("notices/", notices, name="admin_notices"),
    path("organizations/<int:pk>/merge/", merge_organization, name="admin_organization_merge"),
    path("organizations/<int:pk>/rename/", rename_organization, name="admin_organization_rename"),
    path("organizations/changes/<int:pk>/", organization_change, name="admin_organization_change"),
    path("organizations/export.csv", export_organizations, name="admin_organizations_export"),
    path("organizations/import/", import_organizations, name="admin_organizations_import"),
    path("organizations/waiting/", waiting_details, name="admin_organizations_waiting"),
    path("organizations/unused/", unused_organizations, name="admin_organizations_unused"),
    path("password/", forgotten, name="admin_forgotten"),
    path("password/<slug:uidb64>/<slug:token>/", NewPasswordView.as_view(), name="admin_new_password"),
    path("pending/", pending, name="admin_pending"),
    path("pending/<int:pk>/", pending_program, name="admin_pending_program"),
    path("pending/<int:pk>/discard/", discard_program, name="admin_discard"),
    path("pending/<int:pk>/withdraw/", withdraw_change, name="admin_withdraw"),
    path("programs/alike/", likely, name="admin_alike"),
    path("programs/begin/", begin, name="admin_begin"),
    path("programs/derived/", derived, name="admin_derived"),
    path("programs/<int:pk>/quick/", quick_edit, name="admin_quick_edit"),
    path("programs/<int:pk>/retire/", retire_program, name="admin_retire"),
    path("programs/<int:pk>/versions/<int:number>/", version, name="admin_version"),
    path("releases/", dois, name="admin_releases"),
    path("second-factor/", second_factor, name="admin_second_factor"),
    path("vocabulary/", vocabularies, name="admin_vocabulary"),
    path("vocabulary/terms/<int:pk>/", term_page, name="admin_term"),
    path("vocabulary/terms/<int:pk>/retire/", retire, name="admin_term_retire"),
    path("vocabulary/terms/<int:pk>/return/", bring_back, name="admin_term_return"),
    path("vocabulary/<slug:name>/add/", add, name="admin_term_add"),
    path("week/", week, name="admin_week"),
    path("week/take-back/<int:key>/", undo_answer, name="admin_week_take_back"),
    path("week/<slug:slug>/", week_program, name="admin_week_program"),
]
