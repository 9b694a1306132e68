"""Details of organizations: two people publish them, and renaming, merging and files keep them."""

import pytest

from catalog.models import Organization, OrganizationChange, Revision
from catalog.organizations.apply import InvalidOrganizationChange
from catalog.organizations.details import details_of
from catalog.organizations.import_plan import load_details
from catalog.organizations.selectors import find_unused
from catalog.organizations.services import propose_details, publish_details, reject_change
from catalog.programs.publishing.approval import may_approve_work_of
from catalog.programs.services import MayNotPublish, publish
from tests.factories import change
from tests.organizations.proposing import NEW, OLD, organization, propose, propose_into, publish_now

pytestmark = pytest.mark.django_db
ROR = {"ror": "03vek6s52", "ror_source": "https://ror.org/03vek6s52", "ror_date": "2026-11-01"}
EIN = {"ein": "53-0196605", "ein_source": "Form 990", "ein_date": "2026-11-02"}


def give(name, ed, rev, **details):
    """Propose details and publish them."""
    pending = propose_details(organization(name), details, ed)
    return publish_now(pending, rev) if pending.state == "pending" else pending


def known(name=OLD):
    return {field: text for field, text in details_of(organization(name)).items() if text}


def test_details_wait_for_a_second_person(ed, rev):
    stamp = Revision.objects.get().stamp
    pending = propose_details(organization(), {**ROR, "home_state": "ma"}, ed, "Read today.")
    assert (pending.state, known(), Revision.objects.get().stamp) == ("pending", {}, stamp)
    with pytest.raises(MayNotPublish):
        publish_now(pending, ed)
    publish_now(pending, rev)
    assert known() == {**ROR, "home_state": "MA"}
    assert Revision.objects.get().stamp != stamp
    stored = OrganizationChange.objects.get(pk=pending.pk)
    assert (stored.before["ror"], stored.after["ror"], stored.user, stored.decided_by) == ("", "03vek6s52", ed, rev)


def test_fields_that_are_not_given_stay(ed, rev):
    give(OLD, ed, rev, **ROR)
    give(OLD, ed, rev, **EIN)
    assert known() == ROR | EIN
    give(OLD, ed, rev, ror="")
    assert known() == EIN


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"ror": "03vek6s53"}, "ror"),
        ({"ror": "03vek6s52"}, "ror_source"),
        ({**ROR, "ror_date": ""}, "ror_date"),
        ({**ROR, "ror_date": "2999-01-01"}, "ror_date"),
        ({**ROR, "ror_date": "yesterday"}, "ror_date"),
        ({**ROR, "ror_source": "x" * 301}, "ror_source"),
        ({"home_state": "XX"}, "home_state"),
        ({"website": "no where"}, "website"),
        ({"website": "https://a.example/\x00"}, "website"),
        ({"parent": "Nobody Knows It"}, "parent"),
        ({"parent": OLD}, "parent"),
    ],
)
def test_what_is_not_valid_is_refused_and_names_its_field(ed, details, field):
    with pytest.raises(InvalidOrganizationChange) as error:
        propose_details(organization(), details, ed)
    assert error.value.field == field
    assert not OrganizationChange.objects.exists()


def test_nothing_is_part_of_itself_also_by_way_of_others(ed, rev):
    give("National Education Association", ed, rev, parent="teach plus")  # any spelling
    assert organization("National Education Association").parent == organization()
    with pytest.raises(InvalidOrganizationChange, match="part of"):
        propose_details(organization(), {"parent": "National Education Association"}, ed)


def test_two_changes_that_wait_cannot_make_a_circle(ed, rev):
    first = propose_details(organization(), {"parent": "National Education Association"}, ed)
    second = propose_details(organization("National Education Association"), {"parent": OLD}, ed)
    publish_now(first, rev)
    with pytest.raises(InvalidOrganizationChange, match="part of"):
        publish_now(second, rev)
    published, left = publish_details([second.pk], rev)
    assert (published, [one.pk for one, _ in left]) == ([], [second.pk])
    second.refresh_from_db()
    assert second.state == "pending"


def test_several_are_published_together_but_not_ones_own(ed, rev):
    mine = propose_details(organization("National Education Association"), EIN, rev)
    theirs = propose_details(organization(), ROR, ed)
    assert not may_approve_work_of(rev, mine.user)
    published, left = publish_details([mine.pk, theirs.pk, 10**9], rev, "Checked.")
    assert ([one.pk for one in published], left) == ([theirs.pk], [])


def test_a_renaming_keeps_them_and_a_parent_is_found_by_its_former_name(ed, rev):
    give(OLD, ed, rev, **ROR)
    pending = propose_details(organization("National Education Association"), {"parent": OLD}, ed)
    publish_now(propose(ed), rev)
    publish_now(pending, rev)
    assert known(NEW) == ROR
    assert organization("National Education Association").parent.name == NEW


def test_a_merge_takes_along_what_is_missing_and_keeps_what_is_there(ed, rev, new_record):
    publish(None, change(new_record, sponsor="A", partners=["B"]), rev)
    give("A", ed, rev, ror="00f54p054", ror_source="ror.org", ror_date="2026-11-01", home_state="CA", parent=OLD, **EIN)
    give("B", ed, rev, **ROR)
    give("National Education Association", ed, rev, parent="A")
    publish_now(propose_into(ed, "A", "B"), rev)
    assert known("B") == ROR | EIN | {"home_state": "CA", "parent": OLD}
    assert organization("National Education Association").parent == organization("B")


def test_a_merge_into_a_part_of_it_makes_no_circle(ed, rev, new_record):
    publish(None, change(new_record, sponsor="A", partners=["B", "C"]), rev)
    give("B", ed, rev, parent="A")
    give("C", ed, rev, parent="B")
    publish_now(propose_into(ed, "A", "C"), rev)
    assert organization("C").parent is None
    assert organization("B").parent == organization("C")


def test_a_parent_is_not_dropped_as_unused(ed, rev):
    Organization.objects.create(name="University of Nowhere", slug="university-of-nowhere")
    give(OLD, ed, rev, parent="University of Nowhere")
    assert "University of Nowhere" not in {one.name for one in find_unused()}


def test_a_file_fills_gaps_and_never_touches_what_a_person_decided(ed, rev):
    give(OLD, ed, rev, **ROR)
    give(OLD, ed, rev, ror="")
    give("National Education Association", ed, rev, home_state="VA")
    reject_change(propose_details(organization("Learning Forward"), EIN, ed), rev, "No.")
    rows = [
        {"row": "2", "name": OLD, "home_state": "DC", **ROR},
        {"row": "3", "name": "National Education Association", "home_state": "DC", **EIN},
        {"row": "4", "name": "Learning Forward", **EIN},
        {"row": "5", "name": "Not In The Catalog", **EIN},
    ]
    assert load_details(rows) == 3
    assert known() == {"home_state": "DC"}
    assert known("National Education Association") == EIN | {"home_state": "VA"}
    assert known("Learning Forward") == EIN
    assert load_details(rows) == 0
