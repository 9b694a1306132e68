"""Forms of the second factor: each checks a code, one the password too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django_otp.models import Device

from catalog.accounts.second_factor import CodeRefused, check_code, turn_on

_WRONG = "This code is wrong or was used before. Enter the code that your app shows now."
_NO_MATCH = "This code does not match the key. Check that your device’s clock is right, and enter the code it shows now."


class _CodeForm(forms.Form):
    """A form with a code from the logged-in user."""

    code = forms.CharField(
        max_length=20,
        error_messages={"required": "Enter the code."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )

    help_text = ""

    def __init__(self, request: HttpRequest, user: User, data: Any = None):
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}-%s")
        self.request, self.user = request, user
        self.fields["code"].help_text = self.help_text
        self.fields["code"].widget.attrs["autofocus"] = self.is_bound


class NewAppForm(_CodeForm):
    """The first code of an app with `key`. Validation turns the second factor on and sets `recovery_codes`."""

    help_text = "Six digits. They change every 30 seconds."
    recovery_codes: list[str]

    def __init__(self, request: HttpRequest, user: User, key: str, data: Any = None):
        super().__init__(request, user, data)
        self.key = key

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            self.recovery_codes = turn_on(self.user, self.key, code)
        except CodeRefused:
            raise forms.ValidationError(_NO_MATCH, code="wrong") from None
        return code


class CodeForm(_CodeForm):
    """A code of the app or a recovery code. Validation sets `device`, which it came from.

    A wrong code counts as a failed login (django-axes): guessing codes locks out like guessing passwords.
    """

    help_text = "The six digits that your authenticator app shows, or one of your recovery codes."
    device: Device

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            self.device = check_code(self.user, code)
        except CodeRefused as refused:
            if refused.wait:
                text = f"Too many wrong codes. Wait {refused.wait} seconds, then enter the code that your app shows."
                raise forms.ValidationError(text, code="wait") from None
            credentials = {"username": self.user.get_username()}
            user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
            raise forms.ValidationError(_WRONG, code="wrong") from None
        return code


class TurnOffForm(CodeForm):
    """Password and code: an open session alone cannot turn the second factor off."""

    password = forms.CharField(
        strip=False,
        error_messages={"required": "Enter your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("password", "code")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not authenticate(self.request, username=self.user.get_username(), password=password):
            raise forms.ValidationError("This is not your password.", code="wrong")
        return password

    def clean_code(self) -> str:
        """Use up no code without the right password."""
        return super().clean_code() if "password" in self.cleaned_data else self.cleaned_data["code"]
