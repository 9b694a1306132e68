"""The live snapshot: after every write, in every process, it says what the database says."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browse.live_snapshot import consistent_read, live_snapshot
from catalog.browse.selection import Selection
from catalog.models import FormerSlug, Organization, Program, ProgramVersion
from catalog.programs.publishing.revision import bump
from catalog.programs.services import publish, retire, save
from tests.browse.strategies import selections
from tests.browse.test_snapshot import agrees
from tests.factories import change


class _Undo(Exception):
    """Leaves a transaction, and with it everything done inside."""


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "save", "retire", "rename"]),
        st.integers(0, 5),  # which program
        st.integers(0, 40),  # which real record lends its facts
        st.booleans(),  # whether the write is rolled back
        selections(),
    ),
    min_size=1,
    max_size=6,
)


def clear():
    for model in (FormerSlug, Program, Organization):
        model.objects.all().delete()
    bump()  # this clearing is no action, so it must say itself that the catalog changed


def act(operation, number, facts, published):
    """Do one operation on program `number`; `published` (number -> record) is what the public sees after it."""
    former = published.get(number)
    program = Program.objects.filter(slug=former.slug).first() if former else None
    record = change(facts, slug=former.slug if former else f"program-{number}")
    if operation == "retire":
        if program:
            retire(program, None)
            del published[number]
    elif operation == "save":
        if program:  # a pending version: the public sees no change
            save(program, record, None, "Coded again.")
    else:
        if operation == "rename":
            record = change(record, slug=f"program-{number}-{len(FormerSlug.objects.all()) + 1}-renamed")
        program = program or Program.objects.filter(slug=record.slug).first()
        publish(program, record, None, "Coded again.")
        published[number] = record


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=OPERATIONS)
def test_the_snapshot_holds_while_records_are_published_changed_and_rolled_back(empty_catalog, records, operations):
    clear()
    published = {}
    for operation, number, lender, undone, selection in operations:
        after = dict(published)
        try:
            with transaction.atomic():
                act(operation, number, records[lender], after)
                # inside the transaction its own writes show
                agrees(live_snapshot(), list(after.values()), selection)
                if undone:
                    raise _Undo
            published = after
        except _Undo:
            pass
        with consistent_read():
            agrees(live_snapshot(), list(published.values()), selection)


@pytest.mark.django_db
def test_an_unchanged_catalog_keeps_its_snapshot(django_assert_num_queries):
    first = live_snapshot()
    with django_assert_num_queries(1):
        assert live_snapshot() is first


@pytest.mark.django_db
def test_a_revision_number_used_again_after_a_rollback_is_no_excuse(records):
    """Two writes with the same number, one undone: the stamp tells them apart."""
    try:
        with transaction.atomic():
            retire(Program.objects.get(slug=records[0].slug), None)
            undone = live_snapshot()
            raise _Undo
    except _Undo:
        pass
    retire(Program.objects.get(slug=records[1].slug), None)
    now = live_snapshot()
    assert now.revision == undone.revision
    assert records[0].slug in now.slugs
    assert records[1].slug not in now.slugs


@pytest.mark.django_db
def test_a_new_day_makes_a_new_snapshot(monkeypatch, settings):
    settings.TODAY = None
    today = live_snapshot()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert live_snapshot() is not today
    assert live_snapshot().today == tomorrow
    settings.TODAY = datetime.date(2022, 3, 1)
    assert live_snapshot().today == settings.TODAY


def test_a_consistent_read_sees_one_moment(empty_catalog, records, second_connection):
    """What another connection commits meanwhile shows only after the read has ended."""
    publish(None, records[0], None)
    with consistent_read():
        assert len(live_snapshot()) == 1
        second_connection(lambda: publish(None, records[1], None))
        assert len(live_snapshot()) == 1
        assert ProgramVersion.objects.count() == 1
    with consistent_read():
        assert len(live_snapshot()) == 2
    assert live_snapshot().answer(Selection()).count == 2
