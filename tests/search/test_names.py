"""A program is found by its name: whole names first, then the phrase in a name, then more words in the name."""

from urllib.parse import quote_plus

import pytest
from django.http import QueryDict

from catalog.asking.asked import ask
from catalog.facets.live import live_snapshot
from catalog.search.words import fold, stem

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(records):
    return {record["slug"]: record["name"] for record in records}


@pytest.fixture
def search(names):
    """The names that a search finds, best first, now or in a release."""
    live = live_snapshot()

    def found(text, release=""):
        asked = ask(QueryDict(f"q={quote_plus(text)}&release={release}"), live)
        return [names[slug] for slug in asked.snapshot.first(asked.selection, len(names))]

    return found


def words(name):
    return tuple(fold(name))


@pytest.mark.parametrize("release", ["", "2026.11"])
def test_every_exact_name_finds_its_program_first(search, names, release):
    first = {name: search(name, release)[0] for name in set(names.values())}
    assert {name: found for name, found in first.items() if words(found) != words(name)} == {}


def test_case_and_punctuation_of_a_name_do_not_matter(search, names):
    for name in sorted(set(names.values()))[::7]:
        for typed in (name.upper(), name.lower(), " ".join(words(name))):
            assert words(search(typed)[0]) == words(name), typed


@pytest.mark.parametrize("typed", ["teacher of the year", "teacher leadership academy", "national teacher", "policy fellowship"])
def test_names_that_hold_the_phrase_come_before_all_others(search, typed):
    def holds(name):
        phrase, stems = [stem(word) for word in fold(typed)], [stem(word) for word in fold(name)]
        return any(stems[at : at + len(phrase)] == phrase for at in range(len(stems)))

    held = [holds(name) for name in search(typed)]
    assert any(held)
    assert held == sorted(held, reverse=True)


def test_a_word_that_most_programs_hold_still_counts(search):
    # "teacher" is in nearly every record, "year" in many
    found = search("year teacher")
    both = [{"year", "teacher"} <= {stem(word) for word in fold(name)} for name in found]
    assert both == sorted(both, reverse=True)
    assert any(both)
