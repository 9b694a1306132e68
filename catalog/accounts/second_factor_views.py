"""Admin pages of the second factor: enter a code after the password, set it up, make recovery codes, turn it off."""

from __future__ import annotations

import base64
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as verify_session
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from catalog.accounts.second_factor import (
    has_second_factor,
    make_recovery_codes,
    must_have_second_factor,
    recovery_codes_left,
    turn_off,
)
from catalog.accounts.second_factor_forms import CodeForm, NewAppForm, TurnOffForm
from catalog.accounts.second_factor_gate import CODE, missing_step
from catalog.admin_common.pages import NOT_LET_IN, page, person

# not even superusers see the keys and codes of others
admin.site.unregister([TOTPDevice, StaticDevice])

_KEY = "second_factor_key"  # in the session, until the first code of the app proves that it holds the key
_FEW_LEFT = 3  # recovery codes


def _code(request: HttpRequest) -> HttpResponseBase:
    """`/admin/code/`: the second step of a login."""
    user = person(request)
    if missing_step(request) != CODE:
        return HttpResponseRedirect(_next(request))
    form = CodeForm(request, user, request.POST if request.method == "POST" else None)
    form.fields["code"].widget.attrs["autofocus"] = True
    if form.is_bound:
        if locked := _locked_out(request, user):
            return locked
        if form.is_valid():
            _verify(request, form.device)
            if (left := recovery_codes_left(user)) <= _FEW_LEFT:
                messages.warning(request, f"You have {left} recovery codes left. Make new ones under “Second factor”.")
            return HttpResponseRedirect(_next(request))
    context: dict[str, Any] = {"form": form, "next": _next(request), **NOT_LET_IN}
    return page(request, "admin/accounts/second_factor_code.html", "Enter your code", 422 if form.errors else 200, **context)


def _second_factor(request: HttpRequest) -> HttpResponseBase:
    """`/admin/second-factor/`: set it up; if it is on, make new recovery codes or turn it off."""
    user = person(request)
    return _manage(request, user) if has_second_factor(user) else _set_up(request, user)


def _set_up(request: HttpRequest, user: User) -> HttpResponseBase:
    key = request.session.setdefault(_KEY, default_key())
    form = NewAppForm(request, user, key, request.POST if request.method == "POST" else None)
    if form.is_valid():
        del request.session[_KEY]
        _verify(request, TOTPDevice.objects.get(user=user))
        _log(user, "Second factor turned on.")
        return _show_codes(request, form.recovery_codes)
    secret = base64.b32encode(bytes.fromhex(key)).decode()
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "image": segno.make(TOTPDevice(user=user, key=key).config_url, micro=False).svg_data_uri(scale=5, light="white"),
        "required": must_have_second_factor(user),
        "next": _next(request),
        # no other page opens while the required second factor is missing
        "is_nav_sidebar_enabled": missing_step(request) is None,
    }
    return page(
        request, "admin/accounts/second_factor_set_up.html", "Set up a second factor", 422 if form.errors else 200, **context
    )


def _manage(request: HttpRequest, user: User) -> HttpResponseBase:
    turning_off = "turn_off" in request.POST
    new_codes = CodeForm(request, user, request.POST if "new_codes" in request.POST else None)
    off = TurnOffForm(request, user, request.POST if turning_off else None)
    if (turning_off or new_codes.is_bound) and (locked := _locked_out(request, user)):
        return locked
    if new_codes.is_valid():
        codes = make_recovery_codes(user)
        # a recovery code may have opened this session, and its device was replaced
        _verify(request, TOTPDevice.objects.get(user=user))
        _log(user, "New recovery codes made.")
        return _show_codes(request, codes)
    if off.is_valid():
        turn_off([user])
        _log(user, "Second factor turned off.")
        messages.success(request, "Your second factor is off.")
        return HttpResponseRedirect(request.path)
    context = {
        "device": TOTPDevice.objects.get(user=user),
        "left": recovery_codes_left(user),
        "new_codes": new_codes,
        "off": off,
        "required": must_have_second_factor(user),
    }
    status = 422 if new_codes.errors or off.errors else 200
    return page(request, "admin/accounts/second_factor_manage.html", "Second factor", status, **context)


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponseBase:
    """Show the recovery codes, once."""
    context: dict[str, Any] = {"codes": codes, "next": _next(request)}
    return page(request, "admin/accounts/recovery_codes.html", "Your recovery codes", **context)


def _verify(request: HttpRequest, device: Device) -> None:
    """Mark this session as verified, under a new session key as after every login."""
    request.session.cycle_key()
    verify_session(request, device)


def _locked_out(request: HttpRequest, user: User) -> Any:
    """Return the response to a user who has guessed too often (django-axes), or None."""
    credentials = {"username": user.get_username()}
    return None if AxesProxyHandler.is_allowed(request, credentials) else get_lockout_response(request, None, credentials)


def _next(request: HttpRequest) -> str:
    """Return the requested address if it is on this site, or else the admin's start page."""
    url = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else reverse("admin:index")


def _log(user: User, text: str) -> None:
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, text, single_object=True)


code = admin.site.admin_view(_code)
second_factor = admin.site.admin_view(_second_factor)
