"""What crawlers meet: one rule for robots.txt, X-Robots-Tag and canonical addresses."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from catalog.browse.crawlers import CRAWLED, is_for_crawlers, robots_rules
from tests.hostile.crawl import FACTOR, Robots, crawl, sitemap_paths

PATHS = ["/", "/programs/", "/programs.csv", "/explore/", "/cite/", "/deadlines.ics", "/api/v1/programs/", "/programs/a-program/"]
NAMES = [*CRAWLED, "support", "q", "sort", "p", "release"]
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["a", "OH", "2"])), max_size=3)


@given(path=st.sampled_from(PATHS), query=QUERIES)
def test_robots_txt_and_the_header_say_the_same(path, query):
    address = path + (f"?{urlencode(query)}" if query else "")
    robots = Robots("\n".join(["User-agent: *", *robots_rules()]))
    assert robots.allow(address) == is_for_crawlers(RequestFactory().get(address))


@pytest.mark.parametrize(
    ("address", "indexed"),
    [
        ("/programs/", True),
        ("/programs/?state=OH", True),
        ("/programs/?page=3", True),
        ("/programs/?utm_source=mail", True),
        ("/programs/?state=OH&form=award", False),
        ("/programs/?form=award&form=fellowship", False),
        ("/programs/?delivery=online", False),
        ("/programs.csv", False),
        ("/explore/?rows=type&cols=form", False),
        ("/cite/?state=OH", False),
    ],
)
def test_combined_choices_are_not_indexed(client, db, address, indexed):
    assert client.get(address).get("X-Robots-Tag") == (None if indexed else "noindex, nofollow")


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/programs/?page=2", "/programs/?page=2"),
        ("/programs/?state=OH&page=2&utm_source=mail", "/programs/?state=OH&page=2"),
        ("/programs/?state=OH", "/programs/?state=OH"),
        ("/programs/?state=OH&form=award", "/programs/"),
        ("/programs/nyc-big-apple-awards/?state=NY", "/programs/nyc-big-apple-awards/"),
        ("/explore/?rows=focus", "/explore/"),
    ],
)
def test_pages_of_a_list_are_their_own_canonical_and_filters_are_not(client, db, address, canonical):
    html = client.get(address).content.decode()
    assert unescape(re.search(r'<link rel="canonical" href="([^"]*)"', html)[1]) == f"http://testserver{canonical}"


def test_a_polite_crawler_meets_at_most_three_addresses_for_each_of_the_sitemap(client, db):
    def open_path(path):
        response = client.get(path)
        return response.status_code, dict(response.items()), b"".join(response).decode("utf-8", "replace")

    named = sitemap_paths(open_path("/sitemap.xml")[2].replace("http://testserver", ""))
    found = crawl(open_path)
    assert len(found.known) <= FACTOR * len(named)
    assert set(named) - found.known <= {
        "/compare/",
        "/alerts/",
        "/es/compare/",
        "/es/alerts/",
    }  # reached from other pages, with programs chosen
