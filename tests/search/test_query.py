"""What a searcher types and what it is taken to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.query import MOST_WORDS, synonyms, understand
from catalog.search.words import fold, stem


def demands(text):
    """The runs of words of each clause, beginnings marked by a star."""
    return [
        {" & ".join(" ".join(run) for run in alternative) for alternative in clause.alternatives}
        | {" ".join(words) + "*" for words in clause.beginnings}
        for clause in understand(text).clauses
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Éducation à Montréal", ["education", "a", "montreal"]),
        ("master's Master’s", ["masters", "masters"]),
        ("M.Ed., Ph.D. and U.S. M.Ed", ["med", "phd", "and", "us", "med"]),
        ("co-teaching (K-12)", ["co", "teaching", "k", "12"]),
        ("Hawaiʻi Łódź", ["hawaii", "lodz"]),
        ("the end.Next", ["the", "end", "next"]),
        ("\x00<b>--;%_\\", ["b"]),
    ],
)
def test_words_are_folded_to_plain_letters(text, words):
    assert fold(text) == words


def test_stems_bring_forms_of_a_word_together():
    assert {stem(word) for word in ("coach", "coaches", "coaching", "coached")} == {"coach"}
    assert len({stem(word) for word in ("university", "universities")}) == 1


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("science coach", [{"science"}, {"coach", "coach*"}]),
        ('"teacher leader" coach', [{"teacher leader"}, {"coach", "coach*"}]),
        ("“teacher leader”", [{"teacher leader"}]),
        ('"never closed', [{"never closed"}]),
        ("mentor OR coach", [{"mentor", "coach", "coach*"}]),
        ("grants OR awards OR prizes science", [{"grants", "awards", "prizes"}, {"science", "science*"}]),
        ("co-teaching now", [{"co teaching"}]),
        ("coach of the", [{"coach"}]),
        ("x", [{"x"}]),
        ("", []),
        ('"', []),
        ("- OR AND", []),
        ("the of", []),
    ],
)
def test_words_phrases_or(text, meant):
    assert demands(text) == meant


def test_minus_takes_away():
    query = understand('coach -award -"of the year" co-op - x')
    assert query.unwanted == (("award",), ("of", "the", "year"))
    assert understand("-award").unwanted == (("award",),)
    assert not understand("-award").clauses


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("fellowship OR", ["OR"]),
        ("IN", ["IN"]),
        ("in", ["IN"]),
        ("hi", ["HI"]),
        ("fellowships in ME", ["ME"]),
        ("award IN fellowship", ["IN"]),
        ("oh awards", ["OH"]),
        ("TX, ok", ["TX", "OK"]),
        ("new york awards", ["NY"]),
        ("west virginia", ["WV"]),
        ("Washington, DC", ["WA", "DC"]),
        ("AWARDS IN OHIO", ["OH"]),  # all in capitals: IN says nothing
        ("mentor OR coach", []),
        ("in the classroom", []),
        ("tell me more", []),
        ('"OH"', []),
    ],
)
def test_states_are_found_by_code_and_name(text, states):
    assert list(understand(text).states) == states


def test_what_is_asked_besides_the_state_is_known():
    assert understand('"policy" fellowship in Ohio -award').rest == '"policy" fellowship -award'


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("NBCT", "national board certified teacher"),
        ("national board certified teacher", "nbct"),
        ("PD", "professional development"),
        ("SPED", "special education"),
        ("ELL", "english learners"),
        ("STEM", "engineering"),
        ("M.Ed.", "master of education"),
        ("med", "master of education"),
        ("TOTY", "teacher of the year"),
        ("teacher of the year", "toty"),
        ("TOSA", "teacher on special assignment"),
    ],
)
def test_abbreviations_find_what_they_stand_for(text, also):
    [clause] = demands(f"{text} -x")
    assert also in clause


def test_a_wider_word_is_not_found_by_its_parts():
    assert demands("engineering now") == [{"engineering"}]
    assert all(others for others in synonyms()[0].values())


def test_words_beyond_the_most_are_cut_and_it_says_so():
    query = understand(" ".join(f"word{number}" for number in range(MOST_WORDS + 1)))
    assert len(query.clauses) == MOST_WORDS
    assert query.cut


@given(st.text(alphabet=st.sampled_from(list("ab \"-ORé\x00“.*():^&|'")), max_size=60) | st.text(max_size=200))
def test_nothing_typed_raises(text):
    query = understand(text)
    assert all(word == "".join(fold(word)) for run in [*query.runs, *query.beginnings, *query.unwanted] for word in run)
