"""Restore a version: its record becomes a new version, and no version is lost."""

import pytest

from catalog.accounts.roles import EDITOR
from catalog.models import FormerSlug, ProgramVersion, Publication
from catalog.programs.history.restore import NothingToRestore, restore
from catalog.programs.published_records import published_versions
from catalog.programs.services import MayNotPublish, NewerVersion, publish, retire, save
from catalog.schema.errors import InvalidRecord
from tests.factories import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(new_record):
    """A later record of the program, of another type."""
    return change(new_record, {"supports.place.present": True}, founded=1999, partners=["A Partner"])


@pytest.fixture
def program(new_record, changed, editor):
    program = publish(None, new_record, editor)
    return publish(program, changed, editor, "The handbook names a role")


def states(program):
    return list(program.versions.order_by("number").values_list("state", flat=True))


def test_the_whole_record_is_public_again(program, new_record, editor):
    restore(program, 1, editor, "The role was read into it", base=2, publishing=True)
    [version] = published_versions(["a-new-program"])
    assert version.record == new_record
    assert (version.number, version.user, version.reason) == (3, editor, "Version 1 restored: The role was read into it")
    assert states(program) == ["superseded", "superseded", "published"]


def test_without_publishing_it_is_a_pending_change(program, new_record, changed, editor):
    restore(program, 1, editor, "The role was read into it", base=2)
    assert published_versions(["a-new-program"])[0].record == changed
    assert states(program) == ["superseded", "published", "pending"]
    assert program.versions.first().record == new_record


def test_a_version_of_a_draft_is_restored_as_the_draft(new_record, editor):
    program = save(None, new_record, editor)
    save(program, change(new_record, founded=1999), editor)
    restore(program, 1, editor, "The year was wrong")
    program.refresh_from_db()
    assert (program.publication, program.record.founded, states(program)) == (
        Publication.DRAFT,
        new_record.founded,
        ["superseded", "superseded", "pending"],
    )


def test_a_retired_program_is_published_again(program, changed, editor, client):
    retire(program, editor, "A duplicate")
    assert client.get("/programs/a-new-program/").status_code == 410
    restore(program, 3, editor, "No duplicate after all", publishing=True)
    program.refresh_from_db()
    assert program.publication == Publication.PUBLISHED
    assert client.get("/programs/a-new-program/").status_code == 200


def test_a_former_slug_is_restored_and_the_present_one_redirects(program, new_record, changed, editor):
    publish(program, change(changed, slug="renamed"), editor)
    restore(program, 1, editor, "The old name is the right one", publishing=True)
    assert list(FormerSlug.objects.filter(program=program).values_list("slug", flat=True)) == ["renamed"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_required(program, editor, reason):
    with pytest.raises(InvalidRecord, match="reason"):
        restore(program, 1, editor, reason, publishing=True)
    assert len(states(program)) == 2


def test_a_record_that_is_no_longer_valid_is_refused_with_every_problem(program, new_record, editor, records):
    """A term may have been removed since, and another program may have the slug."""
    old = change(new_record, form=["fellowship", "sabbatical"], delivery="by-post")
    ProgramVersion.objects.filter(program=program, number=1).update(record=old)
    with pytest.raises(InvalidRecord) as caught:
        restore(program, 1, editor, "As it was", publishing=True)
    assert {problem.field for problem in caught.value.problems} == {"form", "delivery"}
    ProgramVersion.objects.filter(program=program, number=1).update(record=change(new_record, slug=records[3].slug))
    with pytest.raises(InvalidRecord, match="is the address of"):
        restore(program, 1, editor, "As it was")
    assert states(program) == ["superseded", "published"]


def test_a_newer_version_is_not_overwritten(program, changed, editor):
    publish(program, change(changed, founded=2001), editor)
    with pytest.raises(NewerVersion):
        restore(program, 1, editor, "As it was", base=2, publishing=True)


def test_a_public_or_pending_version_cannot_be_restored(program, new_record, editor):
    save(program, new_record, editor, "Back to one support")
    for number in (2, 3):
        with pytest.raises(NothingToRestore):
            restore(program, number, editor, "As it is")


def test_an_editor_restores_but_does_not_publish(program, make_user):
    writer = make_user("writer", EDITOR)
    with pytest.raises(MayNotPublish):
        restore(program, 1, writer, "As it was", publishing=True)
    restore(program, 1, writer, "As it was")
    assert states(program) == ["superseded", "published", "pending"]


def test_where_two_people_publish_a_reviewer_restores_as_a_pending_change(program, settings, editor):
    settings.OFFICE_OF_ONE = False
    with pytest.raises(MayNotPublish):
        restore(program, 1, editor, "As it was", publishing=True)
