"""The pages that teachers use read at grade 8 or lower (Flesch-Kincaid) and use no word of the researchers' trade."""

import re

import pytest
import textstat

from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db

HIGHEST_GRADE = 8
PAGES = [
    "/",
    "/programs/",
    "/programs/?state=OH&form=fellowship&experience_max=3",
    "/programs/?view=map",
    "/programs/?q=zzzz&state=OH",
    "/programs/nyc-big-apple-awards/",
    "/programs/nyc-big-apple-awards/one-page/",
    "/programs/albert-einstein-distinguished-educator-fellowship/?state=MT&grade=high",
    "/programs/purdue-noyce-microelectronics-mtf/",
    "/programs/acte-teacher-of-the-year/?state=OH&experience_max=6&grade=middle&focus=science",
    "/find/",
    "/find/?state=OH&grade=middle&focus=science&experience_max=6",
    "/deadlines/",
    "/deadlines/?state=OH",
]
BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, legend, label, summary, caption, th, td"
# what the catalog quotes from programs' own pages, codes in tables, and the fold for researchers
OMITTED = "[data-quoted], .research, svg, script, .vh"
JARGON = re.compile(r"\b(supports?|basis|coded|records?|revisions?|selections?|editions?)\b", re.IGNORECASE)


def parts_to_read(client, address):
    """The main part and the footer of a page without program names and quoted text."""
    parts = page(client, address).all("main, footer")
    for part in parts:
        part.remove(OMITTED)
    return parts


def sentences(parts):
    """The sentences of a page: blocks of text that end like one, or of six words and more. Short labels are none."""
    texts = [plain_text(block) for part in parts for block in part.select(BLOCKS) if not block.select(BLOCKS)]
    found = [text for text in dict.fromkeys(texts) if text.endswith((".", "?", "!")) or len(text.split()) >= 6]
    return [text if text.endswith((".", "?", "!")) else f"{text}." for text in found]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_for_teachers_reads_at_grade_8_or_lower(client, address):
    # "en-US" counts syllables by hyphenation patterns that are installed; "en" would download a dictionary
    textstat.set_lang("en-US")
    found = sentences(parts_to_read(client, address))
    assert found
    grade = textstat.flesch_kincaid_grade(" ".join(found))
    assert grade <= HIGHEST_GRADE, (grade, found)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_for_teachers_has_no_jargon(client, address):
    parts = parts_to_read(client, address)
    for part in parts:
        part.remove(".facet .values, .facet legend, .facet summary, .fact dt, .chips")  # the vocabulary's own labels
    assert [JARGON.findall(plain_text(part)) for part in parts] == [[], []]
