"""Addresses for machines."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.db import DatabaseError

from catalog.views import machines


@pytest.mark.django_db
def test_health_asks_nothing_and_readiness_asks_the_catalog(client, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json()["programs"] == 363

    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(machines, "live_snapshot", broken)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_the_sitemap_names_every_public_page(client, records):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    addresses = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert len(addresses) == 16 + 7 + 1 + 363
    assert f"http://testserver/programs/{records[0]['slug']}/" in addresses


def test_robots_keep_out_of_the_admin(client):
    body = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in body
    assert "Sitemap: http://testserver/sitemap.xml" in body


def test_public_url_stands_in_every_absolute_address(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    assert "Sitemap: https://catalog.example/sitemap.xml" in client.get("/robots.txt").content.decode()
