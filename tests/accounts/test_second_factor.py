"""The second factor: set up, enter a code, require, reset. test_roles.py tests unverified sessions."""

import base64
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts.second_factor import RECOVERY_CODES, require, turn_on
from catalog.models import SecondFactorRequirement
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
USERS, CODE, SET_UP = "/admin/auth/user/", "/admin/code/", "/admin/second-factor/"


def code_of(key, steps=0):
    """The code that an app with this key (hexadecimal) shows after so many steps."""
    return f"{TOTP(bytes.fromhex(key), drift=steps).token():06}"


def with_app(user):
    """Set up an app whose present code is still unused; return the recovery codes."""
    codes = turn_on(user, KEY, code_of(KEY))
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return codes


KEY = "3132333435363738393031323334353637383930"


@pytest.fixture
def anna():
    return make_user("anna", "Editor")


@pytest.fixture
def at_code(client, anna):
    """A browser after the password, and the recovery codes."""
    codes = with_app(anna)
    client.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    return client, codes


def is_open(client):
    return client.get("/admin/catalog/program/").status_code == 200


# setting it up


def test_it_is_set_up_with_the_key_shown_and_one_code(client, anna):
    client.force_login(anna)
    html = client.get(SET_UP).content.decode()
    shown = re.search(r'id="key">([A-Z2-7 ]+)<', html)[1].replace(" ", "")
    assert re.search(r'<img[^>]+src="data:image/svg\+xml[^"]+" alt="[^"]+"', html)
    assert 'autocomplete="one-time-code"' in html
    key = base64.b32decode(shown).hex()
    assert client.post(SET_UP, {"code": code_of(key, 5)}).status_code == 422
    assert not TOTPDevice.objects.exists()
    code = code_of(key)
    response = client.post(SET_UP, {"code": f"{code[:3]} {code[3:]}"})
    codes = re.findall(r"<li><code>([a-z2-7]{8})</code>", response.content.decode())
    assert len(set(codes)) == RECOVERY_CODES
    assert is_open(client)
    assert not set(codes) & set(re.findall(r"[a-z2-7]{8}", client.get(SET_UP).content.decode()))
    assert LogEntry.objects.filter(user=anna, object_id=anna.pk).count() == 1


def test_opening_the_set_up_again_keeps_the_key(client, anna):
    client.force_login(anna)
    first, second = (re.search(r'id="key">([^<]+)<', client.get(SET_UP).content.decode())[1] for _ in range(2))
    assert first == second


def test_other_sessions_are_asked_for_a_code_once_it_is_on(client, anna):
    client.force_login(anna)
    with_app(anna)
    assert client.get("/admin/week/")["Location"] == f"{CODE}?next=%2Fadmin%2Fweek%2F"


# logging in with it


def test_the_code_of_the_app_opens_the_requested_page(at_code):
    client, _ = at_code
    assert not is_open(client)
    page = client.get(f"{CODE}?next=/admin/week/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'name="next" value="/admin/week/"' in page
    before = client.session.session_key
    response = client.post(CODE, {"code": code_of(KEY), "next": "/admin/week/"})
    assert (response.status_code, response["Location"]) == (302, "/admin/week/")
    assert client.session.session_key != before
    assert is_open(client)


def test_it_redirects_to_no_other_site(at_code):
    client, _ = at_code
    assert client.post(CODE, {"code": code_of(KEY), "next": "https://evil.example/"})["Location"] == "/admin/"


def test_a_code_works_once(at_code):
    client, _ = at_code
    code = code_of(KEY)
    client.post(CODE, {"code": code})
    other = Client()
    other.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    assert other.post(CODE, {"code": code}).status_code == 422
    assert not is_open(other)


def test_a_recovery_code_works_once_in_any_spelling(at_code):
    client, codes = at_code
    assert client.post(CODE, {"code": f" {codes[0][:4].upper()}-{codes[0][4:]} "}).status_code == 302
    assert is_open(client)
    other = Client()
    other.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    assert other.post(CODE, {"code": codes[0]}).status_code == 422
    assert StaticToken.objects.count() == RECOVERY_CODES - 1


def test_another_persons_code_is_refused(at_code):
    client, _ = at_code
    others = turn_on(make_user("bert", "Editor"), KEY[::-1], code_of(KEY[::-1]))
    assert client.post(CODE, {"code": others[0]}).status_code == 422
    assert not is_open(client)


@pytest.mark.parametrize("code", ["", "000000", "abcdefgh", "１２３４５６", "-1", "9" * 20, "9" * 21, "\x00", "' OR 1=1"])
def test_a_wrong_code_says_so_at_its_field(at_code, code):
    client, _ = at_code
    response = client.post(CODE, {"code": code})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"code"}
    assert not is_open(client)


def test_after_a_wrong_code_even_the_right_one_waits(at_code):
    client, _ = at_code
    TOTPDevice.objects.update(throttling_failure_count=10, throttling_failure_timestamp=timezone.now())
    response = client.post(CODE, {"code": code_of(KEY)})
    assert response.context["form"].errors.as_data()["code"][0].code == "wait"
    assert not is_open(client)


def test_wrong_codes_lock_out_like_wrong_passwords(at_code):
    client, codes = at_code
    answers = []
    for _ in range(8):
        answers.append(client.post(CODE, {"code": "000000"}).status_code)
        TOTPDevice.objects.update(throttling_failure_count=0)
    assert answers == [422] * 7 + [429]
    assert client.post(CODE, {"code": codes[0]}).status_code == 429
    assert not is_open(client)


def test_logging_out_needs_no_code(at_code):
    client, _ = at_code
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


# changing it


def test_new_recovery_codes_replace_the_old(at_code):
    client, codes = at_code
    client.post(CODE, {"code": codes[0]})
    assert client.post(SET_UP, {"new_codes": "1", "code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    response = client.post(SET_UP, {"new_codes": "1", "code": code_of(KEY)})
    assert response.content.decode().count("<li><code>") == StaticToken.objects.count() == RECOVERY_CODES
    assert not StaticToken.objects.filter(token__in=codes).exists()
    assert is_open(client)


def test_turning_it_off_takes_password_and_code(at_code):
    client, codes = at_code
    client.post(CODE, {"code": codes[0]})
    for password, code in (("", codes[1]), ("wrong", codes[1]), (PASSWORD, ""), (PASSWORD, "000000")):
        assert client.post(SET_UP, {"turn_off": "1", "password": password, "code": code}).status_code == 422
    assert StaticToken.objects.filter(token=codes[1]).exists()
    assert client.post(SET_UP, {"turn_off": "1", "password": PASSWORD, "code": codes[1]}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert is_open(client)


# requiring it


def test_a_user_who_must_have_one_can_only_set_it_up(client, anna):
    require([anna], True)
    client.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    assert client.get("/admin/week/")["Location"] == f"{SET_UP}?next=%2Fadmin%2Fweek%2F"
    shown = re.search(r'id="key">([^<]+)<', client.get(SET_UP).content.decode())[1].replace(" ", "")
    client.post(SET_UP, {"code": code_of(base64.b32decode(shown).hex())})
    assert is_open(client)


@pytest.mark.parametrize(
    ("role", "is_superuser", "required"),
    [
        ("Viewer", False, False),
        ("Editor", False, False),
        ("Reviewer", False, True),
        ("Admin", False, True),
        ("Viewer", True, True),
    ],
)
def test_the_operator_requires_it_of_roles(client, settings, role, is_superuser, required):
    settings.REQUIRE_SECOND_FACTOR = ["Reviewer", "Admin"]
    client.force_login(make_user("bert", role, is_superuser=is_superuser))
    assert is_open(client) != required


def test_an_unknown_role_in_the_settings_is_an_error_at_the_start(settings):
    assert not [found for found in run_checks() if found.id == "catalog.E001"]
    settings.REQUIRE_SECOND_FACTOR = ["Reviewer", "Chief"]
    [found] = [found for found in run_checks() if found.id == "catalog.E001"]
    assert "Chief" in found.msg


# what superusers do for others


@pytest.fixture
def boss(client, editor):
    client.force_login(editor)
    return editor


def act(client, action, *people):
    return client.post(USERS, {"action": action, "_selected_action": [one.pk for one in people]}, follow=True)


def state(client, person):
    html = client.get(USERS).content.decode()
    return re.search(rf'/user/{person.pk}/change/.*?field-second_factor">([^<]+)<', html, re.DOTALL)[1]


def test_a_superuser_requires_and_resets_and_it_is_logged(client, boss, anna):
    assert state(client, anna) == "off"
    act(client, "require_second_factor", anna)
    act(client, "require_second_factor", anna)
    assert state(client, anna) == "required, not set up"
    with_app(anna)
    assert state(client, anna) == "on"
    act(client, "reset_second_factor", anna)
    assert state(client, anna) == "required, not set up"
    act(client, "stop_requiring_second_factor", anna)
    assert state(client, anna) == "off"
    assert LogEntry.objects.filter(user=boss, object_id=anna.pk).count() == 4
    assert "Second factor" in client.get(f"{USERS}{anna.pk}/history/").content.decode()


@pytest.mark.parametrize("action", ["require_second_factor", "stop_requiring_second_factor", "reset_second_factor"])
def test_superusers_cannot_apply_it_to_themselves(client, boss, action):
    with_app(boss)
    require([boss], action != "require_second_factor")
    client.post(CODE, {"code": code_of(KEY)})
    act(client, action, boss)
    assert TOTPDevice.objects.count() == 1
    assert SecondFactorRequirement.objects.count() == (action != "require_second_factor")
    assert not LogEntry.objects.exists()
    assert action in client.get(USERS).content.decode()


def test_a_second_factor_is_deleted_with_its_user(client, boss, anna):
    with_app(anna)
    require([anna], True)
    assert client.post(f"{USERS}{anna.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=anna.pk).exists()
    assert not TOTPDevice.objects.exists()


def test_the_operator_resets_it_on_the_command_line(anna):
    with_app(anna)
    call_command("reset_second_factor", "anna", verbosity=0)
    assert not TOTPDevice.objects.exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


@pytest.mark.parametrize("model", ["otp_totp/totpdevice", "otp_static/staticdevice"])
def test_nobody_sees_keys_and_codes_of_others(client, editor, model):
    client.force_login(editor)
    assert client.get(f"/admin/{model}/").status_code == 404
