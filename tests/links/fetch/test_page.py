"""What a page says of itself, read from a real server."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.links.fetch.failures import NotFetched
from catalog.links.fetch.guard import Fetched
from catalog.links.fetch.page import Page, read_page


@pytest.fixture
def read(server, fetcher):
    """What is read of a page of these bytes, at this path."""

    def read(html, path="/program"):
        server.pages[path] = html if isinstance(html, bytes) else html.encode()
        return read_page(f"{server.url}{path}", fetcher)

    return read


class Serving:
    """A fetcher that gives one answer."""

    def __init__(self, body, content_type="text/html", url="https://www.neafoundation.org/grants"):
        self.answer = Fetched(url, (), 200, {"content-type": content_type}, body)

    def fetch(self, url):
        return self.answer


def said(html, **options):
    serving = Serving(html if isinstance(html, bytes) else html.encode(), **options)
    return read_page(serving.answer.url, serving)


def test_a_page_says_its_title_description_and_site(read, server):
    page = read(
        """<!doctype html><title>x</title><meta name="description" content=" Teachers
        lead. "><meta property="og:title" content="Teacher Fellows"><meta property="og:site_name" content="The Trust">"""
    )
    assert page == Page(f"{server.url}/program", "Teacher Fellows", "Teacher Fellows", "Teachers lead.", "The Trust")


def test_the_title_is_that_for_sharing_else_that_of_the_window_else_the_first_heading():
    window, heading = "<title>Window</title>", "<h1>Hea<b>d</b>ing</h1><h1>Second</h1>"
    assert said('<meta property="og:title" content="Shared">' + window + heading).title == "Shared"
    assert said('<meta property="og:title" content=" ">' + window + heading).title == "Window"
    assert said("<title> </title>" + heading).title == "Hea d ing"
    assert said("<p>Nothing").title == ""


def test_the_description_is_the_pages_own_else_that_for_sharing():
    shared = '<meta property="og:description" content="Shared">'
    assert said(shared + '<meta NAME=Description content="Own">').description == "Own"
    assert said(shared).description == "Shared"


@pytest.mark.parametrize(
    ("title", "site", "name", "sponsor"),
    [
        ("Teacher Fellows | The Trust", "The Trust", "Teacher Fellows", "The Trust"),
        ("The Trust - Teacher Fellows", "The Trust", "Teacher Fellows", "The Trust"),
        ("Fellows – Class of 2026 – THE TRUST", "The Trust", "Fellows – Class of 2026", "The Trust"),
        ("Learning & Leadership Grants | NEA Foundation", "", "Learning & Leadership Grants", "NEA Foundation"),
        ("Teacher Fellows | Another Name", "", "Teacher Fellows | Another Name", ""),
        ("Prepare - Place - Recognize", "", "Prepare - Place - Recognize", ""),
        ("Master-Teacher Fellows", "Fellows", "Master-Teacher Fellows", "Fellows"),
        ("The Trust", "The Trust", "The Trust", "The Trust"),
        ("Fellows | ", "The Trust", "Fellows |", "The Trust"),
    ],
)
def test_the_name_is_the_title_without_the_name_of_the_site(title, site, name, sponsor):
    page = said(f'<title>{title}</title><meta property="og:site_name" content="{site}">')
    assert (page.name, page.site) == (name, sponsor)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<title>Café</title>".encode(), "text/html; charset=utf-8"),
        ("<title>Café</title>".encode("latin-1"), "text/html; charset=iso-8859-1"),
        ("<title>Café</title>".encode("latin-1"), "text/html; charset=utf-8"),  # says so wrongly
        ("<title>Café</title>".encode(), "text/html; charset=no-such-thing"),
        (b'<meta charset="windows-1252"><title>Caf\xe9</title>', "text/html"),
        ("<title>Café</title>".encode("utf-16"), "text/html"),
        ("<title>Café</title>".encode(), ""),
        ("<title>Café</title>é".encode()[:-1], "text/html"),  # cut off in the middle of a letter
        ("<title>Café</title>".encode(), "text/html; charset=punycode"),
        ("<title>Café</title>".encode(), "text/html; charset=hex"),
        ("<title>Café</title>".encode(), "text/html; charset=a\0b"),
    ],
)
def test_the_charset_is_found_out(body, content_type):
    assert said(body, content_type=content_type or "text/html").title == "Café"


def test_scripts_styles_and_comments_say_nothing():
    page = said(
        "<script>'<title>Script</title>'</script><!-- <title>Comment</title> --><style><title>S</title></style><h1>Real</h1>"
    )
    assert page.title == "Real"


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ("https://www.neafoundation.org/lasting", "https://www.neafoundation.org/lasting"),
        ("/lasting", "https://www.neafoundation.org/lasting"),
        ("https://neafoundation.org/lasting", "https://neafoundation.org/lasting"),
        ("https://elsewhere.example/", "https://www.neafoundation.org/grants"),
        ("https://www.neafoundation.org/", "https://www.neafoundation.org/grants"),
        ("javascript:alert(1)", "https://www.neafoundation.org/grants"),
        ("http://[", "https://www.neafoundation.org/grants"),
        ("", "https://www.neafoundation.org/grants"),
    ],
)
def test_the_address_it_calls_its_own_is_kept_if_it_is_its_own(own, kept):
    assert said(f'<link rel="Canonical" href="{own}">').url == kept


def test_a_page_that_moved_for_good_is_kept_where_it_is(read, server, fetcher):
    read("<title>Here</title>", "/new")
    server.redirects = {"/old": (301, "/new"), "/for-now": (302, "/new")}
    assert read_page(f"{server.url}/old", fetcher).url == f"{server.url}/new"
    assert read_page(f"{server.url}/for-now", fetcher).url == f"{server.url}/for-now"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("404", r"it answers 404 \(Not Found\)"),
        ("500", "it answers 500"),
        ("picture", "it is no web page but image/png"),
        ("drops", "no proper answer"),
    ],
)
def test_what_is_no_page_is_told(server, fetcher, path, says):
    with pytest.raises(NotFetched, match=says):
        read_page(f"{server.url}/{path}", fetcher)


def test_an_endless_page_is_read_as_far_as_it_goes(server, fetcher):
    assert read_page(f"{server.url}/endless", fetcher).title == "Academy of Teacher Leaders"


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(["<!--", "-->", "<title>", "</title>", "<meta ", 'content="', '"', ">", "<script>", "</", "<h1", "é\0"])
    )
)
def test_whatever_a_page_holds_it_is_read(pieces):
    assert isinstance(said("".join(pieces)), Page)


@pytest.mark.parametrize("closed", [b"", b">"])
@pytest.mark.parametrize(
    "hostile", [b"<!--", b"<h1>", b"<title>", b"<script", b"<meta a=b ", b"<?", b"</", b'<a b="', b"<![CDATA["]
)
def test_a_page_made_to_wear_out_a_parser_is_read_all_the_same(hostile, closed):
    assert isinstance(said(hostile * (2_000_000 // len(hostile)) + closed), Page)
