"""Accounts of editors: create, give a role, deactivate. An account that the history names is never deleted."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, User
from django.db import transaction

from catalog.accounts.roles import ROLES
from catalog.programs.revision import one_writer


class NameTaken(Exception):
    """Raised where somebody has the name already, in these or other capitals; `user` is that person."""

    def __init__(self, user: User):
        self.user = user
        super().__init__(user.username)


@transaction.atomic
def create_person(name: str, role: str, password: str, email: str = "") -> User:
    """Create a person who may sign in to the admin, with one of ROLES. Name, e-mail and password were checked already.

    Raises NameTaken; Group.DoesNotExist where the roles have not been made (catalog.accounts.roles.make_roles).
    """
    one_writer()
    name = User.normalize_username(name)
    if known := User.objects.filter(username__iexact=name).first():
        raise NameTaken(known)
    group = Group.objects.get(name=role)
    user = User.objects.create_user(name, email, password, is_staff=True)
    user.groups.add(group)
    return user


@transaction.atomic
def change_role(user: User, role: str, email: str = "") -> None:
    """Give a person this one of ROLES instead of those they have, and an e-mail address if one is given.

    Other groups are left alone. Raises Group.DoesNotExist as create_person() does.
    """
    one_writer()
    group = Group.objects.get(name=role)
    user.groups.remove(*user.groups.filter(name__in=ROLES))
    user.groups.add(group)
    user.is_staff, user.email = True, email or user.email
    user.save(update_fields=["is_staff", "email"])


@transaction.atomic
def set_active(users: Iterable[User], active: bool) -> None:
    """Let people log in, or no longer; all they did stays in the history under their name."""
    one_writer()
    for user in users:
        user.is_active = active
        user.save(update_fields=["is_active"])


def role_of(user: User) -> str:
    """The role of a person in a word: the highest of ROLES they have, "superuser" before all; empty for none."""
    if user.is_superuser:
        return "superuser"
    held = set(user.groups.values_list("name", flat=True))
    return next((role for role in reversed(ROLES) if role in held), "")
