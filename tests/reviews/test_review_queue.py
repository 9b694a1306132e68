"""This week's queue: the twelve programs that most need a review, the same from Monday to Sunday."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from catalog.models import LinkCheck, Program, ProgramVersion, Review, Verdict
from catalog.programs.services import publish, reject, retire, save
from catalog.reviews.review_queue import this_week
from catalog.reviews.services import review
from tests.factories import change

pytestmark = pytest.mark.django_db
MONDAY = datetime.date(2026, 11, 23)


def at(day, hour=12):
    """A time that many days after (or before) Monday."""
    return timezone.make_aware(datetime.datetime.combine(MONDAY, datetime.time(hour))) + datetime.timedelta(days=day)


@pytest.fixture(autouse=True)
def week(settings):
    """An ordinary week: everything was published long before."""
    settings.TODAY = MONDAY + datetime.timedelta(days=2)
    ProgramVersion.objects.update(published=at(-30), time=at(-30))


def slugs():
    return [entry.slug for entry in this_week().programs]


@pytest.fixture
def reviewed(editor):
    """Record an editor's review of a program, some days after Monday."""

    def record(slug, day, verdict=Verdict.STILL_TRUE):
        program = Program.objects.get(slug=slug)
        return Review.objects.create(program=program, user=editor, verdict=verdict, time=at(day))

    return record


def test_it_lists_twelve_programs_with_reasons_the_neediest_first():
    programs = this_week().programs
    assert len(programs) == 12
    scores = [entry.need.score for entry in programs]
    assert scores == sorted(scores, reverse=True)
    assert all(entry.need.reasons and not entry.done for entry in programs)


def test_it_stays_the_same_during_the_week(settings, editor, monkeypatch):
    before = slugs()
    programs = [Program.objects.get(slug=slug) for slug in before]
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "now", lambda: at(2))
        review(programs[0], editor, Verdict.STILL_TRUE, year=2026)
        review(programs[1], editor, Verdict.ENDED)
        review(programs[2], editor, Verdict.CANT_TELL)
        record = programs[3].versions.get(state="published").record
        publish(programs[3], change(record, deadline_date=None, deadline_month=None, evidence_year=2026), editor)
        retire(programs[4], editor)
    LinkCheck.objects.create(url=programs[5].record.sources[0].url, checked=at(2), outcome="dead", failing_since=at(1))
    for day in range(7):
        settings.TODAY = MONDAY + datetime.timedelta(days=day)
        week = this_week()
        assert [entry.slug for entry in week.programs] == before
        assert [entry.slug for entry in week.programs if entry.done] == [*before[:3], before[4]]
        assert week.done == 4
    settings.TODAY = MONDAY + datetime.timedelta(days=7)
    assert not set(before[:3] + before[4:5]) & set(slugs())


def test_the_next_program_follows_the_answered_one_and_the_first_follows_the_last(reviewed):
    week = this_week()
    order = [entry.slug for entry in week.programs]
    assert week.next_after().slug == order[0]
    assert week.next_after(order[0]).slug == order[1]
    assert week.next_after(order[-1]).slug == order[0]
    for slug in order:
        reviewed(slug, 1)
    assert this_week().next_after(order[3]) is None


def test_a_program_found_changed_is_done_when_a_person_has_entered_the_change(reviewed, editor):
    slug = slugs()[0]
    reviewed(slug, 0, Verdict.CHANGED)
    week = this_week()
    assert (week.done, week.to_enter) == (0, 1)
    assert week.next_after().slug == slugs()[1], "it is not queued twice"
    program = Program.objects.get(slug=slug)
    record = program.versions.get(state="published").record
    publish(program, change(record, founded=1998), None)  # loaded from a file
    assert this_week().to_enter == 1
    save(program, change(record, founded=1999), editor)
    assert (this_week().done, this_week().to_enter) == (1, 0)
    reject(program.versions.get(state="pending"), editor, "Not on the page")
    assert (this_week().done, this_week().to_enter) == (0, 1)


def test_a_program_reviewed_last_week_is_not_queued_unless_its_change_was_not_entered(reviewed):
    first, second = slugs()[:2]
    reviewed(first, -3)
    reviewed(second, -3, Verdict.CHANGED)
    assert first not in slugs()
    [entry] = [entry for entry in this_week().programs if entry.slug == second]
    assert entry.need.reasons[0].name in ("to_change", "deadline")
    ProgramVersion.objects.filter(program__slug=second).update(time=at(-2))
    assert second not in slugs()


def test_the_week_starts_at_midnight_in_the_catalogs_time_zone(editor, settings):
    """Sunday evening in New York is already Monday in Greenwich."""
    settings.TIME_ZONE = "America/New_York"
    first, second = (Program.objects.get(slug=slug) for slug in slugs()[:2])
    new_york = ZoneInfo("America/New_York")
    for program, time in (
        (first, datetime.datetime(2026, 11, 22, 22, 0, tzinfo=new_york)),
        (second, datetime.datetime(2026, 11, 23, 0, 30, tzinfo=new_york)),
    ):
        Review.objects.create(program=program, user=editor, verdict=Verdict.STILL_TRUE, time=time)
    answered = {entry.slug: entry.done for entry in this_week().programs}
    assert first.slug not in answered, "reviewed last week"
    assert answered[second.slug], "reviewed this week"


def test_a_dead_link_queues_a_program():
    low = Program.objects.exclude(slug__in=slugs()).filter(current__status="unknown", current__evidence_year=2018).first()
    LinkCheck.objects.create(url=low.record.sources[0].url, checked=at(-1), outcome="dead", failing_since=at(-2))
    [entry] = [entry for entry in this_week().programs if entry.slug == low.slug]
    assert "dead_link" in {reason.name for reason in entry.need.reasons}


def test_in_a_new_catalog_it_is_full_at_once_and_newer_programs_come_last():
    ProgramVersion.objects.update(published=at(1))
    before = slugs()
    assert len(before) == 12
    ProgramVersion.objects.exclude(program__slug=before[0]).update(published=at(-1))
    assert before[0] not in slugs()


def test_it_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        this_week()


def test_an_empty_catalog_has_an_empty_queue(empty_catalog):
    week = this_week()
    assert (week.programs, week.done, week.next_after()) == ((), 0, None)
