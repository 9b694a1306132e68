"""Saving, publishing and retiring: what the public sees, what the history holds."""

import pytest
from django.contrib.auth.models import Group

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import FormerSlug, Program, Publication, Revision
from catalog.programs.history.versions import working_version
from catalog.programs.published_records import published_versions
from catalog.programs.services import MayNotPublish, NewerVersion, NotPending, approve, publish, reject, retire, save
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import validate
from tests.factories import change, change_json
from typology import ProgramType

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(a_record):
    return validate(change_json(a_record, slug="a-new-program", name="A New Program"))


def stamp():
    return Revision.objects.get().stamp


def states(program):
    return list(program.versions.order_by("number").values_list("state", flat=True))


def test_a_draft_is_kept_but_not_public(record, editor):
    before = stamp()
    program = save(None, record, editor, "first try")
    assert program.publication == Publication.DRAFT
    assert Program.objects.get(pk=program.pk).record == record
    assert not published_versions([record.slug])
    assert stamp() == before


def test_publishing_a_draft_makes_it_public_and_changes_the_stamp(record, editor):
    before = stamp()
    program = publish(save(None, record, editor), record, editor)
    [version] = published_versions([record.slug])
    assert (version.number, version.user, version.record) == (2, editor, record)
    assert states(program) == ["superseded", "published"]
    assert stamp() != before


def test_editing_a_published_program_leaves_what_the_public_sees(record, editor):
    program = publish(None, record, editor)
    before = stamp()
    save(program, change(record, founded=1999), editor)
    program.refresh_from_db()
    assert program.record.founded == record.founded
    assert published_versions([record.slug])[0].record.founded == record.founded
    assert states(program) == ["published", "pending"]
    assert stamp() == before
    publish(program, change(record, founded=1999), editor)
    assert published_versions([record.slug])[0].record.founded == 1999
    assert states(program) == ["superseded", "superseded", "published"]


def test_a_changed_slug_redirects_and_can_come_back(record, editor):
    program = publish(None, record, editor)
    publish(program, change(record, slug="renamed"), editor)
    assert FormerSlug.objects.get(slug="a-new-program").program == program
    publish(program, record, editor)
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["renamed"]


def test_a_slug_belongs_to_one_program_even_when_it_only_redirects(record, editor, records):
    with pytest.raises(InvalidRecord, match="is the address of"):
        publish(None, change(record, slug=records[5].slug), editor)
    program = publish(None, record, editor)
    publish(program, change(record, slug="renamed"), editor)
    with pytest.raises(InvalidRecord, match="is the address of"):
        save(None, record, editor)


def test_a_retired_program_leaves_the_public_and_keeps_its_history(record, editor):
    program = publish(None, record, editor)
    before = stamp()
    retire(program, editor, "It ended.")
    assert not published_versions([record.slug])
    assert states(program) == ["superseded", "retired"]
    last = program.versions.first()
    assert (last.reason, last.user, last.record) == ("It ended.", editor, record)
    assert stamp() != before


def test_a_refused_save_leaves_nothing_behind(record, editor):
    before = (Program.objects.count(), stamp())
    with pytest.raises(InvalidRecord, match="another spelling"):
        publish(None, change(record, sponsor=record.sponsor.upper()), editor)
    assert (Program.objects.count(), stamp()) == before


@pytest.fixture
def reviewer(django_user_model):
    person = django_user_model.objects.create_user("reviewer")
    person.groups.add(Group.objects.get(name=REVIEWER))
    return person


@pytest.fixture
def published(record):
    return publish(None, record, None)


def test_a_pending_change_is_published_as_it_was_written_by_another_person(published, record, editor, reviewer):
    save(published, change(record, founded=1999), editor, "Found it.")
    program = approve(published.versions.get(state="pending"), reviewer, "Checked.")
    version = program.versions.get(state="published")
    assert (version.number, version.user, version.reason) == (2, editor, "Found it.")
    assert (version.decided_by, version.decision) == (reviewer, "Checked.")
    assert published_versions([record.slug])[0].record.founded == 1999
    assert states(program) == ["superseded", "published"]


def test_a_pending_change_that_breaks_a_rule_by_now_is_not_published(published, record, editor, reviewer):
    save(published, change(record, founded=1999), editor)
    pending = published.versions.get(state="pending")
    pending.record = change(record, website="nowhere")  # as if the rule were of later
    pending.save()
    before = stamp()
    with pytest.raises(InvalidRecord, match=r"website: .* is not a web address"):
        approve(pending, reviewer)
    assert stamp() == before
    assert states(published) == ["published", "pending"]


def test_nobody_publishes_her_own_work_unless_the_office_is_of_one(published, record, reviewer, settings):
    settings.OFFICE_OF_ONE = False
    save(published, change(record, founded=1999), reviewer)
    pending = published.versions.get(state="pending")
    before = stamp()
    with pytest.raises(MayNotPublish):
        approve(pending, reviewer)
    assert stamp() == before
    settings.OFFICE_OF_ONE = True
    approve(pending, reviewer)
    assert published_versions([record.slug])[0].record.founded == 1999


def test_an_editor_publishes_nothing(published, record, django_user_model, reviewer):
    person = django_user_model.objects.create_user("writer")
    person.groups.add(Group.objects.get(name=EDITOR))
    save(published, change(record, founded=1999), reviewer)
    with pytest.raises(MayNotPublish):
        approve(published.versions.get(state="pending"), person)


def test_a_rejected_change_stays_in_the_history_with_the_reason(published, record, editor, reviewer):
    save(published, change(record, founded=1999), editor)
    pending = published.versions.get(state="pending")
    before = stamp()
    with pytest.raises(ValueError, match="needs a reason"):
        reject(pending, reviewer, " ")
    reject(pending, reviewer, "The page says 1998.")
    pending.refresh_from_db()
    assert (pending.state, pending.decided_by, pending.decision) == ("rejected", reviewer, "The page says 1998.")
    assert published_versions([record.slug])[0].record.founded == record.founded
    assert stamp() == before
    assert working_version(published).number == 1
    with pytest.raises(NotPending):
        approve(pending, reviewer)


def test_a_changed_type_needs_a_reason(published, record, editor):
    changed = change(record, {"supports.place.present": True})
    for act in (save, publish):
        with pytest.raises(InvalidRecord, match="reason: is empty, though the program type changes"):
            act(published, changed, editor)
    publish(published, changed, editor, "It now gives a role.")
    published.refresh_from_db()
    assert published.current.program_type == ProgramType.PROFESSIONAL_ADVANCEMENT


@pytest.fixture
def placing(record):
    """The record with one more support: another type."""
    return change(record, {"supports.place.present": True})


def test_a_draft_published_meanwhile_stays_public_when_an_older_sight_of_it_is_saved(record, editor, reviewer):
    draft = save(None, record, editor)
    seen_before = Program.objects.get(pk=draft.pk)
    approve(draft.versions.get(), reviewer)
    save(seen_before, change(record, founded=1999), editor, base=1)
    assert Program.objects.get(pk=draft.pk).publication == Publication.PUBLISHED
    assert states(draft) == ["published", "pending"]
    assert published_versions([record.slug])[0].record.founded == record.founded


def test_a_program_renamed_meanwhile_redirects_from_the_name_it_had_last(published, record, editor):
    seen_before = Program.objects.get(pk=published.pk)
    publish(published, change(record, slug="renamed"), editor)
    publish(seen_before, change(record, slug="renamed-again"), editor)
    assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"a-new-program", "renamed"}


def test_who_goes_on_from_a_change_that_was_rejected_meanwhile_is_told(published, record, editor, reviewer):
    save(published, change(record, founded=1999), editor)
    reject(published.versions.get(state="pending"), reviewer, "The page says 1998.")
    for act in (save, publish):
        with pytest.raises(NewerVersion) as raised:
            act(published, change(record, founded=1999, delivery="online"), editor, base=2)
        assert raised.value.version.number == 1  # what stands now
    save(published, change(record, delivery="online"), editor, base=1)
    assert states(published) == ["published", "rejected", "pending"]


def test_the_changed_type_of_a_retired_program_needs_a_reason_too(published, record, placing, editor):
    """The public was told its type once, and is told of the other when it comes back."""
    retire(published, editor)
    with pytest.raises(InvalidRecord, match="reason: is empty, though the program type changes"):
        save(published, placing, editor)
    save(published, placing, editor, "It now gives a role.")
