"""A program is found by its name: whole names first, then the phrase in a name, then more words in the name."""

import re
from collections import Counter
from functools import cache
from urllib.parse import quote_plus

import pytest
from django.http import QueryDict

from catalog.browse.editions.edition import Edition
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.programs.services import publish
from catalog.releases.selectors import release_records
from catalog.schema.validation import validate
from catalog.search.document import whole_name
from catalog.search.stemming import STOP_WORDS, fold, stem
from catalog.site.browse.autocomplete import LONGEST
from tests.factories import change_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def names(records):
    return {record.slug: record.name for record in records}


@cache
def names_of_release(version):
    return {slug: record.name for slug, record in release_records(version).items()}


@pytest.fixture
def search(names):
    """The names that a search finds, best first, now or in a release."""
    live = live_snapshot()

    def found(text, release=""):
        asked = ask(QueryDict(f"q={quote_plus(text)}&release={release}"), live)
        known = names_of_release(release) if release else names
        return [known[slug] for slug in asked.snapshot.first(asked.selection, len(known))]

    return found


def words(name):
    return tuple(fold(name))


@pytest.mark.parametrize("release", ["", "2026.11"])
def test_every_exact_name_finds_its_program_first(search, names, release):
    known = set((names_of_release(release) if release else names).values())
    alike = Counter(map(words, (names_of_release(release) if release else names).values()))
    for name in known:
        same = alike[words(name)]  # programs that share the name come first together
        assert {words(found) for found in search(name, release)[:same]} == {words(name)}


def test_case_and_punctuation_of_a_name_do_not_matter(search, names):
    for name in sorted(set(names.values()))[::7]:
        for typed in (name.upper(), name.lower(), " ".join(words(name))):
            assert words(search(typed)[0]) == words(name), typed


def test_a_name_without_its_stop_words_finds_a_program_that_differs_only_in_them_first(search, names):
    for name in set(names.values()):
        typed = [word for word in fold(name) if word not in STOP_WORDS]
        first = search(" ".join(typed))[0]
        # stems, and not only words: one name may have the plural of another
        assert whole_name(words(first)) == whole_name(typed), name


def test_a_name_with_its_sponsor_finds_its_program_first(search, records):
    for record in records:
        assert words(search(f"{record.name} {record.sponsor}")[0]) == words(record.name)


def test_a_name_typed_whole_is_the_first_completion(client, names):
    for name in {name for name in names.values() if len(name) <= LONGEST}:
        groups = client.get("/completions/", {"q": name}).json()["groups"]
        programs = next(group["options"] for group in groups if group["label"] == "Programs")
        assert words(programs[0]["label"]) == words(name)


def test_the_api_and_the_page_show_the_named_program_first(client, names):
    for slug, name in sorted(names.items())[::40]:
        found = client.get("/api/v1/programs/", {"q": name}).json()["results"][0]
        assert words(found["name"]) == words(name)
        page = client.get("/programs/", {"q": name, "sort": "relevance"}).content.decode()
        shown = re.findall(r'href="/programs/([a-z0-9-]+)/', page.partition("<main")[2])
        assert words(names[shown[0]]) == words(name), slug


@pytest.mark.parametrize("letter", ["é", "한", "𐎠"])
def test_the_longest_name_and_sponsor_are_indexed_and_found(a_record, letter):
    long = {"name": "A" + letter * 199, "sponsor": "B" + letter * 199, "slug": "a-very-long-name"}
    program = publish(None, validate(change_json(a_record, **long)), None)
    edition = Edition(live_snapshot())
    assert edition.best(edition.understand(long["name"]), 1) == [program.record.slug]


@pytest.mark.parametrize(
    "typed",
    [
        "teacher of the year",
        "state teacher of the year",
        "teacher leadership program",
        "teacher leadership academy",
        "national teacher",
        "policy fellowship",
    ],
)
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
