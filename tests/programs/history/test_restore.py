"""Restoring a version: its whole record comes back as a new version, and nothing is lost."""

import pytest
from django.contrib.auth.models import Group

from catalog.accounts.roles import EDITOR
from catalog.models import FormerSlug, ProgramVersion, Publication
from catalog.programs.history.restore import NothingToRestore, restore
from catalog.programs.published_records import published_versions
from catalog.programs.services import MayNotPublish, NewerVersion, publish, retire, save
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import validate
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(a_record):
    return validate(change_json(a_record, slug="a-new-program", name="A New Program"))


@pytest.fixture
def changed(record):
    """The same program as somebody left it later: other facts, another type."""
    return change(record, {"supports.place.present": True}, founded=1999, partners=["A Partner"])


@pytest.fixture
def program(record, changed, editor):
    program = publish(None, record, editor)
    return publish(program, changed, editor, "The handbook names a role")


def states(program):
    return list(program.versions.order_by("number").values_list("state", flat=True))


def test_the_whole_record_is_public_again(program, record, editor):
    restore(program, 1, editor, "The role was read into it", base=2, publishing=True)
    [version] = published_versions(["a-new-program"])
    assert version.record == record
    assert (version.number, version.user, version.reason) == (3, editor, "Version 1 restored: The role was read into it")
    assert states(program) == ["superseded", "superseded", "published"]


def test_without_publishing_it_waits_and_the_public_sees_nothing_of_it(program, record, changed, editor):
    restore(program, 1, editor, "The role was read into it", base=2)
    assert published_versions(["a-new-program"])[0].record == changed
    assert states(program) == ["superseded", "published", "pending"]
    assert program.versions.first().record == record


def test_of_a_draft_the_draft_is_saved(record, editor):
    program = save(None, record, editor)
    save(program, change(record, founded=1999), editor)
    restore(program, 1, editor, "The year was wrong")
    program.refresh_from_db()
    assert (program.publication, program.record.founded, states(program)) == (
        Publication.DRAFT,
        record.founded,
        ["superseded", "superseded", "pending"],
    )


def test_a_retired_program_is_published_again(program, changed, editor, client):
    retire(program, editor, "A duplicate")
    assert client.get("/programs/a-new-program/").status_code == 410
    restore(program, 3, editor, "No duplicate after all", publishing=True)
    program.refresh_from_db()
    assert program.publication == Publication.PUBLISHED
    assert client.get("/programs/a-new-program/").status_code == 200


def test_a_former_address_comes_back_and_the_present_one_redirects(program, record, changed, editor):
    publish(program, change(changed, slug="renamed"), editor)
    restore(program, 1, editor, "The old name is the right one", publishing=True)
    assert list(FormerSlug.objects.filter(program=program).values_list("slug", flat=True)) == ["renamed"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_demanded(program, editor, reason):
    with pytest.raises(InvalidRecord, match="reason"):
        restore(program, 1, editor, reason, publishing=True)
    assert len(states(program)) == 2


def test_a_record_that_fits_todays_rules_no_more_is_refused_with_every_fault(program, record, editor, records):
    """A vocabulary may have lost a term since, and the slug may have gone to another program."""
    old = change(record, form=["fellowship", "sabbatical"], delivery="by-post")
    ProgramVersion.objects.filter(program=program, number=1).update(record=old)
    with pytest.raises(InvalidRecord) as caught:
        restore(program, 1, editor, "As it was", publishing=True)
    assert {fault.field for fault in caught.value.problems} == {"form", "delivery"}
    ProgramVersion.objects.filter(program=program, number=1).update(record=change(record, slug=records[3].slug))
    with pytest.raises(InvalidRecord, match="is the address of"):
        restore(program, 1, editor, "As it was")
    assert states(program) == ["superseded", "published"]


def test_nobody_overwrites_a_newer_version(program, changed, editor):
    publish(program, change(changed, founded=2001), editor)
    with pytest.raises(NewerVersion):
        restore(program, 1, editor, "As it was", base=2, publishing=True)


def test_what_is_public_or_pending_needs_no_restoring(program, record, editor):
    save(program, record, editor, "Back to one support")
    for number in (2, 3):
        with pytest.raises(NothingToRestore):
            restore(program, number, editor, "As it is")


def test_an_editor_restores_but_does_not_publish(program, django_user_model):
    writer = django_user_model.objects.create_user("writer", is_staff=True)
    writer.groups.add(Group.objects.get(name=EDITOR))
    with pytest.raises(MayNotPublish):
        restore(program, 1, writer, "As it was", publishing=True)
    restore(program, 1, writer, "As it was")
    assert states(program) == ["superseded", "published", "pending"]


def test_a_reviewer_with_a_colleague_restores_as_a_pending_change(program, django_user_model, settings, editor):
    settings.OFFICE_OF_ONE = False
    with pytest.raises(MayNotPublish):
        restore(program, 1, editor, "As it was", publishing=True)
