"""A catalog that serves its network without a public address answers to local names alone."""

import pytest


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("192.168.1.5:8000", "[fe80::1]:8000", "catalog", "localhost", "catalog.local", "nas.lan:80")),
        *((host, 400) for host in ("evil.example", "localhost.evil.example", "1.2.3.4.example", "xn--4ca.example:8000")),
    ],
)
def test_only_local_names_are_answered(client, settings, host, status):
    settings.ALLOWED_HOSTS = ["*"]
    response = client.get("/healthz", HTTP_HOST=host)
    assert response.status_code == status


def test_named_hosts_are_answered_whatever_they_are(client, settings):
    settings.ALLOWED_HOSTS = ["catalog.example"]
    assert client.get("/healthz", HTTP_HOST="catalog.example").status_code == 200
    assert client.get("/healthz", HTTP_HOST="catalog.local").status_code == 400
