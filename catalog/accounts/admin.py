"""People in the admin. Django's admin writes its own table of users; a service gives them their role."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts import second_factor_reset
from catalog.accounts.password_links import PasswordLinkMixin
from catalog.accounts.role_forms import PersonAddForm, PersonChangeForm, RoleFilter, single_role
from catalog.accounts.services import change_role
from catalog.admin_common.lists import ChosenMixin

admin.site.unregister([User, Group])


class SuperusersOnly:
    """Limit a page to superusers. Permissions that a group gives do not count: a holder could become a superuser."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)


def is_superuser(request: HttpRequest) -> bool:
    """Return whether an active superuser makes this request."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))


@admin.register(User)
class PersonAdmin(SuperusersOnly, ChosenMixin, PasswordLinkMixin, second_factor_reset.SecondFactorMixin, UserAdmin):
    """Users of the admin."""

    list_display = ("username", "full_name", "email", "role", "is_active", "second_factor", "last_login")
    list_filter = ("is_active", RoleFilter)
    show_facets = admin.ShowFacets.ALWAYS
    actions = (*second_factor_reset.ACTIONS, "unlock")
    form = PersonChangeForm
    add_form = PersonAddForm
    add_form_template = None
    fieldsets = (
        (None, {"fields": ("username", "password_state", "first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "role", "second_factor", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email", "role")}),)
    readonly_fields = ("password_state", "second_factor", "last_login", "date_joined")
    _NOT_OF_ONESELF = ("is_active", "role")

    @admin.display(description="name", ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="role")
    def role(self, person: User) -> str:
        return single_role(person) or "none"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "People", **(extra_context or {})})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Superusers cannot lock themselves out."""
        return (*super().get_readonly_fields(request, obj), *(self._NOT_OF_ONESELF if obj == request.user else ()))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Give the person the chosen role."""
        super().save_related(request, form, formsets, change)
        if role := form.cleaned_data.get("role"):
            change_role(form.instance, role)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect users whom the history names from deletion, and say what names them."""
        to_delete, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, forbidden, [trace for person in objs for trace in _count_traces(person)] or protected

    def get_actions(self, request: HttpRequest) -> Any:
        """No bulk delete: each deletion is confirmed on its own."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


def _count_traces(person: User) -> list[str]:
    """What a person did that the history keeps: "3 program versions"."""
    counts: dict[str, int] = {}
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if model in (TOTPDevice, StaticDevice):  # how they sign in, not what they did
            continue
        if number := model._base_manager.filter(**{relation.field.name: person}).count():
            name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            counts[str(name)] = counts.get(str(name), 0) + number
    return [f"{number} {name}" for name, number in counts.items()]
