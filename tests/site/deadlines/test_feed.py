"""The feed of new and changed programs."""

import datetime
import xml.etree.ElementTree as ElementTree

import pytest

from catalog.models import Program, ProgramVersion
from catalog.programs.services import retire
from tests.helpers import page
from tests.site.deadlines.changes import publish_change

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client, query=""):
    response = client.get(f"/programs.atom{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(tree):
    return [entry.find(f"{ATOM}title").text for entry in tree.iter(f"{ATOM}entry")]


def test_the_feed_lists_changes_first_also_under_a_state(client, records):
    local = next(record for record in records if record.scope == "local" and "OH" in record.serves_states)
    assert len(titles(feed(client))) == 50
    assert all(title.startswith("New: ") for title in titles(feed(client)))
    publish_change(local.slug, founded=1999)
    for query in ("", "?state=OH", "?state=OH&sort=name&per_page=5&page=2"):
        tree = feed(client, query)
        assert titles(tree)[0] == f"Changed: {local.name}"
        assert tree.find(f"{ATOM}updated").text == next(tree.iter(f"{ATOM}entry")).find(f"{ATOM}updated").text
    retire(Program.objects.get(slug=local.slug), None)
    assert f"Changed: {local.name}" not in titles(feed(client))


def test_a_feed_without_entries_has_the_time_of_the_catalog(client):
    tree = feed(client, "?form=microcredential&state=AK&support=place")
    assert titles(tree) == []
    newest = ProgramVersion.objects.latest("time").time
    assert datetime.datetime.fromisoformat(tree.find(f"{ATOM}updated").text) == newest


def test_an_empty_catalog_has_an_empty_feed(empty_catalog, client):
    assert titles(feed(client)) == []


def test_home_and_browse_link_the_feed_for_feed_readers(client):
    link = 'link[rel="alternate"][type="application/atom+xml"]'
    assert page(client, "/").one(link)["href"] == "/programs.atom"
    browse = page(client, "/programs/?state=OH&view=table&page=2").one(link)
    assert browse["href"] == "/programs.atom?state=OH"
    assert "Ohio" in browse["title"]
    assert not page(client, "/methods/").has(link)
