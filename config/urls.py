"""Every address of the catalog."""

from django.contrib import admin
from django.urls import path

from catalog.views.compare import compare
from catalog.views.home import home
from catalog.views.machines import healthz, readyz, robots, sitemap
from catalog.views.programs import browse, program
from catalog.views.prose import about, methods
from catalog.views.types import type_page, types

urlpatterns = [
    path("", home, name="home"),
    path("programs/", browse, name="browse"),
    path("programs/<slug:slug>/", program, name="program"),
    path("compare/", compare, name="compare"),
    path("types/", types, name="types"),
    path("types/<slug:code>/", type_page, name="type"),
    path("methods/", methods, name="methods"),
    path("about/", about, name="about"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/", admin.site.urls),
]
