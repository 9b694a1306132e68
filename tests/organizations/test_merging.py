"""Merging and dropping organizations: what changes, what stays."""

import pytest

from catalog.models import (
    FormerOrganizationName,
    Organization,
    ProgramVersion,
)
from catalog.organizations.services import (
    InvalidOrganizationChange,
    drop_unused,
    effects_of,
    propose_details,
    propose_merge,
)
from catalog.programs.history.restore import restore
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.services import publish, reject, retire, save
from catalog.schema.errors import InvalidRecord
from tests.factories import change
from tests.organizations.proposing import (
    OLD,
    organization,
    propose,
    propose_into,
    publish_now,
)

pytestmark = pytest.mark.django_db


def test_a_rejected_draft_keeps_its_name_and_follows_a_merge(ed, rev, new_record):
    draft = save(None, change(new_record, sponsor="A Typo"), ed)
    reject(draft.current, rev, "Not yet.")
    assert propose_into(ed, "A Typo", OLD).state == "published"  # nothing public
    draft.refresh_from_db()
    assert (draft.sponsor.name, draft.record.sponsor) == (OLD, "A Typo")
    restore(draft, 1, ed, "Again.")
    assert working_version(draft).record.sponsor == OLD


def test_a_merge_names_an_organization_once(ed, rev, new_record):
    fields = {"sponsor": "A", "partners": ["B", "C", "D"]}
    first = publish(None, change(new_record, **fields), rev)
    second = publish(None, change(new_record, slug="second", sponsor="E", partners=["C", "F", "A"]), rev)
    pending = propose_into(ed, "A", "C")
    rows = {one.version.program: one for one in effects_of(pending).published}
    assert rows[first].dropped == "a partner"
    assert rows[second].dropped == "a second partner"
    publish_now(pending, rev)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.record.sponsor, first.record.partners) == ("C", ["B", "D"])
    assert second.record.partners == ["C", "F"]
    assert (first.sponsor.name, second.sponsor.name) == ("C", "E")
    assert not Organization.objects.filter(name="A").exists()
    assert FormerOrganizationName.objects.get(name="A").organization.name == "C"


def test_a_merge_takes_former_names_changes_and_a_website_along(ed, rev, new_record):
    publish(None, change(new_record, sponsor="A"), rev)
    publish(None, change(new_record, slug="second", sponsor="C"), rev)
    publish_now(propose(ed, "B", of="A"), rev)
    publish_now(propose_details(organization("B"), {"website": "https://b.example.org/"}, ed), rev)
    publish_now(propose_into(ed, "B", "C"), rev)
    stays = organization("C")
    assert stays.website == "https://b.example.org/"
    assert {former.name for former in stays.former_names.all()} == {"A", "B"}
    assert stays.changes.count() == 3
    publish_now(propose(ed, "D", of="C"), rev)  # former names go on leading to the present one
    with pytest.raises(InvalidRecord) as error:
        save(None, change(new_record, slug="third", sponsor="A"), ed)
    assert "'D'" in error.value.problems[0].allowed


def test_an_organization_is_not_merged_into_itself(ed):
    with pytest.raises(InvalidOrganizationChange):
        propose_merge(organization(), organization(), ed, basis="")


def test_a_proposal_may_name_what_was_merged_since(ed, rev, new_record):
    """An earlier version of a draft names an organization that is gone; repeating the draft does not bring it back."""
    draft = save(None, change(new_record, sponsor="A"), ed)
    save(draft, change(new_record, sponsor="B"), ed)
    propose_into(ed, "A", "B")
    propose(ed, "C", of="B")
    assert working_version(draft).record.sponsor == "C"
    assert not Organization.objects.filter(name__in=["A", "B"]).exists()


def test_only_what_no_program_uses_is_dropped(ed, rev, new_record):
    program = publish(None, change(new_record, sponsor="Used", partners=["Once a partner"]), rev)
    publish(program, change(new_record, sponsor="Used", partners=[]), rev)
    save(None, change(new_record, slug="a-draft", sponsor="In a draft", partners=["Partner in a draft"]), ed)
    save(program, change(new_record, sponsor="Used", partners=["In a change"]), ed)
    gone = publish(None, change(new_record, slug="gone", sponsor="Of a retired one", partners=["Its partner"]), rev)
    retire(gone, rev)
    Organization.objects.create(name="Typed", slug="typed")
    save_draft(None, "Begun", {"sponsor": ["typed"]}, ed)
    keys = list(Organization.objects.values_list("pk", flat=True))
    assert {one.name for one in drop_unused(keys)} == {"Once a partner", "Its partner"}
    assert {"Used", "In a draft", "Partner in a draft", "Of a retired one", "Typed"} <= set(
        Organization.objects.values_list("name", flat=True)
    )
    assert ProgramVersion.objects.get(program=program, number=1).record.partners == ["Once a partner"]
    assert not drop_unused(keys)
