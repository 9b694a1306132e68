"""Found words are marked, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.highlight import Marker
from catalog.search.lexicon import Lexicon
from catalog.search.parser import understand
from catalog.search.stemming import stem


def marked(query, text):
    marker = Marker(understand(query, Lexicon({"coaching": 2, "lead": 1})))
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in marker.pieces(text))


@pytest.mark.parametrize(
    ("query", "text", "result"),
    [
        ("coach", "Coaching for coaches, approach", "[Coaching] for [coaches], approach"),
        ("coachin", "Coaching for coaches", "[Coaching] for coaches"),
        ("universit", "Université de X", "[Université] de X"),
        ('"teacher leader"', "Teacher leaders lead teachers", "[Teacher] [leaders] lead teachers"),
        ("M.Ed.", "An M.Ed. in leading; Master of Education", "An [M.Ed]. in leading; [Master] [of] [Education]"),
        ("award -prize", "A prize award", "A prize [award]"),
        ("OH", "Ohio and OH", "[Ohio] and [OH]"),
        ("master's", "Masters and master’s", "[Masters] and [master’s]"),
        ("x", "<b>x</b>", "<b>[x]</b>"),
        ("co-teaching lead", "Co teaching; co–teachers co-lead leaders", "[Co] [teaching]; co–teachers co-[lead] leaders"),
        ("die", "A dying die", "A [dying] [die]"),
    ],
)
def test_found_words_are_marked(query, text, result):
    assert marked(query, text) == result


@given(st.from_regex("[a-z0-9]+", fullmatch=True))
def test_a_stem_begins_as_its_word_does(word):
    assert stem(word)[0] == word[0]


@given(st.text(), st.text())
def test_the_pieces_give_the_text_back(query, text):
    assert "".join(piece.text for piece in Marker(understand(query)).pieces(text)) == text
