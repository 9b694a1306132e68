"""The admin page that publishes several changes of details together."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin_common.pages import admin_page, page, person
from catalog.models import Organization, OrganizationChangeKind
from catalog.organizations.presenters import build_detail_rows
from catalog.organizations.selectors import pending_changes
from catalog.organizations.services import publish_details
from catalog.programs.publishing.approval import may_approve_work_of


class PublishDetailsForm(forms.Form):
    """The changes to publish, by primary key; keys of others are ignored."""

    change = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Select at least one change."})
    decision = forms.CharField(
        label="Note", required=False, max_length=500, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    def __init__(self, keys: list[int], data: object = None):
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["change"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(key, str(key)) for key in keys]


@admin_page("catalog.view_organization")
def waiting_details(request: HttpRequest) -> HttpResponse:
    """`/admin/organizations/waiting/`: the details that wait, for a second person to publish the selected ones."""
    user = person(request)
    waiting = list(pending_changes().filter(kind=OrganizationChangeKind.DETAILS))
    mine = {change.pk for change in waiting if may_approve_work_of(user, change.user)}
    form = PublishDetailsForm(sorted(mine), request.POST if request.method == "POST" else None)
    if request.method == "POST" and not user.has_perm("catalog.change_organization"):
        raise PermissionDenied
    if form.is_bound and form.is_valid():
        published, left = publish_details(form.cleaned_data["change"], user, form.cleaned_data["decision"])
        for change in published:
            site.get_model_admin(Organization).log_change(request, change.organization, f"{change}: published.")
        messages.success(request, f"{len(published)} published.")
        for change, why in left:
            messages.warning(request, f"{change} was left: {why}")
        return HttpResponseRedirect(reverse("admin_organizations_waiting"))
    return page(
        request,
        "admin/organizations/waiting.html",
        "Details that wait",
        status=422 if form.errors else 200,
        opts=Organization._meta,
        rows=[(change, build_detail_rows(change), change.pk in mine) for change in waiting],
        may_publish=bool(mine),
        form=form,
    )
