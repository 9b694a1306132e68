"""An editor reviews a program: what is recorded, and what happens to the record."""

import pytest

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import Program, Review, Revision, Verdict
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published
from catalog.programs.services import NewerVersion, approve, publish, reject, retire, save
from catalog.reviews.services import UNDO_PERIOD, CannotUndo, NotPublished, review, undo_review
from catalog.schema.errors import InvalidRecord
from tests.factories import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(new_record):
    return change(new_record, status="active", evidence_year=2020, deadline_date=None, deadline_month=None)


@pytest.fixture
def program(record):
    return publish(None, record, None)


@pytest.fixture
def ann(make_user):
    """An editor, who may not publish."""
    return make_user("ann", EDITOR)


@pytest.fixture
def rae(make_user):
    """A reviewer, who may publish what others wrote."""
    return make_user("rae", REVIEWER)


def public(program):
    return published([program.slug])[0].record


def stamps():
    return Revision.objects.values_list("number", "stamp").get()


@pytest.mark.parametrize("verdict", Verdict)
def test_every_review_is_recorded_and_pages_are_rendered_again(program, ann, verdict):
    before = stamps()
    found = review(program, ann, verdict, note=" The page is as it was. ").review
    assert (found.program, found.user, found.verdict, found.note) == (program, ann, verdict, "The page is as it was.")
    assert found.time
    assert stamps()[1] != before[1]


@pytest.mark.parametrize("verdict", [Verdict.STILL_TRUE, Verdict.CHANGED, Verdict.CANT_TELL])
def test_a_review_without_a_year_does_not_change_the_record(program, editor, verdict):
    before = stamps()
    assert review(program, editor, verdict).version is None
    assert program.versions.count() == 1
    assert stamps()[0] == before[0]


def test_still_running_with_a_later_year_is_published_at_once(program, editor, record):
    version = review(program, editor, Verdict.STILL_TRUE, year=2026).version
    assert (version.state, version.user, version.reason) == ("published", editor, "Still running: seen operating in 2026")
    assert public(program) == change(record, evidence_year=2026)


def test_a_year_that_is_not_later_changes_nothing(program, editor):
    for year in (2019, 2020):
        assert review(program, editor, Verdict.STILL_TRUE, year=year).version is None
    assert list(Review.objects.filter(program=program).values_list("evidence_year", flat=True)) == [2020, 2019]


@pytest.mark.parametrize("status", ["unknown", "suspended", "ended"])
def test_still_running_with_a_year_sets_the_status(editor, record, status):
    program = publish(None, change(record, status=status), None)
    review(program, editor, Verdict.STILL_TRUE, year=2020)
    assert public(program) == record


def test_the_first_year_is_set(editor, record):
    program = publish(None, change(record, evidence_year=None), None)
    review(program, editor, Verdict.STILL_TRUE, year=2024)
    assert public(program).evidence_year == 2024


def test_ended_sets_the_status_and_the_year(program, editor, record):
    version = review(program, editor, Verdict.ENDED, year=2025, note="The sponsor says so.").version
    assert version.reason == "Ended: last seen operating in 2025. The sponsor says so."
    assert public(program) == change(record, status="ended", evidence_year=2025)
    assert review(program, editor, Verdict.ENDED).version is None


@pytest.mark.parametrize("verdict", [Verdict.CHANGED, Verdict.CANT_TELL])
def test_changed_and_cant_tell_record_the_year_only_in_the_review(program, editor, verdict):
    found = review(program, editor, verdict, year=2026)
    assert (found.review.evidence_year, found.version) == (2026, None)
    assert public(program).evidence_year == 2020


@pytest.mark.parametrize("verdict", [Verdict.STILL_TRUE, Verdict.ENDED, Verdict.CANT_TELL])
def test_the_editors_own_changes_are_written_with_the_answer(program, editor, record, verdict):
    new = {"deadline_date": "2027-03-01", "website": "https://moved.example.org/", "status": "suspended"}
    version = review(program, editor, verdict, changes=new).version
    assert version.state == "published"
    assert public(program) == change(record, **new)


def test_changed_leaves_them_to_the_form(program, editor):
    assert review(program, editor, Verdict.CHANGED, changes={"deadline_month": 3}).version is None


def test_invalid_changes_are_refused_and_nothing_is_recorded(program, editor):
    with pytest.raises(InvalidRecord, match="website"):
        review(program, editor, Verdict.STILL_TRUE, year=2026, changes={"website": "nowhere"})
    assert not Review.objects.filter(program=program).exists()
    assert program.versions.count() == 1


@pytest.mark.parametrize("who", ["ann", "rae"])
def test_without_permission_to_publish_own_work_it_becomes_pending(program, request, record, who):
    user = request.getfixturevalue(who)
    version = review(program, user, Verdict.ENDED).version
    assert (version.state, version.user, version.reason) == ("pending", user, "Ended")
    assert version.record == change(record, status="ended")
    assert public(program) == record


def test_a_colleagues_pending_change_is_kept_with_its_reason(program, ann, rae, editor, record):
    save(program, change(record, founded=1999), ann, "The page says so.")
    version = review(program, editor, Verdict.STILL_TRUE, year=2026, base=2).version
    assert (version.state, version.user) == ("pending", editor)
    assert version.reason == "The page says so.\nStill running: seen operating in 2026"
    assert public(program) == record
    approve(version, rae)
    assert public(program) == change(record, founded=1999, evidence_year=2026)


def test_the_public_reason_of_an_amended_change_has_no_name_and_no_note(program, ann, rae, record, client, make_user):
    place = {"supports.place.present": True, "supports.place.evidence": "Each fellow mentors for a year."}
    changed = change(record, place)
    save(program, changed, make_user("bob", EDITOR), "The page names a role now.")
    version = review(program, ann, Verdict.STILL_TRUE, year=2026, note="Told by Mrs. Private on the phone").version
    assert version.reason == "The page names a role now.\nStill running: seen operating in 2026"
    approve(version, rae)
    told = client.get("/changes/").content.decode() + client.get("/programs/a-new-program/").content.decode()
    assert "The page names a role now." in told
    assert "bob" not in told
    assert "Mrs. Private" not in told


def test_a_rejected_change_is_not_included(program, ann, editor, record):
    save(program, change(record, founded=1999), ann)
    program.versions.filter(number=2).update(state="rejected")
    review(program, editor, Verdict.STILL_TRUE, year=2026)
    assert public(program).founded == record.founded


@pytest.mark.parametrize("verdict", Verdict)
def test_a_newer_version_is_not_reviewed_unseen(program, ann, editor, record, verdict):
    save(program, change(record, founded=1999), ann)
    with pytest.raises(NewerVersion) as raised:
        review(program, editor, verdict, year=2026, base=1)
    assert raised.value.version.user == ann
    assert not Review.objects.filter(program=program).exists()
    assert program.versions.count() == 2


def test_a_newly_published_version_is_not_reviewed_unseen(program, ann, rae, make_user, record):
    save(program, change(record, status="unknown"), rae)
    seen = {"base": working_number(program), "public": 1}
    approve(program.versions.get(state="pending"), make_user("zoe", REVIEWER))
    with pytest.raises(NewerVersion) as raised:
        review(program, ann, Verdict.STILL_TRUE, year=2026, **seen)
    assert raised.value.version.number == 2
    assert not Review.objects.filter(program=program).exists()
    assert review(program, ann, Verdict.STILL_TRUE, year=2026, base=2, public=2).version.state == "pending"


@pytest.mark.parametrize("year", [-1, 0, 999, 2200, 10_000_000_000])
@pytest.mark.parametrize("verdict", Verdict)
def test_an_invalid_year_is_refused_and_nothing_is_recorded(program, editor, verdict, year):
    with pytest.raises(InvalidRecord, match="evidence_year"):
        review(program, editor, verdict, year=year)
    assert not Review.objects.filter(program=program).exists()


def test_only_published_programs_are_reviewed(program, editor, record):
    draft = save(None, change(record, slug="a-draft"), editor)
    retire(program, editor)
    for other in (draft, Program.objects.get(pk=program.pk)):
        with pytest.raises(NotPublished):
            review(other, editor, Verdict.STILL_TRUE)


class TestUndo:
    """Undoing a review restores the record as it was."""

    def test_the_version_before_is_published_again(self, program, editor, record):
        undo_review(review(program, editor, Verdict.ENDED, year=2025).review, editor)
        assert public(program) == record
        assert program.versions.first().reason == "Undone: Ended: last seen operating in 2025"
        assert not Review.objects.exists()

    def test_a_change_rejected_before_is_not_restored(self, program, ann, editor, record):
        save(program, change(record, founded=1999), ann)
        reject(program.versions.get(state="pending"), editor, "The page says 1998.")
        undo_review(review(program, editor, Verdict.ENDED).review, editor)
        assert public(program) == record

    def test_a_review_that_changed_nothing_is_deleted(self, program, editor):
        found = review(program, editor, Verdict.CANT_TELL).review
        before = stamps()
        undo_review(found, editor)
        assert not Review.objects.exists()
        assert program.versions.count() == 1
        assert (stamps()[0], stamps()[1] != before[1]) == (before[0], True)

    def test_its_pending_version_is_withdrawn(self, program, ann, record):
        undo_review(review(program, ann, Verdict.STILL_TRUE, year=2026, changes={"deadline_month": 3}).review, ann)
        assert not program.versions.filter(state="pending").exists()
        assert program.versions.get(number=2).withdrawn
        assert public(program) == record

    def test_a_colleagues_change_that_it_included_is_pending_again(self, program, ann, editor, record):
        save(program, change(record, founded=1999), ann, "The page says so.")
        undo_review(review(program, editor, Verdict.ENDED).review, editor)
        pending = program.versions.get(state="pending")
        assert (pending.record, pending.user, pending.reason) == (change(record, founded=1999), ann, "The page says so.")

    @pytest.mark.parametrize("verdict", [Verdict.CHANGED, Verdict.CANT_TELL])
    def test_a_later_change_by_hand_is_not_undone(self, program, ann, record, verdict):
        found = review(program, ann, verdict).review
        changed = change(record, founded=1999)
        save(program, changed, ann, verdict.label, base=1)
        with pytest.raises(CannotUndo, match="changed since"):
            undo_review(found, ann)
        assert program.versions.get(state="pending").record == changed
        assert Review.objects.filter(pk=found.pk).exists()

    def test_only_the_users_latest_review_within_an_hour_can_be_undone(self, program, editor, rae, ann, record):
        first = review(program, ann, Verdict.ENDED).review
        with pytest.raises(CannotUndo):
            undo_review(first, editor)
        approve(program.versions.get(state="pending"), rae)
        with pytest.raises(CannotUndo, match="decided"):
            undo_review(first, ann)
        second = review(program, editor, Verdict.STILL_TRUE, year=2026).review
        with pytest.raises(CannotUndo, match="latest"):
            undo_review(first, ann)
        publish(program, change(record, founded=1999), rae)
        with pytest.raises(CannotUndo, match="changed since"):
            undo_review(second, editor)
        old = review(program, editor, Verdict.CANT_TELL).review
        Review.objects.filter(pk=old.pk).update(time=old.time - UNDO_PERIOD)
        with pytest.raises(CannotUndo):
            undo_review(Review.objects.get(pk=old.pk), editor)
        assert Review.objects.count() == 3
