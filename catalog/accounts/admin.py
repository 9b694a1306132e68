"""Users and roles in the admin. These are Django's own tables: its admin writes them, not a service."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts import second_factor_reset
from catalog.accounts.password_links import NewPersonForm, PasswordLinkMixin
from catalog.accounts.roles import ROLES
from catalog.accounts.services import role_of
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
    list_filter = ("is_active", "groups")
    show_facets = admin.ShowFacets.ALWAYS
    actions = (*second_factor_reset.ACTIONS, "unlock")
    add_form = NewPersonForm
    add_form_template = None
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "password_state", "first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "groups", "second_factor", "last_login", "date_joined")}),
        ("Beyond the roles", {"fields": ("is_staff", "is_superuser", "user_permissions")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email", "groups")}),)
    readonly_fields = ("password_state", "second_factor", "last_login", "date_joined")
    _NOT_OF_ONESELF = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")

    @admin.display(description="name", ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="role")
    def role(self, person: User) -> str:
        return role_of(person) or "none"

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Require a role for a new user: without one they can do nothing in the admin."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "groups" in form.base_fields:
            form.base_fields["groups"].required = True
            required = "Choose a role. Without one a user can do nothing in the admin."
            form.base_fields["groups"].error_messages["required"] = required
        return form

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Users", **(extra_context or {})})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Superusers cannot lock themselves out."""
        return (*super().get_readonly_fields(request, obj), *(self._NOT_OF_ONESELF if obj == request.user else ()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        # in the order they were made, which is that of ROLES
        kwargs |= {"queryset": Group.objects.order_by("pk"), "widget": CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.label = "Role"
            field.help_text = (
                "One is enough. Each role includes the one before it. To manage users, an Admin also needs superuser status."
            )
        return field

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj != request.user

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Let a user who gets a role sign in to the admin."""
        super().save_related(request, form, formsets, change)
        if "groups" in form.changed_data and form.cleaned_data["groups"] and not form.instance.is_staff:
            form.instance.is_staff = True
            form.instance.save(update_fields=["is_staff"])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect users whom the history names from deletion, and say what names them."""
        to_delete, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, forbidden, [trace for person in objs for trace in _count_traces(person)] or protected

    def get_actions(self, request: HttpRequest) -> Any:
        """No bulk delete: each deletion is confirmed on its own."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(Group)
class RoleAdmin(SuperusersOnly, ChosenMixin, GroupAdmin):
    """Groups. The four roles cannot be changed: every `migrate` would reset them."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Groups", **(extra_context or {})})

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)


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
