"""Failed logins: two limits, no lock-out by others, no password hashing while locked, and what is stored and logged."""

import datetime
import logging

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.admin_common.admin_pages import text

pytestmark = pytest.mark.django_db
NAME, PASSWORD = "anna", "correct horse battery"
OF_NAME, OF_NETWORK = 8, 30
HERE, THERE = "198.51.100.7", "203.0.113.5"


@pytest.fixture(autouse=True)
def anna():
    return User.objects.create_user(NAME, password=PASSWORD, is_staff=True)


def log_in(name=NAME, password=PASSWORD, address=HERE, **headers):
    """The answer to a login from an address, in a browser of its own."""
    data = {"username": name, "password": password, "next": "/admin/"}
    return Client().post("/admin/login/", data, REMOTE_ADDR=address, headers=headers)


def fail(times, name=NAME, address=HERE, **headers):
    """The status of each of so many wrong passwords; `{}` in the name and the address stands for their number."""
    return [log_in(name.format(n), "wrong", address.format(n), **headers).status_code for n in range(times)]


def is_let_in(response):
    return (response.status_code, response["Location"] if response.status_code == 302 else "") == (302, "/admin/")


def test_the_eighth_wrong_password_locks_the_name_from_that_address():
    assert fail(OF_NAME) == [200] * (OF_NAME - 1) + [429]
    assert log_in().status_code == 429
    assert is_let_in(log_in(address=THERE))


def test_many_names_from_one_address_lock_that_address():
    assert fail(OF_NETWORK, name="name-{}") == [200] * (OF_NETWORK - 1) + [429]
    assert log_in().status_code == 429
    assert fail(1, name="another") == [429]
    assert is_let_in(log_in(address=THERE))


@pytest.mark.parametrize(("spread", "locked"), [("2001:db8:1:2::{}", True), ("2001:db8:1:{}::1", False)])
def test_an_ipv6_network_of_64_bits_is_one_address(spread, locked):
    fail(OF_NAME, address=spread)
    assert (log_in(address="2001:db8:1:2:aaaa::9").status_code == 429) == locked


@pytest.mark.parametrize(("proxies", "chain"), [(0, None), (1, "{visitor}"), (2, "{visitor}, 192.0.2.80")])
def test_failures_from_elsewhere_lock_nobody_out_behind_any_number_of_proxies(settings, proxies, chain):
    """Two proxies: a CDN, whose address the nearer one adds. The attacker's claim is further left."""
    settings.TRUSTED_PROXIES = proxies

    def sent(visitor, claim=""):
        if not chain:
            return {"address": visitor}
        return {"address": "127.0.0.1", "X-Forwarded-For": claim + chain.format(visitor=visitor)}

    for n in range(OF_NETWORK):  # under this name, and claiming its address
        fail(1, name=NAME if n < OF_NAME else f"name-{n}", **sent(THERE, claim=f"{HERE}, "))
    assert log_in(**sent(THERE)).status_code == 429
    assert is_let_in(log_in(**sent(HERE)))


@pytest.mark.parametrize("name", [NAME, "name-{}"])
def test_a_try_during_a_lock_hashes_no_password_and_does_not_extend_it(monkeypatch, name):
    fail(OF_NETWORK, name=name)
    kept = set(AccessAttempt.objects.values_list("username", "failures_since_start", "attempt_time"))
    monkeypatch.setattr(ModelBackend, "authenticate", lambda *_, **__: pytest.fail("A password was hashed"))
    assert fail(3, name=name) == [429] * 3
    assert set(AccessAttempt.objects.values_list("username", "failures_since_start", "attempt_time")) == kept


def test_the_answer_says_when_to_try_again_and_not_whether_the_name_exists(client):
    for name in (NAME, "nobody"):
        fail(OF_NAME, name=name)
    hers, nobodys = log_in(), log_in("nobody")
    for response in (hers, nobodys):
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 3600
        assert "no-store" in response["Cache-Control"]
    assert text(hers) == text(nobodys)
    assert 'href="/admin/login/"' in hers.content.decode()
    assert "admin/css/login.css" in hers.content.decode()
    assert client.get("/admin/login/", REMOTE_ADDR=HERE).status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_words():
    answers = [log_in(name, "wrong") for name in (NAME, "nobody")]
    errors = [response.context["form"].non_field_errors() for response in answers]
    assert errors[0]
    assert errors[0] == errors[1]


def test_an_hour_later_the_lock_is_over_as_announced(monkeypatch):
    fail(OF_NAME)
    wait = int(log_in()["Retry-After"])
    real = timezone.now
    for seconds, let_in in ((wait - 30, False), (wait + 1, True)):
        later = datetime.timedelta(seconds=seconds)
        for place in ("django.utils.timezone.now", "axes.handlers.proxy.now"):
            monkeypatch.setattr(place, lambda later=later: real() + later)
        assert is_let_in(log_in()) == let_in


@pytest.mark.parametrize("command", [("axes_reset_username", NAME), ("axes_reset_ip", HERE)])
def test_the_documented_commands_unlock(command):
    fail(OF_NAME)
    call_command(*command, verbosity=0)
    assert is_let_in(log_in())


def test_no_browser_query_or_form_is_stored():
    agent = {"User-Agent": "Known Browser", "Accept": "text/html"}
    fail(2, **agent)
    log_in(**agent)
    [attempt] = AccessAttempt.objects.values()
    [log] = AccessLog.objects.values()
    assert (attempt["username"], attempt["ip_address"], attempt["failures_since_start"]) == (NAME, HERE, 2)
    assert {attempt[name] for name in ("user_agent", "http_accept", "get_data", "post_data")} == {""}
    assert (log["username"], log["ip_address"], log["user_agent"], log["http_accept"]) == (NAME, HERE, "", "")


def test_each_failure_and_lock_is_one_line_with_the_whole_address_and_the_name(caplog):
    visitor, forged = "2001:db8:1:2:3:4:5:6", "x' from 192.0.2.1\nAXES: Locking out"
    with caplog.at_level(logging.WARNING, "axes"):
        fail(OF_NAME, address=visitor)
        fail(1, name=forged, address=visitor)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("axes")]
    assert len(lines) == OF_NAME + 2
    assert all(f"{visitor} as '{NAME}'" in line for line in lines[:-1])
    assert "Locking out" in lines[-2]
    assert f" by {visitor} as " in lines[-1]
    assert "\n" not in lines[-1]
