"""Privacy, accessibility, contact and security.txt, with and without an operator in the settings."""

import datetime

import pytest
from django.urls import reverse

from catalog.suggestions.services import KEPT
from tests.helpers import page, plain_text

STORED = set(
    """
    shortlist notes one-page list about-me csrftoken log suggestion email sender alert alertmail alertsender confirmation request
    account sessionid messages drafts logins history
    """.split()
)


def test_everything_that_is_stored_is_named_with_reason_and_time(client):
    shown = page(client, "/privacy/")
    rows = {row["data-stored"]: row for row in shown.all("[data-stored]")}
    assert rows.keys() == STORED
    for row in rows.values():
        assert [cell["data-label"] for cell in row.select("td")] == ["Why", "How long"]
        assert all(plain_text(cell) for cell in row.select("td"))
    for stored in ("email", "sender"):
        assert f"{KEPT.days} days" in plain_text(rows[stored])


@pytest.mark.django_db
def test_every_cookie_that_the_catalog_sets_is_named(client, editor):
    client.get("/suggest/")
    client.post("/shortlist/", {"add": "nyc-big-apple-awards"})
    client.force_login(editor)
    client.get("/admin/logout/")  # redirects with a message
    assert set(client.cookies) <= STORED
    assert {"csrftoken", "shortlist", "sessionid"} <= set(client.cookies)


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/", "/about/"])
@pytest.mark.django_db
def test_operator_and_contact_come_from_the_settings(client, settings, address):
    assert "mailto:" not in client.get(address).content.decode()
    settings.OPERATOR_NAME, settings.CONTACT_EMAIL = "Example Institute", "catalog@example.org"
    settings.REPOSITORY_URL = "https://code.example/catalog"
    html = client.get(f"{address}?utm_source=again").content.decode()
    assert "mailto:catalog@example.org" in html
    if address != "/accessibility/":
        assert "Example Institute" in html
    if address == "/about/":
        assert 'href="https://code.example/catalog"' in html


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/"])
def test_statements_need_no_database_and_may_be_kept_by_caches(client, address):
    response = client.get(address)  # without the database mark, any query fails
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_every_page_links_the_statements(client):
    for address in ("/", "/programs/", "/nowhere/"):
        html = client.get(address).content.decode()
        for name in ("privacy", "accessibility"):
            assert f'href="{reverse(name)}"' in html


def test_security_txt_names_a_contact_and_a_day_to_come(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.CONTACT_EMAIL = "security@example.org"
    settings.PUBLIC_URL = "https://catalog.example"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "https://catalog.example/.well-known/security.txt"
    expires = datetime.datetime.fromisoformat(fields["Expires"])
    assert datetime.timedelta(days=30) < expires - datetime.datetime.now(datetime.UTC) < datetime.timedelta(days=366)


def test_the_shipped_files_keep_logs_as_long_as_the_privacy_page_says(settings):
    deploy = settings.BASE_DIR / "deploy"
    assert f"MaxRetentionSec={settings.LOG_DAYS}day" in (deploy / "journald" / "catalog.conf").read_text()
    assert f"rotate {settings.LOG_DAYS}\n" in (deploy / "logrotate" / "nginx").read_text()
    assert "http_user_agent" not in (deploy / "nginx" / "catalog.conf").read_text()
