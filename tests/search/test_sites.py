"""Web addresses typed as a search."""

import pytest

from catalog.search.sites import Sites, read_site
from tests.factories import change


@pytest.mark.parametrize("text", ["M.Ed", "Ed.D.", "U.S.", "St.Louis", "teacher.", "see nbpts.org", "", "x" * 300, "http://"])
def test_other_texts_are_no_address(text):
    assert read_site(text) is None


@pytest.mark.parametrize(
    "text", ["https://www.Example.org/a/", "example.org/a", "<http://example.org/a?x=1#top>", "www.example.org/a."]
)
def test_an_address_is_a_host_and_a_path(text):
    assert read_site(text) == (("org", "example"), ("a",))


def test_a_path_finds_what_is_there_or_below_and_a_domain_all_of_it(a_record):
    sites = Sites()
    for key, website in enumerate(
        ["https://example.org/awards/2026", "https://www.example.org/grants", "https://other.example.org/"]
    ):
        sites.add(key, change(a_record, website=website, sources=[]))
    assert sites.find("example.org/awards/") == {0}
    assert sites.find("example.org") == {0, 1, 2}
    assert sites.find("https://www.example.org/moved") == {0, 1, 2}
    assert sites.find("ample.org") == sites.find("example.com") == frozenset()
