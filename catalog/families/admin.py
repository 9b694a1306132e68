"""The admin pages of families of programs, for Reviewers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.families.forms import FamilyForm, FamilyPageForm
from catalog.families.selectors import list_families, members_of
from catalog.families.services import FamilyRefused, add_family, change_family, remove_family
from catalog.models import ProgramFamily

_PERMISSION = "catalog.publish_program"


@admin_page(_PERMISSION)
def families(request: HttpRequest) -> HttpResponseBase:
    """`/admin/families/`: every family with its number of programs; a POST makes one."""
    form = FamilyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            family = add_family(form.cleaned_data["name"], form.cleaned_data["description"], person(request))
        except FamilyRefused as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"“{family}” was added. Now add its programs.")
            return HttpResponseRedirect(reverse("admin_family", args=[family.pk]))
    status = 422 if form.errors else 200
    return page(request, "admin/families/list.html", "Families of programs", status, families=list_families(), form=form)


@admin_page(_PERMISSION)
def family_page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/admin/families/<pk>/`: a family and its programs; a POST renames it, adds and removes programs."""
    family = get_object_or_404(ProgramFamily, pk=pk)
    form = FamilyPageForm(family, members_of(family), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            changed = change_family(
                family, data["name"], data["description"], person(request), add=data["add"], remove=form.removed()
            )
        except FamilyRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved. The public sees it now." if changed else "Nothing was changed.")
            return HttpResponseRedirect(request.path)
    status = 422 if form.errors else 200
    return page(request, "admin/families/family.html", family.name, status, family=family, form=form, count=len(form.members))


@admin_page(_PERMISSION)
def remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/admin/families/<pk>/remove/`: removes a family; its programs stay. POST only."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin_families"))
    family = get_object_or_404(ProgramFamily, pk=pk)
    remove_family(family, person(request))
    messages.success(request, f"The family “{family}” was removed. Its programs stay.")
    return HttpResponseRedirect(reverse("admin_families"))
