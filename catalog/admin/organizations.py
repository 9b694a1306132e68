"""Organizations in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from catalog.admin_common.lists import ChosenMixin
from catalog.models import Organization
from catalog.programs.organization_services import set_website


@admin.register(Organization)
class OrganizationAdmin(ChosenMixin, admin.ModelAdmin):
    """Programs create organizations; only the website is edited here.

    The name is part of published records, so it changes only with those programs.
    """

    list_display = ("name", "slug", "website")
    search_fields = ("name",)
    fields = ("name", "slug", "website")
    readonly_fields = ("name", "slug")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: bool) -> None:
        set_website(obj, form.cleaned_data["website"])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
