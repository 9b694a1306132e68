"""Every address of the catalog."""

from django.contrib import admin
from django.urls import include, path, re_path

from catalog.admin.addresses import urlpatterns as desk
from catalog.api.addresses import urlpatterns as api
from catalog.api.docs import api_docs
from catalog.api.document import Schema
from catalog.api.views import NoSuchAddress
from catalog.views.changes import changes
from catalog.views.cite import cite, cite_file
from catalog.views.compare import compare
from catalog.views.completions import completions
from catalog.views.data import data, release_page, release_zip
from catalog.views.deadlines import deadlines, deadlines_ics
from catalog.views.dictionary import dictionary
from catalog.views.downloads import FORMATS, export
from catalog.views.explore import explore, explore_csv, explore_svg
from catalog.views.feeds import programs_atom
from catalog.views.find import find
from catalog.views.home import home
from catalog.views.machines import favicon, healthz, readyz, robots, sitemap
from catalog.views.preparation import preparation
from catalog.views.programs import browse, program
from catalog.views.prose import about, methods, protocol
from catalog.views.shortlist import shortlist_csv, shortlist_ics, shortlist_page
from catalog.views.statements import accessibility, privacy, security_txt
from catalog.views.suggest import suggest_page, thanks
from catalog.views.types import type_page, types
from catalog.views.whatif import whatif, whatif_csv, whatif_svg

handler400 = "catalog.serving.errors.bad_request"
handler403 = "catalog.admin.refused.forbidden"
handler404 = "catalog.serving.errors.not_found"
handler500 = "catalog.serving.unavailable.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("completions/", completions, name="completions"),
    path("programs/", browse, name="browse"),
    path("programs/<slug:slug>/", program, name="program"),
    path("programs.atom", programs_atom, name="programs_atom"),
    path("find/", find, name="find"),
    path("deadlines/", deadlines, name="deadlines"),
    path("deadlines.ics", deadlines_ics, name="deadlines_ics"),
    path("compare/", compare, name="compare"),
    path("explore/", explore, name="explore"),
    path("explore/whatif/", whatif, name="whatif"),
    path("explore/whatif.csv", whatif_csv, name="whatif_csv"),
    path("explore/whatif.svg", whatif_svg, name="whatif_svg"),
    path("explore.csv", explore_csv, name="explore_csv"),
    path("explore.svg", explore_svg, name="explore_svg"),
    path("cite/", cite, name="cite"),
    re_path(r"^cite\.(?P<form>bib|ris)$", cite_file, name="cite_file"),
    re_path(rf"^programs\.(?P<form>{'|'.join(FORMATS)})$", export, name="export"),
    path("types/", types, name="types"),
    path("types/<slug:code>/", type_page, name="type"),
    path("preparation/", preparation, name="preparation"),
    path("data/", data, name="data"),
    path("data/dictionary/", dictionary, name="dictionary"),
    re_path(r"^data/(?P<version>[\w.-]+)\.zip$", release_zip, name="release_zip"),
    re_path(r"^data/(?P<version>[\w.-]+)/$", release_page, name="release"),
    path("changes/", changes, name="changes"),
    path("methods/", methods, name="methods"),
    path("methods/protocols/<str:name>", protocol, name="protocol"),
    path("about/", about, name="about"),
    path("privacy/", privacy, name="privacy"),
    path("accessibility/", accessibility, name="accessibility"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("shortlist/", shortlist_page, name="shortlist"),
    path("shortlist.csv", shortlist_csv, name="shortlist_csv"),
    path("shortlist.ics", shortlist_ics, name="shortlist_ics"),
    path("suggest/", suggest_page, name="suggest"),
    path("suggest/thanks/", thanks, name="suggest_thanks"),
    path("", include(api)),
    path("api/v1/schema/", Schema.as_view(), name="api_schema"),
    path("api/docs/", api_docs, name="api_docs"),
    re_path(r"^api/", NoSuchAddress.as_view()),
    path("favicon.ico", favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/", include(desk)),
    path("admin/", admin.site.urls),
]
