"""What the environment may ask for, and what is refused in one sentence."""

import json

import pytest

from tests.processes import manage

SHOW = (
    "import json; from django.conf import settings as s;"
    "print(json.dumps([s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, "
    "s.ALLOWED_HOSTS, s.ADMINS]))"
)


@pytest.mark.parametrize(
    "environment",
    [
        {"DEBUG": "1", "PUBLIC_URL": "https://catalog.example"},
        {"DEBUG": "1", "HOST": "0.0.0.0"},
        {"LOG_FORMAT": "yaml"},
        {"EMAIL_PORT": "smtp"},
    ],
    ids=["DEBUG with PUBLIC_URL", "DEBUG with HOST", "LOG_FORMAT", "EMAIL_PORT"],
)
def test_a_bad_environment_is_refused_in_one_sentence(tmp_path, environment):
    done = manage(tmp_path, "check", **environment)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert all(name in done.stderr for name in list(environment)[:1])


def test_hsts_binds_this_host_alone_unless_more_is_asked_for(tmp_path):
    def shown(**environment):
        return json.loads(manage(tmp_path, "shell", "--no-imports", "-c", SHOW, **environment).stdout)

    public = {"PUBLIC_URL": "https://catalog.example"}
    assert shown(**public, ERROR_EMAIL="a@catalog.example, b@catalog.example") == [
        31_536_000,
        False,
        False,
        ["catalog.example", "localhost", "127.0.0.1", "[::1]"],
        [["a@catalog.example", "a@catalog.example"], ["b@catalog.example", "b@catalog.example"]],
    ]
    assert shown(**public, HSTS_SUBDOMAINS="1", HSTS_PRELOAD="1")[:3] == [31_536_000, True, True]
