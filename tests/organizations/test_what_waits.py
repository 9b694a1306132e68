"""A renaming while other changes of the same programs wait: all of them go on waiting, and none takes effect with it."""

import pytest

from catalog.bulk_edit.operations import Action, FieldOperation
from catalog.bulk_edit.services import plan_bulk_edit, save_bulk_edit
from catalog.models import ImportedFile, Program, Publication
from catalog.programs.bulk import save_many
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.withdrawal import remains_of, undo_import
from catalog.programs.services import approve, reject, save
from tests.duplicates.conftest import advisors, leaders, people, plan, propose  # noqa: F401
from tests.factories import change
from tests.organizations.proposing import propose as propose_name
from tests.organizations.proposing import publish_now

pytestmark = pytest.mark.django_db

NEW = "Louisiana Education Department"


def rename(old, people, new=NEW):  # noqa: F811
    """Maria proposes a new name, Judith publishes it."""
    return publish_now(propose_name(people["maria"], new, of=old), people["judith"])


def pending(program):
    return program.versions.get(state="pending")


def test_a_merge_waits_through_a_renaming_and_can_then_be_published(leaders, advisors, propose, people):  # noqa: F811
    propose(leaders, advisors)
    rename(leaders.sponsor.name, people)
    assert Program.objects.get(pk=advisors.pk).publication == Publication.PUBLISHED
    version = pending(leaders)
    assert version.absorbs == working_version(advisors)
    assert version.record.sponsor == NEW
    approve(version, people["judith"])
    assert Program.objects.get(pk=advisors.pk).publication == Publication.RETIRED


def test_a_merge_of_a_draft_waits_through_a_renaming(leaders, new_record, propose, people):  # noqa: F811
    draft = save(None, change(new_record, sponsor=leaders.sponsor.name), people["paul"])
    propose(leaders, draft)
    rename(leaders.sponsor.name, people)
    approve(pending(leaders), people["judith"])
    assert not Program.objects.filter(pk=draft.pk).exists()


def test_an_outdated_merge_does_not_stop_a_renaming(leaders, advisors, propose, people):  # noqa: F811
    propose(leaders, advisors)
    save(advisors, change(advisors.current.record, founded=1999), people["paul"])
    rename(leaders.sponsor.name, people)
    assert Program.objects.get(pk=leaders.pk).record.sponsor == NEW
    assert Program.objects.get(pk=advisors.pk).publication == Publication.PUBLISHED


def test_an_editor_renames_nothing_in_a_reviewers_proposal_that_they_could_then_confirm_alone(new_record, people):  # noqa: F811
    draft = save(None, change(new_record, sponsor="Kern Teachers Guild"), people["judith"])
    change_of_name = propose_name(people["maria"], NEW, of="Kern Teachers Guild")
    assert change_of_name.state == "pending"
    assert working_version(draft).record.sponsor == "Kern Teachers Guild"
    publish_now(change_of_name, people["judith"])
    approve(working_version(draft), people["maria"])
    assert Program.objects.get(pk=draft.pk).record.sponsor == NEW


def test_an_import_of_which_a_part_was_rejected_can_be_undone_after_a_renaming(leaders, new_record, people):  # noqa: F811
    imported = ImportedFile.objects.create(name="x.csv", user=people["maria"], time=leaders.updated)
    changes = [(leaders, change(leaders.current.record, founded=1999)), (None, new_record)]
    save_many(changes, people["maria"], ["Imported", "Imported"], leaders.updated, imported)
    reject(pending(leaders), people["judith"], "No.")
    rename(leaders.sponsor.name, people)
    assert not remains_of(imported).published
    undo_import(imported, people["maria"])
    assert not Program.objects.filter(slug=new_record.slug).exists()


def test_taking_a_bulk_edit_back_from_a_draft_gives_it_its_sponsor_back(new_record, leaders, people):  # noqa: F811
    draft = save(None, change(new_record, sponsor="Kern Teachers Guild"), people["paul"])
    sponsor = [FieldOperation("sponsor", Action.SET, leaders.sponsor.name)]
    basis = plan_bulk_edit(sponsor, [draft.pk], people["maria"]).basis
    edit = save_bulk_edit(sponsor, [draft.pk], people["maria"], basis=basis, reason="One guild.")
    undo_import(edit, people["maria"])
    draft.refresh_from_db()
    assert draft.record.sponsor == draft.sponsor.name == "Kern Teachers Guild"


def test_a_change_that_comes_back_names_organizations_as_they_are_called_now(new_record, leaders, people):  # noqa: F811
    old = leaders.sponsor.name
    draft = save(None, change(new_record, sponsor=old), people["paul"])
    sponsor = [FieldOperation("sponsor", Action.SET, "Teach Plus")]
    basis = plan_bulk_edit(sponsor, [draft.pk], people["maria"]).basis
    edit = save_bulk_edit(sponsor, [draft.pk], people["maria"], basis=basis, reason="One guild.")
    rename(old, people)
    undo_import(edit, people["maria"])
    draft.refresh_from_db()
    assert draft.record.sponsor == draft.sponsor.name == NEW
    approve(working_version(draft), people["judith"])
