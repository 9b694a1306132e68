"""What a page states plainly is quoted; the rest is left to the editor."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.duplicates.stated_facts import find_stated

TODAY = datetime.date(2026, 11, 25)


def stated(*sentences, name="Lead Now"):
    return find_stated(name, sentences, TODAY)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Applications are due March 15, 2027.", "2027-03-15"),
        ("The deadline is January 5th, 2027.", "2027-01-05"),
        ("Nominations close on October 1, 2026.", "2026-10-01"),
        ("The fellowship began on March 15, 2027.", None),
        ("Applications are due February 30, 2027.", None),
        ("Applications were due March 15, 1999.", None),
        ("Apply by March.", None),
    ],
)
def test_a_deadline_is_a_whole_date_in_a_sentence_about_it(sentence, day):
    found = stated("We lead.", sentence)
    assert found.get("deadline_date") == day
    assert found.get("deadline_note") == (sentence if day else None)


def test_two_deadlines_are_none():
    assert "deadline_date" not in stated("Applications are due March 15, 2027.", "Nominations are due May 1, 2027.")


@pytest.mark.parametrize(
    ("sentence", "is_quoted"),
    [
        ("Each fellow receives a $5,000 stipend.", True),
        ("The fee is $75.", True),
        ("We raised $2,000 for awards.", False),
        ("The $3 million award went to the district.", False),
        ("Lunch costs nothing.", False),
        ("A $20 ticket.", False),
    ],
)
def test_amounts_are_quoted_if_a_teacher_pays_or_gets_them(sentence, is_quoted):
    assert stated(sentence).get("money_note") == (sentence if is_quoted else None)


@pytest.mark.parametrize(
    ("sentence", "states"),
    [
        ("Teachers in Ohio, Kentucky and West Virginia may apply.", ["KY", "OH", "WV"]),
        ("Teachers of New York City schools are eligible.", None),
        ("Teachers with a degree of the University of Ohio may apply.", None),
        ("Teachers licensed by the Ohio Department of Education may apply.", None),
        ("Our teachers met in Ohio.", None),
    ],
)
def test_states_are_those_of_a_sentence_on_who_may_enter(sentence, states):
    found = stated(sentence)
    assert found.get("serves_states") == states
    assert found.get("serves_basis") == ("stated" if states else None)


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("Teachers must have at least five years of teaching experience.", "5"),
        ("Applicants must have a minimum of 3 (3) full years of experience.", "3"),
        ("Educators with no fewer than 10 years of classroom experience may apply.", "10"),
        ("Teachers must be at least 21 years old.", None),
        ("Teachers may apply with at least three years of experience, leaders with at least five years of experience.", None),
    ],
)
def test_years_of_experience_are_stated_once(sentence, years):
    assert stated(sentence).get("min_years_experience") == years


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Ridgeline Teacher Fellowship", ["fellowship"]),
        ("Teacher Awards", ["award"]),
        ("Fellowship and Award", None),
        ("Teach Plus", None),
    ],
)
def test_the_kind_is_the_one_word_of_the_name_for_it(name, form):
    found = stated(name=name)
    assert found.get("form") == form
    assert found.get("form_basis") == ("name" if form else None)


@given(st.text(), st.lists(st.text(max_size=300), max_size=20))
def test_any_text_can_be_read(name, sentences):
    assert isinstance(find_stated(name, sentences, TODAY), dict)
