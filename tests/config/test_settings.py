"""config/settings.py reads the environment. A wrong value ends the process with one sentence, before any work."""

import os
import runpy

import pytest

from tests.processes import ROOT, environment, manage


@pytest.fixture
def read_settings(tmp_path):
    """Run config/settings.py with these variables; return its names."""
    umask = os.umask(0o077)

    def read(**variables):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, "environ", environment(tmp_path, **variables))
            return runpy.run_path(str(ROOT / "config" / "settings.py"))

    yield read
    os.umask(umask)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", port) for port in ("abc", "0", "70000", "-1", "８０")),
        *(("TODAY", day) for day in ("tomorrow", "2022-2-1", "20220301", "2022-02-30", " ")),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://localhost/catalog"),
        ("DATABASE_URL", "postgresql://user:hidden@localhost:port/name"),
        ("DATA_DIR", "/dev/null/data"),
        ("SECRET_KEY", " "),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("ALLOWED_HOSTS", "https://catalog.example"),
        ("PUBLIC_URL", "catalog.example"),
        ("PUBLIC_URL", "https://catalog.example/path"),
        ("BEHIND_PROXY", "yes"),
        ("OFFICE_OF_ONE", "true"),
        ("DEBUG", "true"),
        ("TIME_ZONE", "Mars/City"),
        ("WEB_CONCURRENCY", "two"),
        ("WEB_THREADS", "many"),
        ("IDLE_TIMEOUT", "abc"),
        ("REQUEST_TIMEOUT", "-3"),
        ("METRICS_ADDRESS", "9100"),
        ("METRICS_ADDRESS", "127.0.0.1:8000"),
        ("CONTACT_EMAIL", "not an address"),
        ("REPOSITORY_URL", "code.example"),
        ("EMAIL_PORT", "smtp"),
    ],
)
def test_a_wrong_value_is_refused_by_name(read_settings, name, value):
    with pytest.raises(SystemExit, match=rf"^{name} .+$") as refused:
        read_settings(**{name: value})
    assert "hidden" not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("public", [{"PUBLIC_URL": "https://catalog.example"}, {"HOST": "0.0.0.0"}])
def test_debug_is_refused_with_a_public_address(read_settings, public):
    with pytest.raises(SystemExit, match=r"^DEBUG=1 "):
        read_settings(DEBUG="1", **public)


def test_a_command_prints_the_refusal_without_a_traceback(tmp_path):
    done = manage(tmp_path, "serve", PORT="abc")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("PORT is 'abc'")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [({}, [31_536_000, False, False]), ({"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, [31_536_000, True, True])],
)
def test_hsts_binds_only_this_host_by_default(read_settings, more, expected):
    settings = read_settings(PUBLIC_URL="https://catalog.example", **more)
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert [settings[name] for name in names] == expected


def test_the_public_address_is_an_allowed_host(read_settings):
    settings = read_settings(PUBLIC_URL="https://catalog.example")
    assert settings["ALLOWED_HOSTS"] == ["catalog.example", "localhost", "127.0.0.1", "[::1]"]


def test_errors_are_mailed_to_every_address(read_settings):
    settings = read_settings(ERROR_EMAIL="a@catalog.example, b@catalog.example")
    assert settings["ADMINS"] == [("a@catalog.example", "a@catalog.example"), ("b@catalog.example", "b@catalog.example")]


@pytest.mark.parametrize(("proxies", "header"), [("0", None), ("1", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_the_scheme_of_a_proxy_counts_only_if_there_is_one(read_settings, proxies, header):
    assert read_settings(TRUSTED_PROXIES=proxies).get("SECURE_PROXY_SSL_HEADER") == header
