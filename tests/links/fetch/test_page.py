"""The description of a page."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.links.fetch.errors import FetchError, FetchErrorKind
from catalog.links.fetch.fetcher import FetchedPage
from catalog.links.fetch.page import PageDescription, read_page

URL = "https://www.neafoundation.org/grants"


class OnePage:
    """A fetcher that always returns the same page."""

    def __init__(self, body, content_type):
        self.page = FetchedPage(URL, (), 200, {"content-type": content_type}, body)

    def fetch(self, url):
        return self.page


def describe(html, content_type="text/html"):
    return read_page(URL, OnePage(html if isinstance(html, bytes) else html.encode(), content_type))


def test_a_description_holds_title_name_text_site_and_address(server, fetcher):
    server.pages["/program"] = b"""<!doctype html><title>x</title><meta name="description" content=" Teachers
        lead. "><meta property="og:title" content="Teacher Fellows"><meta property="og:site_name" content="The Trust">"""
    url = f"{server.url}/program"
    assert read_page(url, fetcher) == PageDescription(url, "Teacher Fellows", "Teacher Fellows", "Teachers lead.", "The Trust")


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ('<meta property="og:title" content="Shared"><title>Window</title><h1>Heading</h1>', "Shared"),
        ('<meta property="og:title" content=" "><title>Window</title><h1>Heading</h1>', "Window"),
        ("<title> </title><h1>Hea<b>d</b>ing</h1><h1>Second</h1>", "Hea d ing"),
        ("<p>Nothing", ""),
        ("<script>'<title>Script</title>'</script><!-- <title>Comment</title> --><style><title>S</title></style><h1>H</h1>", "H"),
    ],
)
def test_the_title_is_the_shared_one_or_the_window_title_or_the_first_heading(html, title):
    assert describe(html).title == title


def test_the_description_is_the_pages_own_or_the_shared_one():
    shared = '<meta property="og:description" content="Shared">'
    assert describe(shared + '<meta NAME=Description content="Own">').description == "Own"
    assert describe(shared).description == "Shared"


def test_the_sentences_are_those_of_the_pages_own_paragraphs_and_lists():
    page = describe("""<nav><ul><li>Home.</ul></nav><header><p>Give now.</header><main><p>We <b>lead</b>. You may apply!</p>
        <ul><li>Ohio</li></ul><p></main><footer><p>A nonprofit.</p></footer>""")
    assert page.sentences == ("We lead.", "You may apply!", "Ohio")


@pytest.mark.parametrize(
    ("title", "site", "name", "sponsor"),
    [
        ("Teacher Fellows | The Trust", "The Trust", "Teacher Fellows", "The Trust"),
        ("The Trust - Teacher Fellows", "The Trust", "Teacher Fellows", "The Trust"),
        ("Fellows – Class of 2026 – THE TRUST", "The Trust", "Fellows – Class of 2026", "The Trust"),
        ("The Trust – Fellows – Class of 2026", "The Trust", "Fellows – Class of 2026", "The Trust"),
        ("Learning & Leadership Grants | NEA Foundation", "", "Learning & Leadership Grants", "NEA Foundation"),
        ("Teacher Fellows | Another Name", "", "Teacher Fellows | Another Name", ""),
        ("Teacher Fellows | Ridgeline Foundation", "", "Teacher Fellows", "Ridgeline Foundation"),
        ("Teacher Fellows | Ridgeline Foundation", "The Trust", "Teacher Fellows | Ridgeline Foundation", "The Trust"),
        ("Prepare - Place - Recognize", "", "Prepare - Place - Recognize", ""),
        ("Master-Teacher Fellows", "Fellows", "Master-Teacher Fellows", "Fellows"),
        ("The Trust", "The Trust", "The Trust", "The Trust"),
        ("Fellows | ", "The Trust", "Fellows |", "The Trust"),
    ],
)
def test_the_name_is_the_title_without_the_name_of_the_site(title, site, name, sponsor):
    page = describe(f'<title>{title}</title><meta property="og:site_name" content="{site}">')
    assert (page.name, page.site) == (name, sponsor)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<title>Café</title>".encode(), "text/html; charset=utf-8"),
        ("<title>Café</title>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("<title>Café</title>".encode("latin-1"), "text/html; charset=utf-8"),  # wrong
        ("<title>Café</title>".encode(), "text/html; charset=no-such-thing"),
        (b'<meta charset="windows-1252"><title>Caf\xe9</title>', "text/html"),
        ("<title>Café</title>".encode("utf-16"), "text/html"),
        ("<title>Café</title>é".encode()[:-1], "text/html"),  # cut inside a character
        ("<title>Café</title>".encode(), "text/html; charset=punycode"),
        ("<title>Café</title>".encode(), "text/html; charset=hex"),
        ("<title>Café</title>".encode(), "text/html; charset=a\0b"),
    ],
)
def test_the_charset_is_recognized(body, content_type):
    assert describe(body, content_type).title == "Café"


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://www.neafoundation.org/lasting", "https://www.neafoundation.org/lasting"),
        ("/lasting", "https://www.neafoundation.org/lasting"),
        ("https://neafoundation.org/lasting", "https://neafoundation.org/lasting"),
        ("https://elsewhere.example/", URL),
        ("https://www.neafoundation.org/", URL),
        ("javascript:alert(1)", URL),
        ("http://[", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_counts_if_it_is_a_page_of_the_same_site(canonical, url):
    assert describe(f'<link rel="Canonical" href="{canonical}">').url == url


def test_a_permanent_redirect_gives_the_new_address(server, fetcher):
    server.pages["/new"] = b"<title>Here</title>"
    server.redirects = {"/old": (301, "/new"), "/for-now": (302, "/new")}
    assert read_page(f"{server.url}/old", fetcher).url == f"{server.url}/new"
    assert read_page(f"{server.url}/for-now", fetcher).url == f"{server.url}/for-now"


@pytest.mark.parametrize(("path", "reason"), [("404", "404"), ("500", "500"), ("picture", "image/png")])
def test_an_answer_without_a_web_page_is_an_error(server, fetcher, path, reason):
    with pytest.raises(FetchError, match=reason) as failed:
        read_page(f"{server.url}/{path}", fetcher)
    assert failed.value.kind == FetchErrorKind.NO_PAGE


def test_the_beginning_of_an_endless_page_is_enough(server, fetcher):
    assert read_page(f"{server.url}/endless", fetcher).title == "Academy of Teacher Leaders"


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(["<!--", "-->", "<title>", "</title>", "<meta ", 'content="', '"', ">", "<script>", "</", "<h1", "é\0"])
    )
)
def test_any_page_can_be_described(pieces):
    assert isinstance(describe("".join(pieces)), PageDescription)


@pytest.mark.parametrize("end", [b"", b">"])
@pytest.mark.parametrize(
    "hostile",
    [
        *(b"<!--", b"<h1>", b"<title>", b"<script", b"<meta a=b ", b"<?", b"</", b'<a b="', b"<![CDATA["),
        *(b"<p>", b"<li></p>", b"<nav><p>A. B.", b"<p><nav>"),
    ],
)
def test_a_page_made_to_exhaust_a_parser_can_be_described(hostile, end):
    assert isinstance(describe(hostile * (2_000_000 // len(hostile)) + end), PageDescription)
