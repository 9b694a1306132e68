"""The catalog's documents become chapters: anchors, links, pictures, tables; HTML in them is text."""

from catalog.guide.markdown import read_chapters, read_document
from tests.elements import parse

TEXT = """# Title

Before. See [the second](#second-one).

## First

Text with <b>tags</b>, [a page](other.md), [a file](secret.md) and ![a picture](shot.png).

### Part `code`

| a | b |
| --- | --- |
| 1 | 2 |

## Second one

More.
"""
PLACES = {"#second-one": "/second/", "other.md": "/other/", "shot.png": "/shot.png"}


def chapters():
    return read_chapters(TEXT, lambda address: PLACES.get(address, ""))


def test_each_heading_of_the_level_begins_a_chapter():
    assert [(chapter.anchor, chapter.title) for chapter in chapters()] == [
        ("", ""),
        ("first", "First"),
        ("second-one", "Second one"),
    ]


def test_headings_below_have_anchors_and_follow_the_title_of_the_page():
    first = chapters()[1]
    assert [(heading.anchor, heading.title) for heading in first.headings] == [("part-code", "Part code")]
    assert parse(first.html).select_one("h2#part-code")
    assert not parse(first.html).select_one("h1, h3")


def test_links_and_pictures_lead_to_pages_and_a_link_to_nothing_is_text():
    introduction, first, _ = chapters()
    assert parse(introduction.html).a["href"] == "/second/"
    assert [link["href"] for link in parse(first.html).select("a")] == ["/other/"]
    assert "a file" in parse(first.html).text
    picture = parse(first.html).img
    assert (picture["src"], picture["alt"]) == ("/shot.png", "a picture")


def test_html_in_a_document_is_shown_as_text():
    html = parse(chapters()[1].html)
    assert not html.select_one("b")
    assert "<b>tags</b>" in html.text


def test_a_wide_table_can_be_scrolled_by_keyboard():
    table = parse(chapters()[1].html).select_one("[role=group][tabindex='0'][aria-label] > table")
    assert [cell.text for cell in table.select("td")] == ["1", "2"]


def test_a_document_can_be_one_chapter():
    whole = read_document(TEXT, lambda address: address)
    assert whole.title == "Title"
    assert {heading.anchor for heading in whole.headings} == {"first", "part-code", "second-one"}


def test_a_script_in_a_link_is_no_link():
    [chapter] = read_chapters("[x](javascript:alert(1))", lambda address: address)
    assert not parse(chapter.html).select_one("a")
