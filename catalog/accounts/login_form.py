"""The admin's login form."""

from __future__ import annotations

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError


class RoleLoginForm(AdminAuthenticationForm):
    """A login form that says why a user cannot sign in. Only a correct password gets the message that a role is missing."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Wrong user name or password. Capital letters matter.",
        "no_role": "Your password is right, but you have no role yet. Ask an Admin to give you one.",
    }

    def confirm_login_allowed(self, user: User) -> None:
        AuthenticationForm.confirm_login_allowed(self, user)
        if not getattr(user, "is_staff", False):
            raise ValidationError(self.error_messages["no_role"], code="no_role")
