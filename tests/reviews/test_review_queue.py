"""This week's queue: the twelve programs that most need a review, the same from Monday to Sunday."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import LinkCheck, Program, ProgramVersion, Review, Verdict
from catalog.programs.publishing.revision import restamp
from catalog.programs.services import approve, publish, reject, retire, save
from catalog.reviews.priority import compute_need
from catalog.reviews.review_queue import review_facts, this_week, versions_at
from catalog.reviews.services import review
from tests.factories import change
from tests.helpers import page

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
    restamp()


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
    restamp()
    before = slugs()
    assert len(before) == 12
    ProgramVersion.objects.filter(program__slug__in=before).update(published=at(2))
    restamp()
    assert not set(before) & set(slugs()), "those published first stay, however much later ones need a review"
    ProgramVersion.objects.update(published=at(1))
    restamp()
    ProgramVersion.objects.exclude(program__slug=before[0]).update(published=at(-1))
    restamp()
    assert before[0] not in slugs()


@pytest.fixture
def ann(make_user):
    """An editor, who may not publish."""
    return make_user("ann", EDITOR)


@pytest.fixture
def needy():
    """A program that is in the queue for every reason that an answer can settle; its website is dead."""
    slug = next(slug for slug in slugs() if "past_deadline" in reasons(slug))
    program = Program.objects.get(slug=slug)
    website = "https://gone.example.org/"
    record = change(program.record, website=website, deadline_month=12, deadline_date="2024-12-10", status="unknown")
    LinkCheck.objects.create(url=website, checked=at(-1), outcome="dead", failing_since=at(-9))
    ProgramVersion.objects.filter(program=program).update(record=record)
    restamp()
    assert set(reasons(slug)) >= {"deadline", "past_deadline", "dead_link", "last_seen", "status", "not_reviewed"}
    return Program.objects.get(slug=slug)


def reasons(slug):
    """Why a program is in the queue; empty if it is not."""
    return [reason.name for entry in this_week().programs if entry.slug == slug for reason in entry.need.reasons]


def answer(client, program, verdict="still_true", **typed):
    """Answer on the program's page as it is opened now; return the pending version."""
    address = f"/admin/week/{program.slug}/"
    form = page(client, address).form_data(".review-answer form", "verdict")
    response = client.post(address, form | {"verdict": verdict} | typed)
    assert response.status_code == 302
    return program.versions.filter(state="pending").first()


class TestAnswered:
    """A program that was answered does not come back next week for the same reasons."""

    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", lambda: at(2))

    @pytest.fixture
    def ann_client(self, client, ann):
        client.force_login(ann)
        return client

    @pytest.mark.parametrize("deadline", [{}, {"deadline_date": "2026-12-10"}])
    def test_still_running_settles_every_reason(self, ann_client, needy, settings, make_user, deadline):
        version = answer(ann_client, needy, website="https://here.example.org/", **deadline)
        assert (version.record.status, version.record.evidence_year) == ("active", 2026)
        assert (version.record.deadline_date, version.record.deadline_month) == (deadline.get("deadline_date"), 12)
        settings.TODAY = MONDAY + datetime.timedelta(weeks=1)
        assert needy.slug not in slugs(), "while it is pending"
        approve(version, make_user("rae", REVIEWER))
        assert needy.slug not in slugs(), "when it is published"
        versions = [one for one in versions_at(at(7, 0)) if one.key == needy.pk]
        need = compute_need(versions[0].record, review_facts(versions, at(7, 0))[needy.pk], settings.TODAY)
        assert {reason.name for reason in need.reasons} <= {"deadline", "not_reviewed"}

    def test_ended_sets_the_status_and_leaves_the_deadline(self, ann_client, needy, settings, make_user):
        version = answer(ann_client, needy, "ended")
        assert (version.record.status, version.record.deadline_date) == ("ended", "2024-12-10")
        settings.TODAY = MONDAY + datetime.timedelta(weeks=1)
        assert needy.slug not in slugs()
        approve(version, make_user("rae", REVIEWER))
        assert needy.slug not in slugs()

    def test_a_year_that_was_typed_counts(self, ann_client, needy):
        assert answer(ann_client, needy, year="2025").record.evidence_year == 2025

    def test_on_hold_is_a_status_of_its_own_and_no_year(self, ann_client, needy):
        version = answer(ann_client, needy, status="suspended")
        assert (version.record.status, version.record.evidence_year) == ("suspended", needy.record.evidence_year)

    def test_taken_back_it_is_open_again(self, ann_client, needy):
        answer(ann_client, needy)
        ann_client.post(page(ann_client, "/admin/week/").one(".take-back")["action"])
        assert not needy.versions.filter(state="pending").exists()
        assert not next(entry for entry in this_week().programs if entry.slug == needy.slug).answered

    def test_changed_carries_what_was_typed_into_the_form(self, ann_client, needy):
        address = f"/admin/week/{needy.slug}/"
        form = page(ann_client, address).form_data(".review-answer form", "verdict")
        typed = {"verdict": "changed", "website": "https://here.example.org/", "year": "2026", "deadline_month": "3"}
        shown = page(ann_client, ann_client.post(address, form | typed)["Location"])
        assert shown.one("#id_website")["value"] == "https://here.example.org/"
        assert shown.one("#id_evidence_year")["value"] == "2026"
        assert shown.one("#id_deadline_month option[selected]")["value"] == "3"
        assert not needy.versions.filter(state="pending").exists()


def test_it_takes_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        this_week()


def test_an_empty_catalog_has_an_empty_queue(empty_catalog):
    week = this_week()
    assert (week.programs, week.done, week.next_after()) == ((), 0, None)
