"""Accounts of editors: create one, change its role."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.db import transaction

from catalog.accounts.roles import ADMIN, ROLES
from catalog.programs.publishing.revision import one_writer


class NameTaken(Exception):
    """Raised if a user has the name, in any capitals; `user` is that user."""

    def __init__(self, user: User):
        self.user = user
        super().__init__(user.username)


@transaction.atomic
def create_person(name: str, role: str, password: str, email: str = "") -> User:
    """Create a user of the admin with one of ROLES; an Admin is a superuser. The caller validates all but the role.

    Raises NameTaken, or Group.DoesNotExist before the first `migrate`.
    """
    one_writer()
    name = User.normalize_username(name)
    if known := User.objects.filter(username__iexact=name).first():
        raise NameTaken(known)
    group = Group.objects.get(name=role)
    user = User.objects.create_user(name, email, password, is_staff=True, is_superuser=role == ADMIN)
    user.groups.add(group)
    return user


@transaction.atomic
def change_role(user: User, role: str, email: str = "") -> None:
    """Give a user one of ROLES in place of their role or superuser status, and an e-mail address if one is given.

    Other groups stay. Raises Group.DoesNotExist before the first `migrate`.
    """
    one_writer()
    group = Group.objects.get(name=role)
    user.groups.remove(*user.groups.filter(name__in=ROLES))
    user.groups.add(group)
    user.is_staff, user.is_superuser, user.email = True, role == ADMIN, email or user.email
    user.save(update_fields=["is_staff", "is_superuser", "email"])


def role_of(user: User) -> str:
    """Return "superuser", the highest of ROLES that a user has, or "" for none."""
    if user.is_superuser:
        return "superuser"
    held = set(user.groups.values_list("name", flat=True))
    return next((role for role in reversed(ROLES) if role in held), "")
