"""Logout by POST, as Django requires. A GET redirects to the page with the button."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from catalog.admin_common.pages import lead_to_form


def _logout(request: HttpRequest) -> HttpResponseBase:
    """`/admin/logout/`."""
    if request.method == "POST":
        return admin.site.logout(request)
    return lead_to_form(request, reverse("admin:index"), "You are still logged in. Press “Log out” at the top of this page.")


logout = admin.site.admin_view(_logout)
