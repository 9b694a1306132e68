"""The API's addresses. The OpenAPI document describes each of them."""

from django.urls import path

from catalog.api import views

urlpatterns = [
    path("api/v1/programs/", views.programs, name="api_programs"),
    path("api/v1/programs/<slug:slug>/", views.program, name="api_program"),
    path("api/v1/facets/", views.facets, name="api_facets"),
    path("api/v1/types/", views.types, name="api_types"),
    path("api/v1/terms/", views.terms, name="api_terms"),
    path("api/v1/teachers/", views.teachers, name="api_teachers"),
    path("api/v1/organizations/", views.organizations, name="api_organizations"),
    path("api/v1/crosstab/", views.crosstab, name="api_crosstab"),
    path("api/v1/reliability/", views.reliability, name="api_reliability"),
]
