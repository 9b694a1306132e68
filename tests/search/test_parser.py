"""What a searcher types and what it is taken to mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.facet_terms import everyday
from catalog.search.parser import synonyms, understand
from catalog.search.stemming import fold, stem
from catalog.search.tokens import MOST_WORDS


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
        ("science coach", [{"science"}, {"coach"}]),
        ('"teacher leader" coach', [{"teacher leader"}, {"coach"}]),
        ("“teacher leader”", [{"teacher leader"}]),
        ('"never closed', [{"never closed"}]),
        ("mentor OR coach", [{"mentor", "coach"}]),
        ("grants OR awards OR prizes science", [{"grants", "awards", "prizes"}, {"science"}]),
        ("co-teaching now", [{"co teaching"}]),
        ("science/coach", [{"science"}, {"coach"}]),
        ("science,mentor, -award", [{"science"}, {"mentor"}]),
        ("I want to become a coach, find programs", [{"coach"}]),
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
        ("Washington, DC", ["DC"]),
        ("washington d.c.", ["DC"]),
        ("washington state", ["WA"]),
        ("D.C. awards", ["DC"]),
        ("N.Y.", ["NY"]),
        ("fellowship,ohio", ["OH"]),
        ("Ohio OR Texas", ["OH", "TX"]),
        ("NYC", ["NY"]),
        ("Kansas City awards", ["KS", "MO"]),
        ("AWARDS IN OHIO", ["OH"]),  # all in capitals: IN says nothing
        ("mentor OR coach", []),
        ("in the classroom", []),
        ("tell me more", []),
        ('"OH"', []),
        ("I'd like", []),
        ("not in Ohio", []),
        ("-Ohio", []),
    ],
)
def test_states_are_found_by_code_and_name(text, states):
    assert [code for facet, code in named(text) if facet == "state"] == states


def named(text):
    """The values that a text names, as (facet, code)."""
    values = [piece.named for piece in understand(text).pieces if piece.named]
    return [(value.facet, code) for value in values for code in value.codes]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("online", [("delivery", "online")]),
        ("stipends", [("receives", "stipend")]),
        ("paid", [("receives", "stipend")]),
        ("funded", [("receives", "stipend"), ("receives", "tuition_covered")]),
        ("free course", [("pays", "nothing")]),
        ("no tuition", [("pays", "nothing")]),
        ("Middle school teachers", [("grade", "middle")]),
        ("6th grade", [("grade", "middle")]),
        ("secondary", [("grade", "middle"), ("grade", "high")]),
        ("elementary OR middle school", [("grade", "elementary"), ("grade", "middle")]),
        ("paid OR online", []),
        ("master's degree", [("credential", "masters")]),
        ("nomination", [("entry", "nomination")]),
        ('"online" -free', []),
        ("fellowship science", [("form", "fellowship"), ("focus", "science")]),
        ("master teacher", []),
        ("MA in teacher leadership", [("credential", "masters")]),
        ("an MS", [("credential", "masters")]),
        ("M. Ed.", [("credential", "masters")]),
        ("ed d", [("credential", "doctorate")]),
        ("EdS", [("credential", "specialist")]),
        ("MA fellowship", [("state", "MA"), ("form", "fellowship")]),
    ],
)
def test_values_are_named_by_label_and_everyday_words(text, values):
    assert named(text) == values


def test_everyday_words_name_one_facet_each():
    assert all(value.codes and not value.state for value in everyday()[0].values())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('"policy" fellowship in Ohio -award', ['"policy"', "fellowship", "Ohio", "-award"]),
        ("paid middle school fellowship", ["paid", "middle school", "fellowship"]),
        ("mentor OR coach in TX", ["mentor OR coach", "TX"]),
        ("awards in OR mentors", ["awards", "Oregon", "mentors"]),  # without its "in", OR would join its neighbors
        ("special education coach", ["special education", "coach"]),
    ],
)
def test_what_was_typed_falls_into_pieces(text, left):
    query = understand(text)
    assert [piece.text for piece in query.pieces] == left
    assert query.without(0) == " ".join(left[1:])


@given(
    st.lists(
        st.sampled_from(['"a b"', "OR", "OH", "in", "the", "mentor", "online", "middle school", "-x", "no", "and"]), max_size=7
    )
)
def test_the_pieces_ask_for_what_was_asked(words):
    query = understand(" ".join(words))
    again = understand(query.without())
    assert [clause.alternatives for clause in again.clauses] == [clause.alternatives for clause in query.clauses]
    assert again.unwanted == query.unwanted
    assert [piece.text for piece in again.pieces] == [piece.text for piece in query.pieces]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("fellowship or award", "fellowship OR award"),
        ("Fellowship Or the Award in Ohio", "Fellowship OR Award Ohio"),
        ("NOT award", "-award"),
        ("science not award", "science -award"),
        ("no awards", "-awards"),
        ("fellowship or no award", "fellowship -award"),
        ("mentor OR coach", ""),
        ("science and award", ""),
        ("or award", ""),
        ("award or", ""),
        ("science or -award", ""),
        ("no tuition", ""),  # a value of a facet
    ],
)
def test_or_and_not_in_small_letters_are_written_as_search_reads_them(text, written):
    assert understand(text).operators == written


@pytest.mark.parametrize(
    ("text", "also"),
    [
        ("NBCT", "national board certified teacher"),
        ("NBCT", "national board"),
        ("board-certified", "national board"),
        ("washington dc", "dc"),
        ("NYC", "new york city"),
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
