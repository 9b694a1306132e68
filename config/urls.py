"""Every address of the catalog."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from catalog.admin.urls import urlpatterns as admin_urls
from catalog.api.docs_page import api_docs
from catalog.api.openapi import schema
from catalog.api.urls import urlpatterns as api
from catalog.api.views import no_such_address
from catalog.serving.headers import open_addresses
from catalog.site.alerts import alert, alerts, alerts_sent
from catalog.site.browse.autocomplete import completions
from catalog.site.browse.views import browse
from catalog.site.changes import changes
from catalog.site.cite.views import cite, cite_file
from catalog.site.compare.views import compare
from catalog.site.confirm import confirm, confirm_thanks
from catalog.site.data.dictionary import dictionary
from catalog.site.data.files import one_file, release_zip
from catalog.site.data.metadata import dcat
from catalog.site.data.missing import missing, missing_csv
from catalog.site.data.reliability import confusion_csv, reliability, reliability_csv
from catalog.site.data.views import data, release_page
from catalog.site.deadlines.views import deadlines, deadlines_ics
from catalog.site.downloads import FORMATS, export
from catalog.site.embed import embed
from catalog.site.explore.figure_files import FIGURE_FORMS
from catalog.site.explore.teachers import teachers, teachers_csv, teachers_figure
from catalog.site.explore.views import explore, explore_csv, explore_figure
from catalog.site.explore.whatif.curve import curve_csv, curve_figure
from catalog.site.explore.whatif.views import whatif, whatif_csv, whatif_figure
from catalog.site.feeds import programs_atom
from catalog.site.finder.views import find
from catalog.site.health import favicon, healthz, readyz, robots, sitemap
from catalog.site.home import home
from catalog.site.long_tables import FORMS, TABLES, long_table
from catalog.site.methods.preparation import preparation
from catalog.site.methods.replicate import replicate, replicate_csv, replicate_json
from catalog.site.methods.views import about, methods, protocol
from catalog.site.places.organizations import organizations_csv
from catalog.site.places.sponsors import sponsor
from catalog.site.places.states import state, states
from catalog.site.program.one_page import one_page
from catalog.site.program.preview import preview, preview_pending
from catalog.site.program.views import program
from catalog.site.shortlist.views import shortlist_csv, shortlist_ics, shortlist_page
from catalog.site.statements import accessibility, privacy, security_txt
from catalog.site.suggest import suggest_page, thanks
from catalog.site.typology.views import type_page, types

handler400 = "catalog.serving.errors.bad_request"
handler403 = "catalog.admin.error_views.forbidden"
handler404 = "catalog.serving.errors.not_found"
handler500 = "catalog.serving.unavailable.server_error"

# pages for teachers, which are also in Spanish under /es/
TEACHERS = [
    path("", home, name="home"),
    path("completions/", completions, name="completions"),
    path("programs/", browse, name="browse"),
    path("programs/<slug:slug>/", program, name="program"),
    path("programs/<slug:slug>/one-page/", one_page, name="one_page"),
    path("states/", states, name="states"),
    path("states/<str:code>/", state, name="state"),
    path("sponsors/<slug:slug>/", sponsor, name="sponsor"),
    path("programs/<str:slug>/", program, name="mistyped_program"),  # see catalog.site.program.absent
    path("programs/<str:slug>/one-page/", one_page, name="mistyped_one_page"),
    path("embed/", embed, name="embed"),
    path("find/", find, name="find"),
    path("deadlines/", deadlines, name="deadlines"),
    path("compare/", compare, name="compare"),
    path("shortlist/", shortlist_page, name="shortlist"),
    path("alerts/", alerts, name="alerts"),
    path("alerts/sent/", alerts_sent, name="alerts_sent"),
    path("alerts/<uuid:token>/", alert, name="alert"),
]

# exports, feeds and calendars, which scripts on pages of any site may read
FILES = [
    path("programs.atom", programs_atom, name="programs_atom"),
    path("deadlines.ics", deadlines_ics, name="deadlines_ics"),
    path("explore/whatif.csv", whatif_csv, name="whatif_csv"),
    re_path(rf"^explore/whatif\.(?P<form>{'|'.join(FIGURE_FORMS)})$", whatif_figure, name="whatif_figure"),
    path("explore/teachers.csv", teachers_csv, name="teachers_csv"),
    re_path(rf"^explore/teachers\.(?P<form>{'|'.join(FIGURE_FORMS)})$", teachers_figure, name="teachers_figure"),
    path("explore/curve.csv", curve_csv, name="curve_csv"),
    re_path(rf"^explore/curve\.(?P<form>{'|'.join(FIGURE_FORMS)})$", curve_figure, name="curve_figure"),
    path("explore.csv", explore_csv, name="explore_csv"),
    re_path(rf"^explore\.(?P<form>{'|'.join(FIGURE_FORMS)})$", explore_figure, name="explore_figure"),
    re_path(r"^cite\.(?P<form>bib|ris)$", cite_file, name="cite_file"),
    re_path(rf"^programs\.(?P<form>{'|'.join(FORMATS)})$", export, name="export"),
    path("organizations.csv", organizations_csv, name="organizations_csv"),
    re_path(rf"^(?P<table>{'|'.join(TABLES)})\.(?P<form>{'|'.join(FORMS)})$", long_table, name="long_table"),
    path("data.json", dcat, name="dcat"),
    path("data/missing.csv", missing_csv, name="missing_csv"),
    path("data/reliability.csv", reliability_csv, name="reliability_csv"),
    path("data/confusion.csv", confusion_csv, name="confusion_csv"),
    re_path(r"^data/(?P<version>[\w.-]+)\.zip$", release_zip, name="release_zip"),
    re_path(r"^data/(?P<version>20\d\d\.\d\d(?:\.\d+)?)/(?P<name>[\w./-]*\w)$", one_file, name="release_file"),
    path("methods/replicate.csv", replicate_csv, name="replicate_csv"),
    path("methods/replicate.json", replicate_json, name="replicate_json"),
]

urlpatterns = [
    *open_addresses(FILES),
    *i18n_patterns(*TEACHERS, prefix_default_language=False),
    path("explore/", explore, name="explore"),
    path("explore/whatif/", whatif, name="whatif"),
    path("explore/teachers/", teachers, name="teachers"),
    path("cite/", cite, name="cite"),
    path("types/", types, name="types"),
    path("types/<slug:code>/", type_page, name="type"),
    path("preparation/", preparation, name="preparation"),
    path("data/", data, name="data"),
    path("data/dictionary/", dictionary, name="dictionary"),
    path("data/missing/", missing, name="missing"),
    path("data/reliability/", reliability, name="reliability"),
    re_path(r"^data/(?P<version>[\w.-]+)/$", release_page, name="release"),
    path("changes/", changes, name="changes"),
    path("methods/", methods, name="methods"),
    path("methods/replicate/", replicate, name="replicate"),
    path("methods/protocols/<str:name>", protocol, name="protocol"),
    path("about/", about, name="about"),
    path("privacy/", privacy, name="privacy"),
    path("accessibility/", accessibility, name="accessibility"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("shortlist.csv", shortlist_csv, name="shortlist_csv"),
    path("shortlist.ics", shortlist_ics, name="shortlist_ics"),
    path("suggest/", suggest_page, name="suggest"),
    path("suggest/thanks/", thanks, name="suggest_thanks"),
    path("confirm/thanks/", confirm_thanks, name="confirm_thanks"),
    path("confirm/<str:token>/", confirm, name="confirm"),
    path("", include(api)),
    path("api/v1/schema/", schema, name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    re_path(r"^api/", no_such_address),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/programs/preview/", preview, name="admin_preview"),
    path("admin/pending/<int:pk>/preview/", preview_pending, name="admin_preview_pending"),
    path("admin/", include(admin_urls)),
    path("admin/", admin.site.urls),
]
