"""manage.py create_editor"""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.urls import reverse

from catalog.accounts.roles import ADMIN, ROLES
from catalog.accounts.services import NameTaken, change_role, create_person, role_of

TRIES = 3  # for a good password


class Command(BaseCommand):
    """Create a user of the admin, or change the role of one."""

    help = "Create a user of the admin with a role; asks for a password. An Admin is a superuser. --update changes the role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user name")
        parser.add_argument("--role", required=True, type=str.title, choices=list(ROLES), help="each includes the one before")
        parser.add_argument("--email", default="", help="an e-mail address")
        parser.add_argument("--update", action="store_true", help="the user exists: change the role, not the password")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from the first line of stdin")

    def handle(self, *, name: str, role: str, email: str, update: bool, password_stdin: bool, **options: Any) -> None:
        name = User.normalize_username(name)
        known = self._find_user(name, role)
        self._refuse_bad(name, email)
        if update:
            self._update(known, name, role, email)
        elif known:
            raise CommandError(_describe_taken(known))
        else:
            password = self._read_password(name, email) if password_stdin else self._ask_password(name, email)
            try:
                create_person(name, role, password, email)
            except NameTaken as error:  # by another process
                raise CommandError(_describe_taken(error.user)) from None
            self.stdout.write(f"{name} was created with the role {role} and can sign in at {_admin_address()}")

    def _find_user(self, name: str, role: str) -> User | None:
        """Return the user with this name. Refuses a database that is not set up."""
        try:
            if not Group.objects.filter(name=role).exists():
                raise CommandError("The roles have not been made yet: run manage.py migrate first.")
            return User.objects.filter(username__iexact=name).first()
        except DatabaseError as error:
            raise CommandError(f"The database is not set up yet: run manage.py migrate first. ({error})") from None

    def _refuse_bad(self, name: str, email: str) -> None:
        try:
            User(username=name, email=email).clean_fields(exclude=["password"])
        except ValidationError as error:
            words = {"username": "the name", "email": "--email"}
            problems = [f"{words.get(field, field)}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise CommandError("Nothing was written. " + "\n".join(problems)) from None

    def _update(self, known: User | None, name: str, role: str, email: str) -> None:
        if known is None:
            raise CommandError(f"Nobody is named {name}. Without --update, a user of this name is created.")
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=known.pk)
        if known.is_superuser and role != ADMIN and not others.exists():
            raise CommandError(f"{known} is the only superuser, and only superusers manage users. Make another Admin first.")
        before = role_of(known) or "no role"
        change_role(known, role, email)
        self.stdout.write(f"{known} had {before} and now has the role {role}. The admin is at {_admin_address()}")
        if not known.is_active:
            self.stdout.write(f"{known} is deactivated and cannot log in.")

    def _read_password(self, name: str, email: str) -> str:
        password = sys.stdin.readline().rstrip("\r\n")
        if problems := _find_problems(password, name, email):
            raise CommandError("Nothing was written. " + " ".join(problems))
        return password

    def _ask_password(self, name: str, email: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask for a password: send it as a line, with --password-stdin.")
        try:
            for _ in range(TRIES):
                password = getpass.getpass(f"Password for {name}: ")
                problems = _find_problems(password, name, email)
                if not problems and getpass.getpass("The same again: ") != password:
                    problems = ["The two passwords differ."]
                if not problems:
                    return password
                self.stderr.write(" ".join(problems))
        except (KeyboardInterrupt, EOFError):
            raise CommandError("Stopped; nothing was written.") from None
        raise CommandError(f"No good password in {TRIES} tries; nothing was written.")


def _find_problems(password: str, name: str, email: str) -> list[str]:
    if not password:
        return ["The password is empty."]
    try:
        validate_password(password, User(username=name, email=email))
    except ValidationError as error:
        return error.messages
    return []


def _describe_taken(known: User) -> str:
    role = role_of(known) or "without a role"
    return f"{known} exists already ({role}). Nothing was written. To change the role, add --update."


def _admin_address() -> str:
    """Return the address of the admin, public or on this machine."""
    host = f"[{settings.HOST}]" if ":" in settings.HOST and not settings.HOST.startswith("[") else settings.HOST
    if settings.PUBLIC_URL:
        return settings.PUBLIC_URL + reverse("admin:index")
    unsure = "" if "PORT" in os.environ else ", or at the PORT with which the catalog is served"
    return f"http://{host}:{settings.PORT}{reverse('admin:index')}{unsure}"
