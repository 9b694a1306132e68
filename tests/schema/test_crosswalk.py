"""What became of the codes of one book in another."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from catalog.schema.codebook import own_book
from catalog.schema.crosswalk import Status, compare_codes


def changed(name, change):
    """The catalog's book with other terms in one vocabulary."""
    words = own_book().vocabularies
    terms = tuple(change(list(words[name].terms)))
    return replace(own_book(), vocabularies=MappingProxyType({**words, name: replace(words[name], terms=terms)}))


def swap(terms, code, *others):
    return [other for term in terms for other in (others if term.code == code else (term,))]


def rename(terms):
    [old] = [term for term in terms if term.code == "network"]
    return swap(terms, "network", replace(old, deprecated=3, replaced_by=("guild",)), replace(old, code="guild", since=3))


def rename_twice(terms):
    terms = rename(terms)
    [guild] = [term for term in terms if term.code == "guild"]
    return swap(terms, "guild", replace(guild, deprecated=4, replaced_by=("league",)), replace(guild, code="league", since=4))


def split(terms):
    [old] = [term for term in terms if term.code == "network"]
    new = [replace(old, code=code, since=3) for code in ("guild", "circle")]
    return swap(terms, "network", replace(old, deprecated=3, replaced_by=("guild", "circle")), *new)


def found(before, after, name="form"):
    return {change.code: change for change in compare_codes(before, after) if change.vocabulary == name}


def test_every_code_of_both_books_has_one_row():
    before, after = changed("form", lambda terms: terms[1:]), changed("form", lambda terms: terms[:-1])
    rows = [(change.vocabulary, change.code) for change in compare_codes(before, after)]
    wanted = {(name, code) for book in (before, after) for name, words in book.vocabularies.items() for code in words.by_code}
    assert set(rows) == wanted
    assert len(rows) == len(wanted)


def test_the_same_book_keeps_every_code():
    changes = compare_codes(own_book(), own_book())
    assert {(change.status, change.became == (change.code,)) for change in changes} == {(Status.KEPT, True)}


@pytest.mark.parametrize(
    ("change", "status", "became"),
    [
        (rename, Status.RENAMED, ("guild",)),
        (rename_twice, Status.RENAMED, ("league",)),
        (split, Status.SPLIT, ("guild", "circle")),
        (lambda terms: swap(terms, "network"), Status.REMOVED, ()),
        (lambda terms: [replace(term, label=f"A {term.label}") for term in terms], Status.REWORDED, ("network",)),
        (lambda terms: [replace(term, definition="Else.") for term in terms], Status.REWORDED, ("network",)),
        (lambda terms: [replace(term, phrase="else") for term in reversed(terms)], Status.KEPT, ("network",)),
    ],
)
def test_a_code_that_changed_says_what_became_of_it(change, status, became):
    row = found(own_book(), changed("form", change))["network"]
    assert (row.status, row.became) == (status, became)
    assert row.label_before == own_book().vocabularies["form"].label_of("network")


def test_a_code_of_the_later_book_alone_is_new():
    row = found(own_book(), changed("form", rename))["guild"]
    assert (row.status, row.became, row.label_before, row.since) == (Status.NEW, ("guild",), "", 3)


def test_a_type_whose_code_changed_is_renamed_since_its_supports_are_the_same():
    after = changed("type", lambda terms: [replace(term, code="honor") if term.code == "award" else term for term in terms])
    rows = found(own_book(), after, "type")
    assert (rows["award"].status, rows["award"].became) == (Status.RENAMED, ("honor",))
    assert rows["honor"].status == Status.NEW
