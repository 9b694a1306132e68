"""The public change log, from the versions of programs."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Program
from catalog.programs.history.changelog import ChangelogStep, EventKind, describe_events, entries, events, public_events, steps
from catalog.programs.services import approve, publish, reject, retire, save
from tests.factories import change
from typology import ProgramType, Support

DAY = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
PREPARE, PLACE, RECOGNIZE = Support.PREPARE, Support.PLACE, Support.RECOGNIZE


def step(program, number, hour, supports=PREPARE, retires=False, loaded=False):
    time = DAY + datetime.timedelta(hours=hour)
    return ChangelogStep(program * 100 + number, program, number, time, retires, loaded, supports)


def test_each_step_is_compared_with_the_one_before_newest_first():
    life = [
        step(1, 1, 0),
        step(1, 2, 1),
        step(1, 3, 2, PREPARE | PLACE),
        step(1, 4, 3, PREPARE | PLACE, retires=True),
        step(1, 6, 4, RECOGNIZE),
    ]
    found = events(life)
    assert [event.kind for event in found] == [
        EventKind.RETURNED,
        EventKind.RETIRED,
        EventKind.TYPE,
        EventKind.OTHER,
        EventKind.ADDED,
    ]
    assert found[2].types == (ProgramType.COMMUNITY_OF_PRACTICE, ProgramType.PROFESSIONAL_ADVANCEMENT)
    assert found[0].types == (ProgramType.PROFESSIONAL_ADVANCEMENT, ProgramType.AWARD)
    assert found[3].types is found[4].types is None


def test_programs_added_at_one_moment_are_one_row():
    loaded = [step(program, 1, 0, loaded=True) for program in range(1, 364)]
    loaded += [step(program, 2, 1, loaded=True) for program in (3, 4)]
    loaded += [step(400, 1, 1, loaded=True), step(401, 1, 1, loaded=True)]
    log = entries(events(loaded))
    assert [(entry[0].kind, len(entry)) for entry in log] == [
        (EventKind.ADDED, 2),
        (EventKind.OTHER, 1),
        (EventKind.OTHER, 1),
        (EventKind.ADDED, 363),
    ]


def test_a_program_returned_with_another_type_is_listed_with_changes_of_type():
    found = events([step(1, 1, 0), step(1, 2, 1, retires=True), step(1, 3, 2, PLACE)])
    assert [entry[0].kind for entry in entries(found, EventKind.TYPE)] == [EventKind.RETURNED]
    assert [entry[0].kind for entry in entries(found, EventKind.RETIRED)] == [EventKind.RETIRED]


STEPS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 5), st.sampled_from([PREPARE, PLACE, RECOGNIZE]), st.booleans()), max_size=30
)


@given(STEPS, st.randoms())
def test_every_step_is_in_the_log_once(drawn, random):
    hours, made = {}, []
    for number, (program, later, supports, retires) in enumerate(drawn, start=1):
        hours[program] = hours.get(program, 0) + later
        made.append(step(program, number, hours[program], supports, retires))
    shuffled = list(made)
    random.shuffle(shuffled)
    found = events(shuffled)
    assert found == events(made)
    log = entries(found)
    assert sorted(event.step for entry in log for event in entry) == sorted(made)
    assert [entry[0].step.time for entry in log] == sorted((entry[0].step.time for entry in log), reverse=True)
    assert sum(event.is_of(kind) for kind in EventKind if kind != EventKind.TYPE for event in found) + sum(
        event.kind == EventKind.TYPE for event in found
    ) == len(made)


@pytest.mark.django_db
def test_the_log_of_a_program_describes_its_public_changes(a_record, editor, django_assert_num_queries):
    program = Program.objects.get(slug=a_record.slug)
    changed = change(a_record, founded=1999, delivery="online", note="for coders")
    place = {"supports.place.present": True, "supports.place.evidence": "Each fellow mentors in a partner school."}
    publish(program, changed, editor, "not told to the public")
    retyped = change(changed, place, pays=None)
    publish(program, retyped, editor, " The handbook names a mentoring year. ")
    save(program, change(retyped, founded=2000), editor)  # pending, then rejected: the public never saw it
    reject(program.versions.first(), editor, "Not on the page")
    retire(program, editor, "ended")
    with django_assert_num_queries(1):
        found = events(steps(program.slug))
    with django_assert_num_queries(3):
        log = describe_events(found)
    assert [one.event.kind for one in log] == [EventKind.RETIRED, EventKind.TYPE, EventKind.OTHER, EventKind.ADDED]
    assert {one.slug for one in log} == {""}, "a retired program has no page"
    assert [one.reason for one in log] == ["", "The handbook names a mentoring year.", "", ""]
    assert log[1].retyped.gained == (("place", "Each fellow mentors in a partner school."),)
    assert log[1].fields == ("What you pay",), "supports gained are in `retyped`"
    assert log[2].fields == ("Delivery", "Founded"), "the coders' note is not public"
    assert [one.event.step.loaded for one in log] == [False, False, False, True]


@pytest.mark.django_db
def test_a_change_of_only_the_coders_note_is_not_public(records, editor):
    program = Program.objects.get(slug=records[0].slug)
    noted = change(records[0], note="for coders")
    publish(program, noted, editor)
    publish(program, change(noted, note="another", founded=1999), editor)
    assert [event.step.number for event in public_events(events(steps(program.slug)))] == [3, 1]


@pytest.mark.django_db
def test_an_event_has_the_time_of_publication(records, editor):
    program = Program.objects.get(slug=records[0].slug)
    save(program, change(records[0], founded=1999), editor)
    assert len(steps(program.slug)) == 1
    approve(program.versions.first(), editor)
    version = program.versions.first()
    assert events(steps(program.slug))[0].step.time == version.published != version.time


@pytest.mark.django_db
def test_the_whole_catalog_takes_one_query(records, django_assert_num_queries):
    with django_assert_num_queries(1):
        [entry] = entries(events(steps()))
    assert len(entry) == len(records)
