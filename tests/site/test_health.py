"""Addresses for machines."""

import xml.etree.ElementTree as ElementTree

import pytest
from django.db import DatabaseError
from django.utils import timezone

from catalog.models import ProgramVersion
from catalog.site import health
from tests.hostile.crawl import Robots
from typology import ProgramType


@pytest.mark.django_db
def test_health_asks_nothing_and_readiness_asks_the_catalog(client, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json()["programs"] == 434

    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "live_snapshot", broken)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def sitemap(client, db):
    """The addresses of the sitemap, each with the day of its last change ("" where none is stated)."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {node.findtext(f"{SITEMAP}loc"): node.findtext(f"{SITEMAP}lastmod") or "" for node in tree.iter(f"{SITEMAP}url")}


def test_the_sitemap_names_every_program_type_state_and_release(sitemap, records):
    site = "http://testserver"
    assert {f"{site}/programs/{record.slug}/" for record in records} <= sitemap.keys()
    assert {f"{site}/types/{kind.value}/" for kind in ProgramType} <= sitemap.keys()
    assert {
        f"{site}/",
        f"{site}/programs/?state=OH",
        f"{site}/programs/?form=fellowship",
        f"{site}/data/2026.11/",
    } <= sitemap.keys()


def test_programs_have_the_day_of_their_published_version(sitemap, records):
    slug = records[0].slug
    published = ProgramVersion.objects.get(program__slug=slug, state="published").published
    assert sitemap[f"http://testserver/programs/{slug}/"] == timezone.localdate(published).isoformat()
    assert sitemap["http://testserver/data/2026.11/"] == "2026-11-24"


def test_a_polite_crawler_may_fetch_the_whole_sitemap(client, sitemap):
    robots = Robots(client.get("/robots.txt").content.decode())
    for address in sitemap:
        path = address.removeprefix("http://testserver")
        assert robots.allow(path), path


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/programs/?state=OH&form=award",
        "/programs/?state=OH&state=PA",
        "/programs/?q=x",
        "/programs.csv",
        "/programs.xlsx?state=OH",
        "/cite/",
        "/cite.bib?state=OH",
        "/explore/?rows=type&cols=form",
        "/explore.csv?rows=type",
        "/deadlines.ics",
        "/suggest/?program=x",
        "/compare/?p=a",
        "/api/v1/programs/",
        "/completions/?q=a",
        "/programs/nyc-big-apple-awards/?state=NY",
        "/shortlist.csv?p=a",
    ],
)
def test_what_can_be_combined_without_end_is_out_of_bounds(client, path):
    assert not Robots(client.get("/robots.txt").content.decode()).allow(path)


def test_public_url_stands_in_every_absolute_address(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    assert "Sitemap: https://catalog.example/sitemap.xml" in client.get("/robots.txt").content.decode()
