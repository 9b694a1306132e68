"""The second factor of people who use the admin: codes of an authenticator app (TOTP), and ten recovery codes for its loss."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

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
    """Raised where a code is wrong, or was used before; `wait` is the number of seconds to wait where there were too many."""

    def __init__(self, wait: int = 0):
        self.wait = wait
        super().__init__(wait)


def has_second_factor(user: User) -> bool:
    """Whether a person has set up an authenticator app."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def must_have_second_factor(user: User) -> bool:
    """Whether a person's role demands a second factor (REQUIRE_SECOND_FACTOR), or an Admin does.

    Superusers may do what any role may, so they need one as soon as any role does.
    """
    roles = settings.REQUIRE_SECOND_FACTOR
    if roles and (user.is_superuser or user.groups.filter(name__in=roles).exists()):
        return True
    return SecondFactorRequirement.objects.filter(user=user).exists()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes a person has not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def turn_on(user: User, key: str, code: str) -> list[str]:
    """Take the app that holds `key` (hexadecimal) as a person's second factor, in place of any before; the recovery codes.

    `code` is what the app shows. Raises CodeRefused where it does not come from this key; then nothing is written.
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
    """Make new recovery codes, each good for one login; those made before no longer work."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def check_code(user: User, code: str) -> Device:
    """The device of a person that a code is from: of the app, or a recovery code, which is then used up.

    Raises CodeRefused. After each wrong code django-otp refuses all for a time that doubles.
    """
    code = _without_spaces(code).lower()
    model = TOTPDevice if _is_app_code(code) else StaticDevice
    device = model.objects.devices_for_user(user, confirmed=True).first()
    if device is None:
        raise CodeRefused
    _, why = device.verify_is_allowed()
    if why:
        raise CodeRefused(_seconds_until(why["locked_until"]))
    if verified := verify_token(user, device.persistent_id, code):
        return verified
    raise CodeRefused


@transaction.atomic
def turn_off(users: Iterable[User]) -> None:
    """Forget the apps and recovery codes of people."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user__in=users).delete()


@transaction.atomic
def require(users: Iterable[User], required: bool) -> None:
    """Make people use a second factor, whatever their role, or no longer."""
    if not required:
        SecondFactorRequirement.objects.filter(user__in=users).delete()
        return
    SecondFactorRequirement.objects.bulk_create((SecondFactorRequirement(user=user) for user in users), ignore_conflicts=True)


def _without_spaces(code: str) -> str:
    return "".join(code.split()).replace("-", "")


def _is_app_code(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) == 6


def _seconds_until(when: datetime) -> int:
    return max(1, round((when - timezone.now()).total_seconds()))
