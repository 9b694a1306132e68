"""Organizations in the admin."""

from django.contrib import admin
from django.db import models

from catalog.models import Organization


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    """Organizations come with the programs that name them; only their website is edited here.

    Their name is part of published records, so changing it is changing those programs.
    """

    list_display = ("name", "slug", "website")
    search_fields = ("name",)
    fields = ("name", "slug", "website")
    readonly_fields = ("name", "slug")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
