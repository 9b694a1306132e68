"""The second factor: codes of an authenticator app (TOTP), and ten recovery codes in case the app is lost."""

from __future__ import annotations

import time
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.models import SecondFactorRequirement

RECOVERY_CODES = 10


class CodeRefused(Exception):
    """Raised if a code is wrong or was used before. `wait` is the seconds to wait after too many wrong codes, or 0."""

    def __init__(self, wait: int = 0):
        self.wait = wait
        super().__init__(wait)


def has_second_factor(user: User) -> bool:
    """Whether a user has set up an authenticator app."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def must_have_second_factor(user: User) -> bool:
    """Whether a user's role requires a second factor (REQUIRE_SECOND_FACTOR), or an Admin required it of this user.

    Superusers need one as soon as any role does.
    """
    roles = settings.REQUIRE_SECOND_FACTOR
    if roles and (user.is_superuser or user.groups.filter(name__in=roles).exists()):
        return True
    return SecondFactorRequirement.objects.filter(user=user).exists()


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes a user has not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def turn_on(user: User, key: str, code: str) -> list[str]:
    """Make the app with this key (hexadecimal) a user's second factor, in place of any earlier one.

    `code` is what the app shows; raises CodeRefused, and writes nothing, if it does not come from the key. Returns the
    recovery codes.
    """
    code = _without_spaces(code)
    device = TOTPDevice(user=user, name="app", key=key)
    totp = TOTP(device.bin_key)
    totp.time = time.time()
    if not (_is_app_code(code) and totp.verify(int(code), tolerance=1)):
        raise CodeRefused
    turn_off([user])
    device.drift, device.last_t = totp.drift, totp.t()  # this code is used up
    device.save()
    return make_recovery_codes(user)


@transaction.atomic
def make_recovery_codes(user: User) -> list[str]:
    """Make and return new recovery codes, each good for one login. The old ones stop working."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def check_code(user: User, code: str) -> Device:
    """Return the user's device that a code comes from: the app, or the recovery codes, of which it uses up one.

    Raises CodeRefused. After each wrong code, django-otp refuses all codes for a time that doubles.
    """
    code = _without_spaces(code).lower()
    model = TOTPDevice if _is_app_code(code) else StaticDevice
    device = model.objects.devices_for_user(user, confirmed=True).first()
    if device is None:
        raise CodeRefused
    _, refusal = device.verify_is_allowed()
    if refusal:
        raise CodeRefused(max(1, round((refusal["locked_until"] - timezone.now()).total_seconds())))
    if verified := verify_token(user, device.persistent_id, code):
        return verified
    raise CodeRefused


@transaction.atomic
def turn_off(users: Iterable[User]) -> None:
    """Delete the apps and recovery codes of these users."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user__in=users).delete()


@transaction.atomic
def require(users: Iterable[User], required: bool) -> None:
    """Require a second factor of these users, whatever their role, or stop requiring it."""
    if not required:
        SecondFactorRequirement.objects.filter(user__in=users).delete()
        return
    SecondFactorRequirement.objects.bulk_create((SecondFactorRequirement(user=user) for user in users), ignore_conflicts=True)


def _without_spaces(code: str) -> str:
    return "".join(code.split()).replace("-", "")


def _is_app_code(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) == 6
