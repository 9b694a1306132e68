"""Save, publish, approve, reject and retire: what is public, and what is in the history."""

import pytest

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import FormerSlug, Program, Publication, Revision
from catalog.programs.history.versions import working_version
from catalog.programs.published_records import published_versions
from catalog.programs.services import MayNotPublish, NewerVersion, NotPending, approve, publish, reject, retire, save
from catalog.schema.errors import InvalidRecord
from tests.factories import change
from typology import ProgramType

pytestmark = pytest.mark.django_db


def stamp():
    return Revision.objects.get().stamp


def states(program):
    return list(program.versions.order_by("number").values_list("state", flat=True))


def test_a_draft_is_not_public(new_record, editor):
    before = stamp()
    program = save(None, new_record, editor, "first try")
    assert program.publication == Publication.DRAFT
    assert Program.objects.get(pk=program.pk).record == new_record
    assert not published_versions([new_record.slug])
    assert stamp() == before


def test_publishing_a_draft_makes_it_public_and_changes_the_stamp(new_record, editor):
    before = stamp()
    program = publish(save(None, new_record, editor), new_record, editor)
    [version] = published_versions([new_record.slug])
    assert (version.number, version.user, version.record) == (2, editor, new_record)
    assert states(program) == ["superseded", "published"]
    assert stamp() != before


def test_saving_a_published_program_leaves_the_public_version(new_record, editor):
    program = publish(None, new_record, editor)
    before = stamp()
    save(program, change(new_record, founded=1999), editor)
    program.refresh_from_db()
    assert program.record.founded == new_record.founded
    assert published_versions([new_record.slug])[0].record.founded == new_record.founded
    assert states(program) == ["published", "pending"]
    assert stamp() == before
    publish(program, change(new_record, founded=1999), editor)
    assert published_versions([new_record.slug])[0].record.founded == 1999
    assert states(program) == ["superseded", "superseded", "published"]


def test_a_changed_slug_redirects_and_can_be_used_again(new_record, editor):
    program = publish(None, new_record, editor)
    publish(program, change(new_record, slug="renamed"), editor)
    assert FormerSlug.objects.get(slug="a-new-program").program == program
    publish(program, new_record, editor)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["renamed"]


def test_a_slug_belongs_to_one_program_even_when_it_only_redirects(new_record, editor, records):
    with pytest.raises(InvalidRecord, match="is the address of"):
        publish(None, change(new_record, slug=records[5].slug), editor)
    program = publish(None, new_record, editor)
    publish(program, change(new_record, slug="renamed"), editor)
    with pytest.raises(InvalidRecord, match="is the address of"):
        save(None, new_record, editor)


def test_a_retired_program_is_not_public_and_keeps_its_history(new_record, editor):
    program = publish(None, new_record, editor)
    before = stamp()
    retire(program, editor, "It ended.")
    assert not published_versions([new_record.slug])
    assert states(program) == ["superseded", "retired"]
    last = program.versions.first()
    assert (last.reason, last.user, last.record) == ("It ended.", editor, new_record)
    assert stamp() != before


def test_a_refused_save_writes_nothing(new_record, editor):
    before = (Program.objects.count(), stamp())
    with pytest.raises(InvalidRecord, match="another spelling"):
        publish(None, change(new_record, sponsor=new_record.sponsor.upper()), editor)
    assert (Program.objects.count(), stamp()) == before


@pytest.fixture
def reviewer(make_user):
    return make_user("reviewer", REVIEWER)


@pytest.fixture
def published(new_record):
    return publish(None, new_record, None)


def test_a_pending_change_is_published_as_it_was_written_by_another_person(published, new_record, editor, reviewer):
    save(published, change(new_record, founded=1999), editor, "Found it.")
    program = approve(published.versions.get(state="pending"), reviewer, "Checked.")
    version = program.versions.get(state="published")
    assert (version.number, version.user, version.reason) == (2, editor, "Found it.")
    assert (version.decided_by, version.decision) == (reviewer, "Checked.")
    assert published_versions([new_record.slug])[0].record.founded == 1999
    assert states(program) == ["superseded", "published"]


def test_a_pending_change_that_is_no_longer_valid_is_not_published(published, new_record, editor, reviewer):
    save(published, change(new_record, founded=1999), editor)
    pending = published.versions.get(state="pending")
    pending.record = change(new_record, website="nowhere")  # as if the rule were newer than the change
    pending.save()
    before = stamp()
    with pytest.raises(InvalidRecord, match=r"website: .* is not a web address"):
        approve(pending, reviewer)
    assert stamp() == before
    assert states(published) == ["published", "pending"]


def test_reviewers_publish_their_own_work_only_in_an_office_of_one(published, new_record, reviewer, settings):
    settings.OFFICE_OF_ONE = False
    save(published, change(new_record, founded=1999), reviewer)
    pending = published.versions.get(state="pending")
    before = stamp()
    with pytest.raises(MayNotPublish):
        approve(pending, reviewer)
    assert stamp() == before
    settings.OFFICE_OF_ONE = True
    approve(pending, reviewer)
    assert published_versions([new_record.slug])[0].record.founded == 1999


def test_editors_never_publish_what_an_editor_wrote(published, new_record, make_user):
    author, person = make_user("author", EDITOR), make_user("writer", EDITOR)
    save(published, change(new_record, founded=1999), author)
    with pytest.raises(MayNotPublish):
        approve(published.versions.get(state="pending"), person)


def test_a_rejected_change_stays_in_the_history_with_the_reason(published, new_record, editor, reviewer):
    save(published, change(new_record, founded=1999), editor)
    pending = published.versions.get(state="pending")
    before = stamp()
    with pytest.raises(ValueError, match="needs a reason"):
        reject(pending, reviewer, " ")
    reject(pending, reviewer, "The page says 1998.")
    pending.refresh_from_db()
    assert (pending.state, pending.decided_by, pending.decision) == ("rejected", reviewer, "The page says 1998.")
    assert published_versions([new_record.slug])[0].record.founded == new_record.founded
    assert stamp() == before
    assert working_version(published).number == 1
    with pytest.raises(NotPending):
        approve(pending, reviewer)


def test_a_changed_type_needs_a_reason(published, new_record, editor):
    changed = change(new_record, {"supports.place.present": True})
    for act in (save, publish):
        with pytest.raises(InvalidRecord, match="reason: is empty, though the program type changes"):
            act(published, changed, editor)
    publish(published, changed, editor, "It now gives a role.")
    published.refresh_from_db()
    assert published.current.program_type == ProgramType.PROFESSIONAL_ADVANCEMENT


@pytest.fixture
def placing(new_record):
    """The new_record with one more support: another type."""
    return change(new_record, {"supports.place.present": True})


def test_saving_an_outdated_object_of_a_program_keeps_it_published(new_record, editor, reviewer):
    draft = save(None, new_record, editor)
    outdated = Program.objects.get(pk=draft.pk)
    approve(draft.versions.get(), reviewer)
    save(outdated, change(new_record, founded=1999), editor, base=1)
    assert Program.objects.get(pk=draft.pk).publication == Publication.PUBLISHED
    assert states(draft) == ["published", "pending"]
    assert published_versions([new_record.slug])[0].record.founded == new_record.founded


def test_an_outdated_object_of_a_renamed_program_redirects_from_its_last_slug(published, new_record, editor):
    outdated = Program.objects.get(pk=published.pk)
    publish(published, change(new_record, slug="renamed"), editor)
    publish(outdated, change(new_record, slug="renamed-again"), editor)
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"a-new-program", "renamed"}


def test_a_change_based_on_a_rejected_version_is_refused(published, new_record, editor, reviewer):
    save(published, change(new_record, founded=1999), editor)
    reject(published.versions.get(state="pending"), reviewer, "The page says 1998.")
    for act in (save, publish):
        with pytest.raises(NewerVersion) as raised:
            act(published, change(new_record, founded=1999, delivery="online"), editor, base=2)
        assert raised.value.version.number == 1
    save(published, change(new_record, delivery="online"), editor, base=1)
    assert states(published) == ["published", "rejected", "pending"]


def test_the_changed_type_of_a_retired_program_needs_a_reason_too(published, new_record, placing, editor):
    """Its type was public, and the new one will be."""
    retire(published, editor)
    with pytest.raises(InvalidRecord, match="reason: is empty, though the program type changes"):
        save(published, placing, editor)
    save(published, placing, editor, "It now gives a role.")
