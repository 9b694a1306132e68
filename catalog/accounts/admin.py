"""People and roles in the admin: who may sign in, without privilege escalation.

These are Django's own account tables, so its admin writes them, not a service: no record, version or public page
depends on them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts import second_factor_reset
from catalog.accounts.roles import ROLES
from catalog.accounts.services import role_of, set_active
from catalog.admin_common.lists import ChosenMixin
from catalog.models import SecondFactorRequirement

admin.site.unregister([User, Group])


@admin.register(User)
class PersonAdmin(ChosenMixin, second_factor_reset.SecondFactorMixin, UserAdmin):
    """People who use the admin. An Admin creates them, gives them a role and deactivates them.

    An Admin sees superusers and people with more permissions, but cannot change them: whoever sets another person's
    password can sign in as them. Only superusers see the fields that grant more than a role.
    """

    list_display = ("username", "full_name", "email", "role", "is_active", "second_factor", "last_login")
    list_filter = ("is_active", "groups")
    show_facets = admin.ShowFacets.ALWAYS
    actions = ("deactivate_selected", "activate_selected", *second_factor_reset.ACTIONS)
    add_form = UserCreationForm
    add_form_template = None
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("Access", {"fields": ("is_active", "groups", "second_factor", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "email", "password1", "password2", "groups")}),)
    _BEYOND_ROLES = ("Beyond the roles", {"fields": ("is_staff", "is_superuser", "user_permissions")})
    _NOT_OF_ONESELF = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")

    @admin.display(description="name", ordering="last_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="role")
    def role(self, person: User) -> str:
        return role_of(person) or "none"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (*fieldsets, self._BEYOND_ROLES) if obj and request.user.is_superuser else fieldsets

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A new person needs a role: without one they cannot sign in."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and "groups" in form.base_fields:
            form.base_fields["groups"].required = True
            form.base_fields["groups"].error_messages["required"] = "Choose a role. Without one a person cannot sign in."
        return form

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "People", **(extra_context or {})})

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """People cannot lock themselves out or change their own role."""
        return ("second_factor", "last_login", "date_joined", *(self._NOT_OF_ONESELF if obj == request.user else ()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        groups = Group.objects.all() if request.user.is_superuser else _no_more_than(request.user)
        # in the order they were made, which is that of ROLES
        kwargs |= {"queryset": groups.order_by("pk"), "widget": CheckboxSelectMultiple}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field:
            field.label, field.help_text = "Role", "One is enough. Each role includes the one before it."
        return field

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or _may_all_that(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is not None and obj == request.user:
            return False
        return super().has_delete_permission(request, obj) and (obj is None or _may_all_that(request.user, obj))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Keep the groups that the form did not show; who has a role may come in."""
        person = form.instance
        unseen = [] if request.user.is_superuser else list(person.groups.exclude(pk__in=_no_more_than(request.user)))
        super().save_related(request, form, formsets, change)
        person.groups.add(*unseen)
        if not person.is_staff and person.groups.filter(name__in=ROLES).exists():
            person.is_staff = True
            person.save(update_fields=["is_staff"])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect people whom the history names from deletion, and say what names them."""
        to_delete, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, forbidden, [trace for person in objs for trace in _traces(person)] or protected

    def get_actions(self, request: HttpRequest) -> Any:
        """No bulk delete: each deletion is confirmed on its own."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description="Deactivate the chosen people: they can no longer log in", permissions=["change"])
    def deactivate_selected(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._set_active(request, chosen, False)

    @admin.action(description="Activate the chosen people: they can log in again", permissions=["change"])
    def activate_selected(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        self._set_active(request, chosen, True)

    def _set_active(self, request: HttpRequest, chosen: QuerySet[User], active: bool) -> None:
        word = "activated" if active else "deactivated"
        people = [one for one in chosen if one != request.user and self.has_change_permission(request, one)]
        set_active(people, active)
        for one in people:
            self.log_change(request, one, f"{word.capitalize()}.")
        if people:
            self.message_user(request, f"{word.capitalize()}: {', '.join(map(str, people))}.", messages.SUCCESS)
        if left := [str(one) for one in chosen if one not in people]:
            text = (
                f"Not {word}: {', '.join(left)}. You cannot do this to yourself or to people who have more permissions than you."
            )
            self.message_user(request, text, messages.WARNING)


@admin.register(Group)
class RoleAdmin(ChosenMixin, GroupAdmin):
    """Groups. The four roles are made by every `migrate` and would be made so again: they can be viewed but not changed."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Roles", **(extra_context or {})})

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)


def _may_all_that(user: Any, other: User) -> bool:
    """Whether `user` may do everything that `other` may, or might once they are active again."""
    if user.is_superuser:
        return True
    held = Permission.objects.filter(Q(group__user=other) | Q(user=other)).values_list("content_type__app_label", "codename")
    return not other.is_superuser and {f"{app}.{codename}" for app, codename in held} <= user.get_all_permissions()


def _no_more_than(user: Any) -> QuerySet[Group]:
    """The roles that may do nothing that `user` may not."""
    names = [name for name, permissions in ROLES.items() if permissions <= user.get_all_permissions()]
    return Group.objects.filter(name__in=names)


def _traces(person: User) -> list[str]:
    """What a person did that the history keeps, counted: "3 program versions"."""
    counts: dict[str, int] = {}
    for relation in User._meta.related_objects:
        model: Any = relation.related_model
        if model in (TOTPDevice, StaticDevice, SecondFactorRequirement):  # how they sign in, not what they did
            continue
        if number := model._base_manager.filter(**{relation.field.name: person}).count():
            name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
            counts[str(name)] = counts.get(str(name), 0) + number
    return [f"{number} {name}" for name, number in counts.items()]
