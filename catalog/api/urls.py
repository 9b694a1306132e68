"""The API's addresses."""

from django.urls import path

from catalog.api.views import Crosstab, Facets, OneProgram, Programs, Terms, Types

urlpatterns = [
    path("api/v1/programs/", Programs.as_view(), name="api_programs"),
    path("api/v1/programs/<slug:slug>/", OneProgram.as_view(), name="api_program"),
    path("api/v1/facets/", Facets.as_view(), name="api_facets"),
    path("api/v1/types/", Types.as_view(), name="api_types"),
    path("api/v1/terms/", Terms.as_view(), name="api_terms"),
    path("api/v1/crosstab/", Crosstab.as_view(), name="api_crosstab"),
]
