"""A selection in words."""

import pytest
from django.http import QueryDict

from catalog.browse.filterset import parse
from catalog.browse.sentence import choices, sentence
from tests.browse.strategies import PROGRAMS

NAMES = {"nea": "National Education Association"}


def describe_query(query, count=14):
    selection = parse(QueryDict(query), PROGRAMS).selection
    return "".join(part.text for part in sentence(selection, count, NAMES))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "14 programs"),
        (
            "form=fellowship&sponsor_type=nonprofit&state=OH",
            "14 programs that call themselves fellowships, open to teachers in Ohio (or stating no residence rule), "
            "sponsored by a nonprofit",
        ),
        ("form=degree&form=award&form=fellowship", "14 programs that call themselves degrees, fellowships or awards"),
        ("support=place&support=prepare", "14 programs that prepare teachers to lead and place teachers in leadership roles"),
        (
            "function=advocacy&function=community",
            "14 programs that prepare or place teachers for work with families and the community or advocacy",
        ),
        ("aim=individual", "14 programs that aim to serve the teachers who take part"),
        (
            "prerequisite=masters&prerequisite=unstated",
            "14 programs that ask for a master's degree or that do not state what teachers must already have",
        ),
        ("basis=title&basis=none", "14 programs that recognize by a title or that do not recognize teachers"),
        ("type=award", "14 programs of type Award (Recognize)"),
        ("delivery=unstated", "14 programs that do not state their delivery"),
        ("delivery=online&delivery=unstated", "14 programs delivered online or that do not state their delivery"),
        ("credential=none", "14 programs leading to no credential"),
        ("sponsor=nea", "14 programs run by National Education Association"),
        ("duration_max=12.50", "14 programs lasting at most 12.5 months (or not stating how long)"),
        (
            "founded_min=1990&founded_max=2000",
            "14 programs founded in 1990 or later, founded in 2000 or earlier (or not stating when)",
        ),
    ],
)
def test_sentences(query, words):
    assert describe_query(query) == words


def test_one_and_many_programs():
    assert describe_query("", 1) == "1 program"
    assert describe_query("form=award", 1) == "1 of the programs that call themselves awards"
    assert describe_query("", 1234) == "1,234 programs"


def test_every_choice_can_be_taken_back_alone():
    selection = parse(QueryDict("form=award&form=degree&state=OH&sponsor=nea&founded_min=1990&page=3"), PROGRAMS).selection
    found = choices(selection, NAMES)
    assert [choice.label for choice in found] == [
        "Degree", "Award", "Ohio", "National Education Association", "Founded in 1990 or later",
    ]  # fmt: skip
    assert all(choice.without.applied == selection.applied - 1 and choice.without.page == 1 for choice in found)
