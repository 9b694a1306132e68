"""Renaming, merging and dropping organizations: what changes, what stays, and who must see it."""

import pytest

from catalog.models import (
    ImportedFile,
    Program,
    Publication,
    Revision,
    UnfinishedDraft,
    VersionState,
)
from catalog.organizations.services import (
    EffectsChanged,
    InvalidOrganizationChange,
    OrganizationChangeDecided,
    propose_details,
    propose_rename,
    publish_change,
    reject_change,
    withdraw_change,
)
from catalog.programs.bulk import save_many
from catalog.programs.history.restore import restore
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import may_approve
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.publishing.withdrawal import MayNotWithdraw, remains_of, undo_import
from catalog.programs.services import MayNotPublish, approve, retire, save
from catalog.schema.errors import InvalidRecord
from tests.factories import change
from tests.organizations.proposing import (
    NEW,
    OLD,
    basis,
    named,
    organization,
    propose,
    propose_into,
    public,
    publish_now,
    sponsored,
)

pytestmark = pytest.mark.django_db


def test_a_renaming_changes_nothing_before_a_second_person_publishes_it(ed, rev):
    before, revision = public(), Revision.objects.get()
    pending = propose(ed)
    assert pending.state == "pending"
    assert public() == before
    assert Revision.objects.get().stamp == revision.stamp
    with pytest.raises(MayNotPublish):
        publish_now(pending, ed)
    publish_now(pending, rev)
    after = public()
    assert not named(after, OLD)
    assert named(after, NEW) == named(before, OLD)
    assert Revision.objects.get().number == revision.number + 1


def test_each_program_gets_one_version_with_its_author_its_reason_and_the_decision(ed, rev):
    program = sponsored()
    number = program.versions.first().number
    publish_change(propose(ed, reason="Their site says so."), rev, "Checked.", basis=basis(organization(), name=NEW))
    version = program.versions.first()
    assert (version.number, version.state, version.user, version.decided_by) == (number + 1, "published", ed, rev)
    assert version.decision == "Checked."
    assert "Their site says so." in version.reason
    assert program.versions.get(number=number).record.sponsor == OLD  # the history stays readable


def test_a_change_of_capitals_alone_can_be_made(ed, rev):
    slug = organization().slug
    publish_now(propose(ed, "teach PLUS"), rev)
    one = organization("teach PLUS")
    assert one.slug == slug
    assert not named(public(), OLD)
    publish_now(propose(ed, OLD, of="teach PLUS"), rev)
    assert organization().slug == slug
    assert [former.name for former in organization().former_names.all()] == ["teach PLUS"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "empty"), ("!!!", "Latin"), (OLD, "already"), ("x" * 201, "201"), ("ﬃ" * 100, "long"), ("a\x07b", "control")],
)
def test_a_name_that_is_none_is_refused(ed, name, why):
    with pytest.raises(InvalidOrganizationChange, match=why):
        propose_rename(organization(), name, ed, basis="")


def test_the_name_of_another_organization_offers_to_merge(ed, rev):
    with pytest.raises(InvalidOrganizationChange) as error:
        propose_rename(organization(), "national education association", ed, basis="")
    assert error.value.other == organization("National Education Association")
    publish_now(propose(ed), rev)
    with pytest.raises(InvalidOrganizationChange) as error:
        propose_rename(organization("National Education Association"), OLD, ed, basis="")
    assert error.value.other == organization(NEW)


def test_an_organization_has_one_pending_change_at_a_time(ed):
    pending = propose(ed)
    for propose_another in (
        lambda: propose(ed, "Another Name"),
        lambda: propose_into(ed, "National Education Association", OLD),
        lambda: propose_into(ed, OLD, "National Education Association"),
        lambda: propose_details(organization(), {"website": "https://example.org/"}, ed),
        lambda: propose(ed, NEW.upper(), of="National Education Association"),
    ):
        with pytest.raises(InvalidOrganizationChange) as error:
            propose_another()
        assert error.value.waiting == pending


def test_while_a_renaming_waits_the_new_name_is_refused_and_the_old_one_named(ed, rev, new_record):
    pending = propose(ed)
    with pytest.raises(InvalidRecord) as error:
        save(None, change(new_record, sponsor=NEW), ed)
    assert OLD in error.value.problems[0].allowed
    program = save(None, change(new_record, sponsor=OLD), ed)
    publish_now(pending, rev)
    assert working_version(program).record.sponsor == NEW
    with pytest.raises(InvalidRecord) as error:
        save(None, change(new_record, slug="another", sponsor=OLD), ed)
    assert NEW in error.value.problems[0].allowed


def test_a_preview_that_is_out_of_date_is_refused(ed, rev, new_record):
    one = organization()
    shown = basis(one, name=NEW)
    save(None, change(new_record, sponsor=OLD), ed)
    with pytest.raises(EffectsChanged):
        propose_rename(one, NEW, ed, basis=shown)
    pending = propose(ed)
    with pytest.raises(EffectsChanged):
        publish_change(pending, rev, basis=shown)
    assert organization()


def test_drafts_pending_changes_and_unfinished_drafts_get_the_new_name(ed, rev, new_record):
    draft = save(None, change(new_record, sponsor=OLD), ed)
    program = sponsored()
    save(program, change(program.record, founded=1990), ed, "It was founded then.")
    other = Program.objects.exclude(sponsor__name=OLD).filter(publication=Publication.PUBLISHED).first()
    save(other, change(other.record, partners=[OLD]), ed)
    typed = save_draft(None, "Begun", {"name": ["Begun"], "sponsor": [" teach plus "], "partners": ["X", OLD]}, ed)
    publish_now(propose(ed), rev)
    assert working_version(draft).record.sponsor == NEW
    draft.refresh_from_db()
    assert (draft.sponsor.name, draft.current.record.sponsor) == (NEW, NEW)
    pending = working_version(program)
    assert (pending.state, pending.record.sponsor, pending.record.founded) == ("pending", NEW, 1990)
    assert pending.reason == "It was founded then."
    assert program.versions.get(state=VersionState.PUBLISHED).record.founded != 1990
    assert working_version(other).record.partners == [NEW]
    assert UnfinishedDraft.objects.get(pk=typed.pk).data == {"name": ["Begun"], "sponsor": [NEW], "partners": ["X", NEW]}
    approve(pending, rev)
    assert Program.objects.get(pk=program.pk).record.founded == 1990


def test_a_pending_change_that_does_not_name_it_goes_on_waiting(ed, rev):
    program = sponsored()
    save(program, change(program.record, sponsor="Somebody Else"), ed)
    publish_now(propose(ed), rev)
    assert working_version(program).record.sponsor == "Somebody Else"
    assert working_version(program).state == "pending"
    assert Program.objects.get(pk=program.pk).record.sponsor == NEW


@pytest.mark.parametrize("authors", [["ed"], ["ed", "rev"], ["rev"], ["rev", "ed"], ["rev", "rev2"]])
def test_who_may_publish_a_proposal_stays_the_same(ed, rev, make_user, authors):
    people = {"ed": ed, "rev": rev, "rev2": make_user("rev2", "Reviewer"), "ed2": make_user("ed2", "Editor")}
    program = sponsored()
    for number, author in enumerate(authors):
        save(program, change(program.record, founded=1990 + number), people[author])
    before = {name: may_approve(person, working_version(program)) for name, person in people.items()}
    publish_now(propose(ed), people["rev2"])
    assert {name: may_approve(person, working_version(program)) for name, person in people.items()} == before


def test_an_import_can_still_be_undone_afterwards(ed, rev, new_record):
    imported = ImportedFile.objects.create(name="a.csv", user=ed, time=Program.objects.first().updated)
    program = sponsored()
    changes = [(None, change(new_record, sponsor=OLD)), (program, change(program.record, founded=1990))]
    save_many(changes, ed, ["", ""], program.updated, imported)
    publish_now(propose(ed), rev)
    assert len(remains_of(imported).waiting) == 2
    undo_import(imported, ed)
    assert not Program.objects.filter(slug=new_record.slug).exists()
    assert not program.versions.filter(state=VersionState.PENDING).exists()
    assert working_version(program).record.sponsor == NEW


def test_a_retired_program_keeps_its_name_and_returns_with_the_present_one(ed, rev):
    program = sponsored()
    retire(program, rev, "Gone.")
    number = program.versions.first().number
    publish_now(propose(ed), rev)
    program.refresh_from_db()
    assert (program.record.sponsor, program.sponsor.name, program.publication) == (OLD, NEW, "retired")
    restore(program, number, ed, "It is back.")
    assert working_version(program).record.sponsor == NEW


def test_what_the_public_does_not_see_takes_effect_at_once(ed, new_record):
    revision = Revision.objects.get()
    draft = save(None, change(new_record, sponsor="ridgeline foundation"), ed)
    done = propose(ed, "Ridgeline Foundation", of="ridgeline foundation")
    assert done.state == "published"
    assert working_version(draft).record.sponsor == "Ridgeline Foundation"
    assert Revision.objects.get().number == revision.number


def test_a_rejected_or_withdrawn_change_changes_nothing(ed, rev):
    before = public()
    pending = propose(ed)
    with pytest.raises(ValueError, match="reason"):
        reject_change(pending, rev, " ")
    reject_change(pending, rev, "Not their name.")
    with pytest.raises(OrganizationChangeDecided):
        publish_change(pending, rev, basis="")
    pending = propose(ed)
    with pytest.raises(MayNotWithdraw):
        withdraw_change(pending, rev)
    withdraw_change(pending, ed)
    assert public() == before
    assert [one.state for one in organization().changes.all()] == ["withdrawn", "rejected"]


def test_an_editor_confirms_what_a_reviewer_proposed(ed, rev):
    pending = propose(rev)
    with pytest.raises(MayNotPublish):
        publish_now(pending, rev)
    publish_now(pending, ed)
    assert organization(NEW)


def test_a_website_waits_for_a_second_person_before_the_public_can_see_it(ed, rev, new_record):
    stamp = Revision.objects.get().stamp
    pending = propose_details(organization(), {"website": "https://teachplus.example.org/"}, ed)
    assert organization().website == ""
    assert Revision.objects.get().stamp == stamp
    publish_now(pending, rev)
    assert organization().website == "https://teachplus.example.org/"
    assert Revision.objects.get().stamp != stamp
    with pytest.raises(InvalidOrganizationChange):
        propose_details(organization(), {"website": "https://teachplus.example.org/"}, ed)
    save(None, change(new_record, sponsor="A Draft's Sponsor"), ed)
    pending = propose_details(organization("A Draft's Sponsor"), {"website": "https://a.example.org/"}, ed)
    assert pending.state == "pending"  # its program may become public first
    publish_now(pending, rev)
    assert propose_details(organization("A Draft's Sponsor"), {"website": ""}, ed).state == "published"
