"""Organizations in the admin: the list, and the page of one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect

from catalog.admin_common.approvers import describe_next_step_for
from catalog.admin_common.lists import ChosenMixin
from catalog.admin_common.pages import page, person
from catalog.models import Organization, OrganizationChange, OrganizationChangeState, Publication
from catalog.organizations.apply import InvalidOrganizationChange
from catalog.organizations.details import FIELDS, details_of
from catalog.organizations.forms import DetailsForm
from catalog.organizations.identifiers import SCHEMES
from catalog.organizations.presenters import MOST, build_rows, describe_counts
from catalog.organizations.selectors import count_places, count_uses, find_unused, list_uses, pending_change_of
from catalog.organizations.services import propose_details

_MOST_CHANGES = 50


class UnusedFilter(admin.SimpleListFilter):
    """Organizations that no program in use names, or that some do."""

    title, parameter_name = "use", "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "No program uses it"), ("some", "A program uses it")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("none", "some"):
            return queryset
        unused = [one.pk for one in find_unused()]
        return queryset.filter(pk__in=unused) if self.value() == "none" else queryset.exclude(pk__in=unused)


class WebsiteFilter(admin.SimpleListFilter):
    """Organizations with a website of their own, or without."""

    title, parameter_name = "website", "site"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "No website"), ("some", "Has a website")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("none", "some"):
            return queryset
        return queryset.filter(website="") if self.value() == "none" else queryset.exclude(website="")


class IdentifierFilter(admin.SimpleListFilter):
    """Organizations with an identifier of one kind, with any, or without."""

    title, parameter_name = "identifiers", "identifier"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "None"), ("some", "Any"), *((scheme.name, scheme.label) for scheme in SCHEMES.values())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value in SCHEMES:
            return queryset.filter(identifiers__has_key=value)
        if value not in ("none", "some"):
            return queryset
        return queryset.filter(identifiers={}) if value == "none" else queryset.exclude(identifiers={})


@admin.register(Organization)
class OrganizationAdmin(ChosenMixin, admin.ModelAdmin):
    """Programs create organizations. Here they are renamed, merged and dropped, and get their details."""

    list_display = ("name", "sponsor_of", "partner_of", "website_column", "identifiers_column")
    list_filter = (UnusedFilter, WebsiteFilter, IdentifierFilter)
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("name", "former_names__name", "website")
    search_help_text = "Searches name, former names and website."
    change_list_template = "admin/organizations/change_list.html"

    class Media:
        css = {"all": ("admin/base.css", "admin/list.css")}

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Count where the organizations on the page are named, in two queries for all of them."""
        found = super().get_changelist_instance(request)
        found.result_list = list(found.result_list)
        uses = count_uses([one.name for one in found.result_list])
        for organization in found.result_list:
            organization.use = uses[organization.name]
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Organizations", **(extra_context or {})})

    @admin.display(description="Sponsor of")
    def sponsor_of(self, organization: Any) -> str:
        return describe_counts(organization.use.sponsor) or "–"

    @admin.display(description="Partner of")
    def partner_of(self, organization: Any) -> str:
        return describe_counts(organization.use.partner) or "–"

    @admin.display(description="Website", ordering="website")
    def website_column(self, organization: Organization) -> str | SafeString:
        if not organization.website:
            return "–"
        return format_html('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>', organization.website)

    @admin.display(description="Identifiers")
    def identifiers_column(self, organization: Organization) -> str:
        return ", ".join(scheme.label for scheme in SCHEMES.values() if scheme.name in organization.identifiers) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # unused ones are dropped on a page of their own

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return organization_page(self, request, object_id)


def organization_page(model_admin: OrganizationAdmin, request: HttpRequest, object_id: str | None) -> HttpResponse:
    """The page of an organization: its programs, names and changes. A POST proposes details."""
    if object_id is None:
        raise PermissionDenied  # programs create organizations
    organization = model_admin.get_object(request, object_id)
    if organization is None:
        raise Http404("Organization not found.")
    may_change = model_admin.has_change_permission(request, organization)
    if not (may_change if request.method == "POST" else model_admin.has_view_permission(request, organization)):
        raise PermissionDenied
    form = DetailsForm(organization, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            change = propose_details(organization, form.details, person(request), form.cleaned_data["reason"])
        except InvalidOrganizationChange as error:
            form.add_error(error.field or None, str(error))
        else:
            report_proposal(request, change)
            return HttpResponseRedirect(request.path)
    uses = list_uses([organization.name])
    rows, waiting = build_rows(uses), pending_change_of(organization)
    return page(
        request,
        "admin/organizations/organization.html",
        organization.name,
        status=422 if form.errors else 200,
        opts=model_admin.opts,
        organization=organization,
        rows=rows[:MOST],
        rest=len(rows) - len(rows[:MOST]),
        has_page=organization.programs.filter(publication=Publication.PUBLISHED).exists(),
        is_unused=not waiting and not organization.programs.exists() and count_places(uses).is_unused,
        former=organization.former_names.all(),
        changes=organization.changes.select_related("organization", "user", "decided_by")[:_MOST_CHANGES],
        waiting=waiting,
        form=form,
        may_change=may_change,
        details=[(FIELDS[field], text) for field, text in details_of(organization).items() if text],
        parts=organization.parts.all(),
        organizations=Organization.objects.exclude(pk=organization.pk).values_list("name", flat=True) if may_change else (),
    )


def report_proposal(request: HttpRequest, change: OrganizationChange) -> None:
    """Log a proposed change and say what comes next, or that it took effect at once."""
    applied = change.state == OrganizationChangeState.PUBLISHED
    outcome = f"{change}: done. The public sees no difference." if applied else f"{change}: sent for review."
    admin.site.get_model_admin(Organization).log_change(request, change.organization, f"{outcome} {change.reason}".strip())
    next_step = "" if applied else describe_next_step_for(change.user, person(request))
    messages.success(request, f"{outcome} {next_step}".strip())
