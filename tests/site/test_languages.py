"""Teachers' pages in Spanish: at /es/, complete, and with the same programs as the English ones."""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from catalog.browse.facets import UNSTATED, facets_of
from catalog.common.language import use_language
from catalog.programs.published_records import published_records
from catalog.schema import codebook, vocabulary
from catalog.schema.codebook import original_book
from tests.helpers import ParsedPage, page, plain_text
from tests.serving.addresses import every_address

pytestmark = pytest.mark.django_db

# pages whose every text is translated; a page is added here when it is
FINISHED = ["/", "/no/such/page/", "/find/?state=OH&form=award", "/programs/?scope=national",
            "/programs/?state=OH&experience_max=6&form=award", "/programs/?view=map", "/programs/?view=table&state=OH",
            "/programs/?grade=high&pays=tuition&status=ended", "/programs/?q=99999&state=OH", "/embed/?state=OH",
            "/states/", "/states/oh/?9=1", "/states/wy/", "/sponsors/teach-plus/", "/deadlines/?state=OH&9=1",
            "/deadlines/?q=99999&state=OH", "/shortlist/",
            "/shortlist/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year&p=99999", "/compare/",
            "/compare/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year&p=99999",
            "/alerts/?state=OH", "/alerts/?p=nyc-big-apple-awards", "/alerts/sent/",
            "/programs/nyc-big-apple-awards/", "/programs/nyc-big-apple-awards/one-page/",
            "/programs/acte-teacher-of-the-year/?state=OH&experience_max=6&grade=high&focus=science",
            "/programs/uk-teacher-leadership-med-eds/?9=1&state=OH"]  # fmt: skip
PAGES = ["/", "/find/", "/programs/?state=OH", "/programs/?q=mentor&page=2", "/programs/nyc-big-apple-awards/",
         "/programs/nyc-big-apple-awards/one-page/", "/states/", "/states/oh/", "/sponsors/teach-plus/", "/deadlines/?state=OH",
         "/shortlist/?p=nyc-big-apple-awards", "/compare/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year", "/alerts/?state=OH",
         "/embed/?state=OH"]  # fmt: skip
# its deadline note is of a past cycle
PAST = "e4e-minnesota-leap"
SEARCHES = ["state=NY", "form=fellowship&focus=mathematics", "q=Nueva+York", "q=New+York", "q=math+fellowship+Ohio",
            "q=maestr%C3%ADa+en+l%C3%ADnea", "q=science", "type=award&per_page=100", "deadline_month=march", "sort=deadline",
            "state=OH&experience_max=6"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_the_language_of_its_address(client, address):
    assert page(client, address).one("html")["lang"] == "en"
    assert page(client, f"/es{address}").one("html")["lang"] == "es"


@pytest.mark.parametrize(
    "address", ["/", "/find/", "/programs/", "/programs/?page=2", "/states/oh/", "/programs/nyc-big-apple-awards/"]
)
def test_both_languages_name_each_other(client, address):
    english, spanish = page(client, address), page(client, f"/es{address}")
    links = {link["hreflang"]: link["href"] for link in english.all("link[hreflang]")}
    assert links == {link["hreflang"]: link["href"] for link in spanish.all("link[hreflang]")}
    assert set(links) == {"en", "es", "x-default"}
    assert links["x-default"] == links["en"] == english.one("link[rel=canonical]")["href"]
    assert links["es"] == spanish.one("link[rel=canonical]")["href"]


def test_the_link_to_the_other_language_keeps_the_selection(client):
    for address, other, code in (("/programs/?state=OH&q=mentor", "/es/programs/?state=OH&q=mentor", "es"),
                                 ("/es/find/?state=OH", "/find/?state=OH", "en")):  # fmt: skip
        for link in page(client, address).all("a[data-language]"):
            assert (link["href"], link["hreflang"], link["lang"]) == (other, code, code)


def test_pages_for_researchers_are_only_in_english(client):
    assert client.get("/es/types/").status_code == 404
    assert not page(client, "/types/").has("[data-language], link[hreflang]")
    links = {link["href"]: link for link in page(client, "/es/").all(".site-menu a:not([data-language])")}
    assert links[reverse("methods")]["hreflang"] == "en"
    assert not links["/es/programs/"].has_attr("hreflang")


@pytest.mark.parametrize("query", SEARCHES)
def test_a_spanish_list_has_the_same_programs_and_counts(client, query):
    # a search that names filters is answered by a redirect to them
    answers = [client.get(f"{prefix}/programs/?{query}", follow=True) for prefix in ("", "/es")]
    english, spanish = (ParsedPage(answer.content.decode()) for answer in answers)
    assert spanish.slugs == english.slugs
    assert spanish.count == english.count
    for name in ("support", "form", "type", "state"):
        assert spanish.counts(name) == english.counts(name)


def test_links_in_spanish_pages_stay_spanish(client):
    here = {"find", "browse", "deadlines", "shortlist", "states", "home"}
    with use_language("es"):
        spanish = {reverse(name) for name in here}
    found = {link["href"].partition("?")[0] for link in page(client, "/es/").all("a[href]:not([data-language])")}
    assert spanish <= found
    assert not found & {reverse(name) for name in here}
    assert not [url for url in found if url.startswith(("/programs/", "/states/", "/sponsors/"))]


@pytest.mark.parametrize("wish", [{"HTTP_ACCEPT_LANGUAGE": "es"}, {"HTTP_COOKIE": "django_language=es"}])
def test_neither_the_browser_nor_a_cookie_chooses_the_language(client, wish):
    for address in ("/", "/programs/?state=OH"):
        plain, asked = client.get(address), client.get(address, **wish)
        assert asked.content == plain.content
        assert asked.status_code == 200
        assert "Accept-Language" not in plain["Vary"]


def test_the_language_ends_with_the_request(client):
    client.get("/es/")
    assert translation.get_language() == "en-us"
    assert page(client, "/").one("html")["lang"] == "en"


def test_addresses_of_one_language_lead_to_the_other(client):
    assert client.get("/es").headers["Location"] == "/es/"
    assert set(every_address().values()) & {"/es/"} == set()


def test_what_we_say_of_a_quotation_is_outside_its_english(client, records):
    """Screen readers speak an English element in English, so our own words stand before it."""
    note = next(record.deadline_note for record in records if record.slug == PAST)
    for address in (f"/programs/{PAST}/", f"/programs/{PAST}/one-page/", f"/compare/?p={PAST}"):
        shown = page(client, f"/es{address}")
        # the fold for researchers is all English, with our words
        quoted = [element for element in shown.all('[lang="en"]') if plain_text(element) == note]
        assert len(quoted) == 1, address
        assert not [element for element in shown.all('[lang="en"]') if "ciclo pasado" in plain_text(element)]
        assert quoted[0].parent.get_text(" ", strip=True).startswith(("Indicado", "Sobre")), address


def test_words_of_both_languages_complete_a_spanish_search(client):
    for typed in ("nueva y", "new y"):
        [group] = [one for one in client.get("/es/completions/", {"q": typed}).json()["groups"] if "state=" in str(one)]
        assert [option["url"] for option in group["options"]] == ["/es/programs/?state=NY"]


def test_files_of_a_spanish_list_are_english(client):
    shown = page(client, "/es/programs/?state=OH")
    for link in [*shown.all("#downloads a"), shown.one("#cite-these")]:
        assert (link["hreflang"], link["href"][:4] == "/es/") == ("en", False)


@pytest.mark.parametrize("address", FINISHED)
def test_every_text_of_a_finished_page_is_translated(client, address, marked):
    """Every translated text comes out in circled letters: a plain letter is a text that nobody can translate."""
    shown = page(client, f"/es{address}", status=404 if "such" in address else 200)
    # the names of places are English in any sentence
    places = sorted(filter(None, {entry.record.locality for entry in published_records()}), key=len, reverse=True)
    html = re.sub("|".join(map(re.escape, map(escape, places))), "", shown.html)
    assert not list(_list_plain(BeautifulSoup(html, "html.parser")))


@pytest.fixture
def marked(monkeypatch):
    """A catalog of messages that returns each text in circled letters."""
    monkeypatch.setattr(translation._trans, "gettext", _mark, raising=False)
    monkeypatch.setattr(
        translation._trans, "ngettext", lambda one, many, number: _mark(one if number == 1 else many), raising=False
    )
    _forget()
    yield
    _forget()


def _forget():
    vocabulary.translate_vocabulary.cache_clear()
    codebook.translate_book.cache_clear()


def _mark(text):
    """Return a text with its letters circled, except in placeholders, tags and entities."""
    return "".join(
        part if place % 2 else re.sub("[A-Za-z]", _circle, part)
        for place, part in enumerate(re.split(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]+>|&\w+;)", str(text)))
    )


def _circle(letter):
    char = letter.group()
    return chr(ord("Ⓐ") + ord(char) - ord("A")) if char.isupper() else chr(ord("ⓐ") + ord(char) - ord("a"))


def _list_plain(soup):
    """Yield the texts with a plain letter, outside of elements that say that they are in English or no text to translate."""
    for text in soup.find_all(string=True):
        inside = [text.parent, *text.parent.parents]
        if isinstance(text, Comment) or any(one.name in ("script", "style", "code") for one in inside):
            continue
        if text.parent.name == "title" and re.search("[Ⓐ-ⓩ]", text):  # it may hold a name
            continue
        # "de" is of Django's format of Spanish dates
        if re.search("[A-Za-z]", re.sub(r"\bde\b", "", text)) and not any(map(_is_foreign, inside)) and len(inside) > 1:
            yield text.strip()
    for element in soup.find_all(True):
        for name in ("aria-label", "title", "placeholder", "alt"):
            if element.has_attr(name) and not re.search("[Ⓐ-ⓩ]", element[name]) and not _is_foreign(element):
                yield f"{name}={element[name]}"
    for meta in soup.select('meta[name="description"], meta[property="og:title"], meta[property="og:description"]'):
        if meta.get("property") == "og:title" and soup.select_one("h1[lang=en]"):
            continue  # the name of a program
        if not re.search("[Ⓐ-ⓩ]", meta["content"]):
            yield str(meta)


def _is_foreign(element):
    return element.get("lang") == "en" or element.get("translate") == "no"


def test_a_spanish_request_leaves_no_words_behind_in_english_facets():
    """Facets are made once for each codebook, and every thread and language shares those of the English one."""
    facets_of.cache_clear()
    with use_language("es"):
        assert all(facet.labels for facet in facets_of(original_book()).values())
    labels = {facet.labels[UNSTATED] for facet in facets_of(original_book()).values() if UNSTATED in facet.empty}
    assert labels == {"Not stated", "Not coded twice"}
