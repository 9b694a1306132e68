"""Programs that may be one, under two names."""

import pytest

from catalog.duplicates.matching import duplicate_pairs, face_of, likely_duplicates

KNOWN = {
    "slug": "lee-academy",
    "name": "Lee Academy for Teacher Leaders",
    "sponsor": "Lee County Schools",
    "website": "https://www.lee.example.org/academy/",
}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"name": "Academy for Teacher Leaders, Lee"}, "a similar name and the same sponsor"),
        ({"name": "Lee Academy for Teacher Leader", "sponsor": "Lee County School"}, "a similar name and the same sponsor"),
        ({"name": "Lee County Schools Lee Academy for Teacher Leaders"}, "a similar name and the same sponsor"),
        ({"name": "lee academy for teacher leader", "sponsor": ""}, "a similar name"),
        ({"name": "Lee County Schools: Lee Academy for Teacher Leaders", "sponsor": ""}, "a similar name"),
        ({"name": "Quite another", "sponsor": "X", "website": "http://lee.example.org/academy"}, "the same website"),
    ],
)
def test_what_looks_like_a_known_program_is_told_with_the_reason(changes, why):
    new = {**KNOWN, "slug": "new", "website": None, **changes}
    assert [(found.slug, found.why) for found in likely_duplicates(new, [KNOWN])] == [("lee-academy", why)]


@pytest.mark.parametrize(
    "changes",
    [
        {"sponsor": "Guam Department of Education"},
        {"name": "Lee Teacher of the Year"},
        {"name": "Lee Teacher of the Year", "sponsor": ""},
        {"name": "", "sponsor": ""},
        {"name": "Other", "website": "https://lee.example.org/"},
        {"name": "Other", "website": "https://[broken"},
        {"slug": "lee-academy"},
    ],
)
def test_what_is_another_program_is_not(changes):
    new = {**KNOWN, "slug": "new", "website": None, **changes}
    assert likely_duplicates(new, [KNOWN, {**KNOWN, "slug": "front", "name": "?", "website": "https://lee.example.org"}]) == []


def test_the_likeliest_comes_first(records):
    new = {**face_of(records[40]), "slug": "new"}
    assert likely_duplicates(new, map(face_of, records))[0].slug == records[40].slug


def test_the_catalogs_own_pairs_are_few_and_each_is_told_once(records):
    faces = list(map(face_of, records))
    pairs = duplicate_pairs(faces)
    assert pairs == duplicate_pairs(faces[::-1])
    assert len({(first, second) for first, second, _ in pairs}) == len(pairs) < 10
    assert all(first < second for first, second, _ in pairs)
