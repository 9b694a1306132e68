"""Programs like a program."""

import datetime

import pytest

from catalog.browse.similar import find_similar
from catalog.browse.snapshot import Snapshot
from catalog.programs.dates.currency import currency_of
from catalog.programs.published_records import SnapshotEntry
from tests.factories import change

TODAY = datetime.date(2026, 11, 29)
BASE = {
    "form": ["fellowship"], "focus": ["science"], "scope": "national", "serves_states": [], "serves_basis": "stated",
    "locality": None, "status": "active", "evidence_year": 2025,
}  # fmt: skip


@pytest.fixture
def make(a_record):
    return lambda slug, **fields: change(a_record, slug=slug, name=slug, **{**BASE, **fields})


def find(record, others, state=None):
    return find_similar(Snapshot(map(SnapshotEntry, [record, *others]), today=TODAY), record, state)


def test_the_closest_come_first_and_never_the_program_itself(make):
    others = [
        make("about-the-same", form=["award"]),
        make("the-same-kind", focus=["arts"]),
        make("both"),
        make("neither", form=["award"], focus=["arts"]),
    ]
    assert find(make("here"), others) == ["both", "the-same-kind", "about-the-same"]


def test_no_older_program_is_offered(make):
    others = [make("over", evidence_year=2012), make("ended", status="ended"), make("suspended", status="suspended"), make("now")]
    assert find(make("here"), others) == ["now"]


def test_teachers_of_the_same_places_can_take_part(make):
    ohio = {"scope": "state", "serves_states": ["OH"]}
    others = [make("everywhere"), make("in-ohio", **ohio), make("in-texas", scope="state", serves_states=["TX"])]
    assert find(make("here"), others) == ["everywhere"]
    assert set(find(make("here"), others, "OH")) == {"everywhere", "in-ohio"}
    assert set(find(make("here", **ohio), others)) == {"everywhere", "in-ohio"}


def test_every_real_program_gets_current_ones_that_share_something(records):
    snapshot = Snapshot(map(SnapshotEntry, records), today=TODAY)
    by_slug = {record.slug: record for record in records}
    for record in records:
        found = find_similar(snapshot, record)
        assert len(found) == len(set(found)) <= 4
        for other in map(by_slug.__getitem__, found):
            assert other.slug != record.slug
            assert not currency_of(other, TODAY).is_older
            assert set(other.form) & set(record.form) or set(other.focus) & set(record.focus)
