"""The editors' guide, the codebook and the data dictionary as pages of the admin."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from catalog.guide.selectors import GUIDE, read_codebook, read_dictionary, read_guide
from catalog.schema.codebook import book
from tests.admin_common.admin_pages import logged_in
from tests.elements import parse
from tests.helpers import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def vera(client):
    """A client logged in as a Viewer."""
    logged_in(client, "vera", "Viewer")
    return client


def every_page():
    guide = [reverse("admin_guide_chapter", args=[chapter.anchor]) for chapter in read_guide()[1:]]
    return [*map(reverse, ("admin_guide", "admin_guide_codebook", "admin_guide_dictionary")), *guide]


def test_every_heading_of_the_guide_is_a_chapter(vera):
    titles = re.findall(r"^## (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    shown = page(vera, reverse("admin_guide"))
    links = [link["href"] for link in shown.all(".guide-chapters ol > li > a")]
    assert [page(vera, link).text_of("#content h1") for link in links] == titles


def test_the_pages_need_a_login(client):
    for address in every_page():
        assert client.get(address)["Location"].startswith(reverse("admin:login"))


def test_links_between_chapters_lead_to_anchors_that_there_are(vera):
    ids = {address: {element["id"] for element in page(vera, address).all("[id]")} for address in every_page()}
    for address in every_page():
        for link in page(vera, address).all(".guide-text a, .guide-contents a"):
            path, _, anchor = link["href"].partition("#")
            if not path.startswith("http"):
                path = path or address
                assert path in ids or vera.get(path).status_code == 200, (address, link["href"])
                assert not anchor or path not in ids or anchor in ids[path], (address, link["href"])


def test_pictures_are_served():
    for chapter in read_guide():
        for picture in parse(chapter.html).select("img"):
            assert finders.find(picture["src"].removeprefix("/static/")), picture["src"]
            assert picture["alt"]


def test_the_dictionary_lists_every_code_in_use_and_the_codebook_every_field(vera):
    text = page(vera, reverse("admin_guide_dictionary")).text
    assert all(term.code in text for words in book().vocabularies.values() for term in words.terms)
    assert "<!--" not in read_dictionary().html
    assert "serves_basis" in read_codebook().html


@pytest.mark.parametrize("chapter", ["none", "%00", "codebook%2F", "a" * 3000, "__proto__"])
def test_an_unknown_chapter_is_not_found(vera, chapter):
    assert vera.get(f"/admin/guide/{chapter}/").status_code in (400, 404)


def test_the_present_chapter_is_marked_and_names_its_neighbors(vera):
    _, first, second, *_ = read_guide()
    shown = page(vera, reverse("admin_guide_chapter", args=[first.anchor]))
    assert shown.text_of(".guide-contents [aria-current=page]") == first.title
    assert shown.one("a[rel=next]")["href"] == reverse("admin_guide_chapter", args=[second.anchor])
    assert not shown.has("a[rel=prev]")
