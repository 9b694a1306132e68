"""A person has one role: the forms that choose it, and the filter of the list of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from catalog.accounts.password_links import NewPersonForm
from catalog.accounts.roles import ADMIN, EDITOR, REVIEWER, ROLES, VIEWER
from catalog.accounts.services import role_of

_MAY = {
    VIEWER: "reads and exports",
    EDITOR: "also enters, corrects, imports and reviews",
    REVIEWER: "also publishes and rejects",
    ADMIN: "also manages people",
}


def single_role(person: User) -> str:
    """Return a person's role, or "" for none. Every superuser is an Admin."""
    return ADMIN if person.is_superuser else role_of(person)


class RoleFormMixin(forms.ModelForm):
    """A form of a user with the choice of one role."""

    role = forms.ChoiceField(
        choices=[(role, f"{role}: {_MAY[role]}") for role in ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role. Without one a person can do nothing in the admin."},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "role" in self.fields:
            self.fields["role"].initial = single_role(self.instance)


class PersonChangeForm(RoleFormMixin, UserChangeForm):
    """The form of a person."""

    class Meta(UserChangeForm.Meta):
        help_texts = {"is_active": "Clear this instead of deleting an account: the person can then no longer log in."}


class PersonAddForm(RoleFormMixin, NewPersonForm):
    """The form of a new person."""

    class Meta(NewPersonForm.Meta):
        pass


class RoleFilter(SimpleListFilter):
    """Filters the list of people by their role."""

    title = parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role, role) for role in ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        role = self.value()
        if role not in ROLES:
            return queryset
        chosen = Q(groups__name=role)
        return queryset.filter(chosen | Q(is_superuser=True) if role == ADMIN else chosen & Q(is_superuser=False)).distinct()
